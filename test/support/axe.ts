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
}

interface Found {
  readonly faults: readonly { readonly id: string; readonly nodes: readonly string[] }[];
  readonly held: readonly string[];
}

/** One sentence a fault: the rule, and what breaks it. Throws when axe saw no words on the page at all. */
export async function axeFaults(page: Page, { within, rules }: Look = {}): Promise<string[]> {
  // A page that has not been left since keeps it, and a policy of the page has no say in this.
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(axe.source);
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  const { faults, held } = await page.evaluate<Found>(
    `axe.run(${JSON.stringify(within ?? 'html')}, ${JSON.stringify(options)})
      .then(({ violations, passes }) => ({
        faults: violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) })),
        held: passes.map(({ id }) => id),
      }))`,
  );
  const sawWords = [...held, ...faults.map(({ id }) => id)].includes('color-contrast');
  if (!sawWords && within === undefined) throw new Error('There are no words on the page.');
  return faults.map(({ id, nodes }) => `${id} at ${nodes.join(', ')}`);
}
