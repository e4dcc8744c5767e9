/** What is wrong with a page as it stands: rules of accessibility it breaks, and whether it is wider than its window. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** One sentence a fault, each beginning with `name`. HUNDI_SHOTS names a folder for a picture of every page. */
export async function faultsOf(page: Page, name: string): Promise<string[]> {
  const folder = process.env['HUNDI_SHOTS'];
  if (folder !== undefined)
    await page.screenshot({
      path: `${folder}/${name.replace(/[^a-z0-9]+/gi, '-')}.png`,
      fullPage: true,
    });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const faults = violations.map(
    ({ id, nodes }) => `${name}: ${id} at ${nodes.map(({ target }) => String(target)).join(', ')}`,
  );
  const isTooWide = await page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
  return isTooWide ? [...faults, `${name}: wider than the window`] : faults;
}
