/** Databases that are made once and copied from, or kept for the next run. */
import { fillHistory, type HistoryOrder } from './history.ts';
import { seedMerchants } from './seed.ts';
import type { Stage } from './stage.ts';

/** A thousand funded merchants without payouts. */
export async function seededDatabase(stage: Stage): Promise<string> {
  const name = 'bench_seeded';
  const made = await stage.ensureDatabase(name, (url) => seedMerchants(url));
  if (made) stage.say('1,000 merchants made');
  return name;
}

/** The same merchants with so many payouts behind them. */
export async function databaseWithHistory(stage: Stage, history: HistoryOrder): Promise<string> {
  const ofOne = history.withBigMerchant === 'only' ? '_of_one' : '';
  const name = `bench_with_${history.payouts}${ofOne}`;
  const beganMs = performance.now();
  const made = await stage.ensureDatabase(name, async (url) => {
    const half = new URL(url).pathname.slice(1);
    await stage.copyDatabase(half, await seededDatabase(stage));
    await fillHistory(url, history);
  });
  const seconds = ((performance.now() - beganMs) / 1_000).toFixed(0);
  if (made) stage.say(`${history.payouts} payouts made in ${seconds} s`);
  return name;
}
