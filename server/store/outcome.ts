// What became of one thing that was asked of a thread: its value, or the reason why there is none.

/** The outcome of one append or request. One that failed changed nothing. */
export type Outcome<Value = unknown> =
  | { readonly type: 'done'; readonly value: Value }
  | { readonly type: 'failed'; readonly reason: string };
