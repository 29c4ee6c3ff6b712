// Whether an address leads to the machine that asks: what goes there leaves it never.

/** Whether only this machine can be at `url`. */
export const isOnlyHere = ({ hostname }: Pick<URL, 'hostname'>): boolean =>
  /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
