// What every state of the page has to satisfy: the rules of WCAG 2.2 at level AA that a program can check, targets that
// a finger hits, and a width that fits a small phone. The page keeps its policy: axe comes by Playwright's own scripts.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './kit/index.ts';

/** The narrowest phone that is in use, and a desk, at which the page stays. */
const windows = [
  { width: 360, height: 740, colorScheme: 'dark' },
  { width: 1280, height: 800, colorScheme: 'light' },
] as const;

const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** Checks the page as it stands, which has to be without motion. `state` names it in a finding. */
export async function audit(page: Page, state: string): Promise<void> {
  for (const { width, height, colorScheme } of windows) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    const where = `${state}, ${width} pixels, ${colorScheme}`;
    expect.soft(await findings(page), where).toEqual([]);
    expect.soft(await smallTargets(page), `${where}: targets below 24 pixels`).toEqual([]);
    expect.soft(await page.evaluate(overflow), `${where}: pixels beside the window`).toBe(0);
    expect.soft(await movingElements(page), `${where}: elements that move`).toEqual([]);
  }
}

/** How far the page can be scrolled to the side. */
const overflow = () => {
  scrollTo(innerWidth, scrollY);
  const pixels = scrollX;
  scrollTo(0, scrollY);
  return pixels;
};

/**
 * Each violation in a line: the rule, and the elements. Left out are two things that work, and that a program cannot
 * tell: the ends of a menu pass the focus on as soon as they get it; and the caret scrolls a block of code, or the
 * browser, which lets the focus into what scrolls.
 */
export async function findings(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page }).withTags(levels).exclude('[data-base-ui-focus-guard]').exclude('.code-block');
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${impact}): ${target.join(' ')} ${failureSummary}`),
  );
}

/** What one can press and is smaller than 24 pixels, but for links in a sentence (WCAG 2.5.8). */
async function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const pressable = 'a[href], button, input, select, summary, [role^=menuitem], [role=button], [role=option]';
    return [...document.querySelectorAll<HTMLElement>(pressable)]
      .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .filter((element) => element.closest('p a, [aria-hidden=true], .visually-hidden') === null)
      .map((element) => ({ element, target: element.closest('label.swatch') ?? element }))
      .flatMap(({ element, target }) => {
        const { width, height } = target.getBoundingClientRect();
        if (width >= 24 && height >= 24) return [];
        return [`${element.ariaLabel ?? element.textContent} (${element.className}): ${width} × ${height}`];
      });
  });
}

/** With reduced motion, nothing has a transition or an animation of any duration. */
async function movingElements(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('*')].flatMap((element) => {
      const { transitionDuration, animationName, animationDuration } = getComputedStyle(element);
      const moves = (durations: string) => durations.split(', ').some((duration) => Number.parseFloat(duration) > 0);
      const still = !moves(transitionDuration) && (animationName === 'none' || !moves(animationDuration));
      return still ? [] : [`${element.tagName}.${element.className}`];
    }),
  );
}
