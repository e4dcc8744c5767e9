/** What is wrong with a page as it stands: rules of accessibility it breaks, and whether it is wider than its window. */
import type { Page } from 'playwright-core';
import { axeFaults, rememberLooks, rulesOfColour, type Look } from './axe.ts';

/** One sentence a fault, each beginning with `name`. HUNDI_SHOTS names a folder for a picture of every page. */
async function faultsOf(page: Page, name: string, looks: readonly Look[]): Promise<string[]> {
  const folder = process.env['HUNDI_SHOTS'];
  if (folder !== undefined)
    await page.screenshot({
      path: `${folder}/${name.replace(/[^a-z0-9]+/gi, '-')}.png`,
      fullPage: true,
    });
  const faults: string[] = [];
  for (const look of looks)
    faults.push(...(await axeFaults(page, look)).map((fault) => `${name}: ${fault}`));
  const isTooWide = await page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
  return isTooWide ? [...faults, `${name}: wider than the window`] : faults;
}

const desk = { width: 1_280, height: 800 };
const phone = { width: 390, height: 844 };

/**
 * In an order in which as little as possible changes from each to the next, and in the end nothing is dark. In the dark
 * the page is what it is in the light, so there its colours alone are judged; and on the telephone the colours of what a
 * desk does not show or shows otherwise.
 */
const views: readonly View[] = [
  { device: 'desk', size: desk, colorScheme: 'light', looks: [{}] },
  { device: 'desk', size: desk, colorScheme: 'dark', looks: [{ rules: rulesOfColour }] },
  {
    ...{ device: 'phone', size: phone, colorScheme: 'dark' },
    looks: [{ rules: rulesOfColour, changedSince: 'dark' }],
  },
  {
    ...{ device: 'phone', size: phone, colorScheme: 'light' },
    looks: [{ withoutRules: rulesOfColour }, { rules: rulesOfColour, changedSince: 'light' }],
  },
];

interface View {
  readonly device: 'desk' | 'phone';
  readonly size: { readonly width: number; readonly height: number };
  readonly colorScheme: 'light' | 'dark';
  readonly looks: readonly Look[];
}

/** The same on a desk and on a telephone, light and dark, without loading the page again for each. */
export async function faultsEverywhere(page: Page, name: string): Promise<string[]> {
  const faults: string[] = [];
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const { device, size, colorScheme, looks } of views) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-theme=${colorScheme}]`).waitFor({ state: 'attached' });
    // What is on its way from one colour to the other has a contrast of its own.
    await page.evaluate(
      `Promise.allSettled(document.getAnimations().filter((one) => one instanceof CSSTransition)
        .map((one) => one.finished)).then(() => undefined)`,
    );
    faults.push(...(await faultsOf(page, `${name} ${device} ${colorScheme}`, looks)));
    if (device === 'desk') await rememberLooks(page, colorScheme);
  }
  return faults;
}

/**
 * Goes to a page of a site of ours, from another of its pages as a link there does: without loading the application
 * again, nor axe. Resolves when it stands and waits for nothing.
 */
export async function turnTo(page: Page, address: string): Promise<void> {
  const { origin, pathname, search } = new URL(address);
  if (page.url().startsWith(`${origin}/${pathname.split('/')[1] ?? ''}/`))
    await page.evaluate(`new Promise((resolve) => {
      const router = window.__TSR_ROUTER__;
      router.history.push(${JSON.stringify(pathname + search)});
      const look = () => {
        const { status, location, resolvedLocation } = router.state;
        const isThere = status === 'idle' && location.href === resolvedLocation?.href;
        if (isThere && !router.isLoading) resolve();
        else setTimeout(look, 10);
      };
      setTimeout(look);
    })`);
  else await page.goto(address);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.locator('.waiting').first().waitFor({ state: 'detached' });
}
