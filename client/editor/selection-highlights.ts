// Other people's selections, painted behind the text in their colours. The browser paints them with the CSS Custom
// Highlight API, so they wrap and scroll with the text. Rectangles replace them in browsers without that API, and in
// forced colours, where every highlight looks like one's own selection.

/** A translucent `color`. On dark paper, 36 % is as visible as 20 % on light paper. */
function highlightColor(color: string): string {
  const mixed = (part: string) => `color-mix(in srgb, ${color} ${part}, transparent)`;
  return `light-dark(${mixed('20%')}, ${mixed('36%')})`;
}

export interface SelectionHighlight {
  /** A six-digit CSS hex colour; see `safeColor`. */
  readonly color: string;
  readonly range: Range;
}

const hasHighlights =
  typeof Highlight !== 'undefined' && 'highlights' in CSS && !matchMedia('(forced-colors: active)').matches;
const painted = new Set<string>();
let sheet: CSSStyleSheet | undefined;

/** Paints these selections in place of the last ones. Without the API, their rectangles go into `layer`. */
export function highlightSelections(highlights: readonly SelectionHighlight[], layer: HTMLElement): void {
  if (!hasHighlights) return drawRectangles(highlights, layer);
  const byColor = Map.groupBy(highlights, ({ color }) => color);
  for (const color of [...painted]) if (!byColor.has(color)) unpaint(color);
  for (const [color, sameColor] of byColor) {
    addRule(color);
    painted.add(color);
    CSS.highlights.set(highlightName(color), new Highlight(...sameColor.map(({ range }) => range)));
  }
}

/** Removes all highlights. */
export function clearHighlights(): void {
  for (const color of [...painted]) unpaint(color);
}

function unpaint(color: string): void {
  CSS.highlights.delete(highlightName(color));
  painted.delete(color);
}

function highlightName(color: string): string {
  return `person-${color.slice(1).toLowerCase()}`;
}

/** Adds the style rule of a colour, unless there is one. Rules are never removed, because there are few colours. */
function addRule(color: string): void {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet({ media: 'screen' }); // not on paper
    document.adoptedStyleSheets.push(sheet);
  }
  const selector = `::highlight(${highlightName(color)})`;
  for (const rule of sheet.cssRules) if (rule instanceof CSSStyleRule && rule.selectorText === selector) return;
  sheet.insertRule(`${selector} { background-color: ${highlightColor(color)} }`);
}

function drawRectangles(highlights: readonly SelectionHighlight[], layer: HTMLElement): void {
  for (const old of layer.querySelectorAll('.remote-selection')) old.remove();
  const origin = layer.getBoundingClientRect();
  for (const { color, range } of highlights) {
    for (const { left, top, width, height } of range.getClientRects()) {
      const rectangle = document.createElement('div');
      rectangle.className = 'remote-selection';
      rectangle.style.setProperty('--person', color);
      rectangle.style.transform = `translate(${left - origin.left}px, ${top - origin.top}px)`;
      rectangle.style.width = `${width}px`;
      rectangle.style.height = `${height}px`;
      layer.append(rectangle);
    }
  }
}
