/** What a browser that was never here has to fetch before a page stands. */
import type { Page } from 'playwright-core';

/** The bar for the first page of every site, compressed as it is served. */
export const mostFirstBytes = 250_000;

/** Bytes over the wire, headers included, of a page whose browser has nothing of it yet. */
export async function firstLoadOf(page: Page, url: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  await session.detach();
  return bytes;
}
