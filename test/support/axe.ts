/** An independent judge of a page as it stands in a browser: the rules of axe, run in the page itself. */
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const require = createRequire(import.meta.url);
/** Without its comments it is less than half as much to send into a page, and to read there. */
const axe = require('axe-core/axe.min.js') as { readonly source: string };

/** All that can become wrong when nothing but the colours of a page changes. */
export const rulesOfColour: readonly string[] = ['color-contrast', 'link-in-text-block'];

export interface Look {
  /** A selector of the part to look at; the whole page when left out. */
  readonly within?: string;
  /** Only these; all that axe has when left out. */
  readonly rules?: readonly string[];
  /** All but these. */
  readonly withoutRules?: readonly string[];
  /** Only what does not look as it did when `rememberLooks` was called with this name. */
  readonly changedSince?: string;
}

interface Found {
  readonly faults: readonly { readonly id: string; readonly nodes: readonly string[] }[];
  readonly held: readonly string[];
}

/** What the contrast of words depends on, of an element that is shown; an ancestor that changes takes all below it along. */
const look = `(one) => {
  const { width, height, right, bottom } = one.getBoundingClientRect();
  const isShown = width > 1 && height > 1 && right > 0 && bottom + scrollY > 0 &&
    one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const style = getComputedStyle(one);
  return isShown && [style.color, style.backgroundColor, style.backgroundImage, style.opacity, style.fontSize,
    style.fontWeight].join();
}`;

/** For a page that is about to change its size: what looks the same afterwards need not be judged for its colours again. */
export async function rememberLooks(page: Page, name: string): Promise<void> {
  await page.evaluate(
    `{ const look = ${look}; (window.looks ??= new Map()).set('${name}', new Map(
      Array.from(document.querySelectorAll('body, body *'), (one) => [one, look(one)]))); }`,
  );
}

/** The topmost elements that look otherwise than they did. */
const changedSinceThen = (name: string): string => `(() => { const look = ${look};
  const then = window.looks.get('${name}');
  const all = [...document.querySelectorAll('body, body *')].filter((one) => {
    const now = look(one);
    return now !== false && then.get(one) !== now;
  });
  const found = new Set(all);
  const isBelow = (one) => one !== null && (found.has(one) || isBelow(one.parentElement));
  return all.filter((one) => !isBelow(one.parentElement)); })()`;

/** One sentence a fault: the rule, and what breaks it. Throws when axe saw no words on the page at all. */
export async function axeFaults(
  page: Page,
  { within, rules, withoutRules = [], changedSince }: Look = {},
): Promise<string[]> {
  // A page that has not been left since keeps it, and a policy of the page has no say in this.
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(axe.source);
  const options = {
    resultTypes: ['violations'],
    ...(rules && { runOnly: rules }),
    rules: Object.fromEntries(withoutRules.map((rule) => [rule, { enabled: false }])),
  };
  const place =
    changedSince === undefined
      ? JSON.stringify([within ?? 'html'])
      : changedSinceThen(changedSince);
  const { faults, held } = await page.evaluate<Found>(
    `Promise.resolve(${place}).then((places) => places.length === 0 ? { violations: [], passes: [] } :
      axe.run(places, ${JSON.stringify(options)}))
      .then(({ violations, passes }) => ({
        faults: violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) })),
        held: passes.map(({ id }) => id),
      }))`,
  );
  const sawWords = [...held, ...faults.map(({ id }) => id)].includes('color-contrast');
  const isOfAll = within === undefined && changedSince === undefined && withoutRules.length === 0;
  if (!sawWords && isOfAll) throw new Error('There are no words on the page.');
  return faults.map(({ id, nodes }) => `${id} at ${nodes.join(', ')}`);
}
