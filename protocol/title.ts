// A document's title: a Y.Text beside the body, in the same Y.Doc.

/** The name of the title's root type in the Y.Doc. */
export const titleName = 'title';

/** The longest title, in UTF-16 units. A longer one cannot be typed, and is cut where titles are listed. */
export const longestTitle = 200;
