// Turns: what concerns one name is done one after another, in the order in which it was asked for.

export class Turns {
  /** The last act of each name that has one under way. */
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `act` after every earlier act of this name has ended, whether well or not. */
  async take<Value>(name: string, act: () => Promise<Value>): Promise<Value> {
    const turn = (this.#last.get(name) ?? Promise.resolve()).then(act);
    const settled = turn.catch(() => {});
    this.#last.set(name, settled);
    try {
      return await turn;
    } finally {
      if (this.#last.get(name) === settled) this.#last.delete(name);
    }
  }
}
