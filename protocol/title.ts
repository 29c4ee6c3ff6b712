// The title of a document, which is part of it: a Y.Text beside the text.

/** The name under which the title stands in the document's Y.Doc. */
export const titleName = 'title';

/** In characters; what is longer is cut where a title is listed, and cannot be typed. */
export const longestTitle = 200;
