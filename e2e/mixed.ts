// The rule by which a story gets its browsers; `playwright.config.ts` obeys it, and nothing else decides.

/**
 * Marks a story that is told once: the first person has Chromium, the second Firefox, and so on in turn. The mark is
 * for stories in which two people do the same, and for stories about the server or the plain logic of the page.
 * Stories without the mark are about what browsers do: keys, caret, clipboard, storage, focus, rendering. Each of them
 * is told twice, once with Chromium for everybody and once with Firefox for everybody.
 */
export const mixed = { tag: '@mixed' } as const;
