/** `npm run lighthouse`: how fast and how accessible pages of the console are, by Lighthouse, as an operator sees them. */
import { createServer, type AddressInfo } from 'node:net';
import lighthouse, { desktopConfig } from 'lighthouse';
import { openBrowser } from '../test/checkout/browser.ts';
import { endTestServer } from '../test/kit/database.ts';
import { openStage } from './console-stage.ts';

const goal = 95;
const port = await freePort();
const stage = await openStage(5_000);
const browser = await openBrowser([`--remote-debugging-port=${String(port)}`]);
let isBelow = false;
try {
  console.log('performance  accessibility  page');
  for (const path of stage.paths.filter((each) =>
    /^\/(overview|payments|ledger)$|^\/payments\/payout/.test(each),
  )) {
    const { performance, accessibility } = await measure(path);
    isBelow ||= performance < goal || accessibility < goal;
    console.log(
      `${String(performance).padStart(11)}  ${String(accessibility).padStart(13)}  ${path}`,
    );
  }
} finally {
  await browser.close();
  await stage.close();
  await endTestServer();
}
process.exitCode = isBelow ? 1 : 0;

async function measure(path: string) {
  const result = await lighthouse(
    `${stage.address}/console${path}`,
    {
      port,
      logLevel: 'error',
      onlyCategories: ['performance', 'accessibility'],
      extraHeaders: { cookie: stage.operator.cookie },
      disableStorageReset: true,
    },
    desktopConfig,
  );
  const scoreOf = (name: string) => Math.floor((result?.lhr.categories[name]?.score ?? 0) * 100);
  return { performance: scoreOf('performance'), accessibility: scoreOf('accessibility') };
}

/** Whoever asks for it next has it. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}
