/** Cases are told to the log: whoever watches it hears of what waits for a person without asking. */
import type { Pool } from './db/connection.ts';
import type { Clock } from './kit/clock.ts';
import type { Log } from './log.ts';
import { casesOpenedSince, countOpenCases } from './payments/cases.ts';

/** A commit may become visible so much later than the moment at which its case was opened. */
const lateMs = 60_000;
/** Each by itself up to here; of more than these the number is enough to call somebody. */
const mostTold = 20;

/** A chore of the worker: first how many are open, and from then on each that is opened, once. */
export function caseTeller(pool: Pool, clock: Clock, log: Pick<Log, 'warn'>): () => Promise<void> {
  const beganMs = clock.now().getTime();
  let told: ReadonlySet<string> | undefined;
  return async () => {
    const since = new Date(Math.max(beganMs, clock.now().getTime() - lateMs));
    const recent = await casesOpenedSince(pool, since);
    const known = told;
    if (known === undefined) await tellOpen(pool, log);
    else tellNew(recent.filter(({ caseId }) => !known.has(caseId)));
    told = new Set(recent.map(({ caseId }) => caseId));
  };

  function tellNew(cases: Awaited<ReturnType<typeof casesOpenedSince>>): void {
    for (const { merchantId, caseId, payoutId, code } of cases.slice(0, mostTold))
      log.warn({ merchantId, caseId, payoutId, code }, 'a case waits for a person');
    const rest = cases.length - mostTold;
    if (rest > 0) log.warn({ cases: rest }, 'more cases wait for a person');
  }
}

async function tellOpen(pool: Pool, log: Pick<Log, 'warn'>): Promise<void> {
  const { count, since } = await countOpenCases(pool);
  if (count === 0n) return;
  log.warn({ cases: Number(count), since: since?.toISOString() }, 'cases wait for a person');
}
