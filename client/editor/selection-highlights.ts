// Other people's selections as a highlight of their colour behind the text. The browser paints them (CSS Custom
// Highlight API), so they wrap and scroll with the text and cost no elements; where there is no such API, rectangles
// do.

/** How a colour becomes a highlight: on dark paper it takes more of it to be as visible as 20 % on light paper. */
function highlightColor(color: string): string {
  const mixed = (part: string) => `color-mix(in srgb, ${color} ${part}, transparent)`;
  return `light-dark(${mixed('20%')}, ${mixed('36%')})`;
}

export interface SelectionHighlight {
  /** A checked hex colour. */
  readonly color: string;
  readonly range: Range;
}

const hasHighlights = typeof Highlight !== 'undefined' && 'highlights' in CSS;
const painted = new Set<string>();
let sheet: CSSStyleSheet | undefined;

/** Paints exactly these selections; `layer` takes the rectangles where highlights are missing. */
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

/** Takes all highlights away. */
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

/** One rule per colour, made when it is first needed and kept: there are few colours, and many selections. */
function addRule(color: string): void {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
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
