/** `npm run lighthouse`: how fast and how accessible pages of the console and the payment page are, by Lighthouse. */
import lighthouse, { desktopConfig } from 'lighthouse';
import { openBrowser } from '../test/checkout/browser.ts';
import { endTestServer } from '../test/kit/database.ts';
import { freePort } from '../torture/free-port.ts';
import { sites, type Screens } from './screens.ts';

const goal = 95;
const measured: Readonly<Record<string, RegExp>> = {
  console: /^\/console\/(overview|payments|ledger|payments\/[^/]+\/payout\/[^/]+)$/,
  pay: /^\/pay\b(?!.*altered)/,
};

const port = await freePort();
const browser = await openBrowser([`--remote-debugging-port=${String(port)}`]);
let isBelow = false;
try {
  console.log('performance  accessibility  page');
  for (const [name, pages] of Object.entries(measured)) {
    const site = await sites[name]?.();
    if (site === undefined) continue;
    // Of the payment page the first, whose payment is still to come.
    for (const path of site.paths
      .filter((each) => pages.test(each))
      .slice(0, name === 'pay' ? 1 : undefined)) {
      const { performance, accessibility } = await measure(site, path);
      isBelow ||= performance < goal || accessibility < goal;
      const scores = [String(performance).padStart(11), String(accessibility).padStart(13)];
      console.log(`${scores.join('  ')}  ${path.slice(0, 60)}`);
    }
    await site.close();
  }
} finally {
  await browser.close();
  await endTestServer();
}
process.exitCode = isBelow ? 1 : 0;

async function measure({ origin, who }: Screens, path: string) {
  const result = await lighthouse(
    `${origin}${path}`,
    {
      port,
      logLevel: 'error',
      onlyCategories: ['performance', 'accessibility'],
      ...(who && { extraHeaders: { cookie: who.cookie } }),
      disableStorageReset: true,
    },
    desktopConfig,
  );
  const scoreOf = (name: string) => Math.floor((result?.lhr.categories[name]?.score ?? 0) * 100);
  return { performance: scoreOf('performance'), accessibility: scoreOf('accessibility') };
}
