// A document's title as server and page agree on it: where it lives in the Y.Doc, and how much of it is shown.

/** The name of the Y.Text in a document's Y.Doc that holds its title. */
export const titleName = 'title';

/** Longest title shown and typed, in UTF-16 units: a line in the bar and in lists, not a text. */
export const longestTitle = 200;
