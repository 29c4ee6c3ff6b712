// The rule by which a story gets its browsers; `playwright.config.ts` obeys it, and nothing else decides.

/**
 * Marks a story that is told once, with Chromium for the first person, Firefox for the second, and so on in turn. A story
 * qualifies when every browser that matters to it has a part: two people do the same, each with another browser, or the
 * story is about the server or about plain logic of the page. Stories without the mark are about one browser: keys, caret,
 * clipboard, storage, focus, rendering. They are told twice, once with Chromium for everybody and once with Firefox.
 */
export const mixed = { tag: '@mixed' } as const;
