/** The message of a caught value, which need not be an Error: a text to log or to show. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
