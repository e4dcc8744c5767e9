/** Keeps what the overview adds up: one process at a time, a little at a time, each step a commit that may be its last. */
import { transaction, type Pool, type Transaction } from '../db/connection.ts';
import { ensureDeploymentValue, setDeploymentValue } from '../db/deployment-values.ts';
import { failpoint } from '../kit/failpoint.ts';
import { rollJournals } from './roll-journals.ts';
import { lookedAtAfterMs, rollTold } from './roll-told.ts';
import { lateMs, rollUnpaid } from './roll-unpaid.ts';

const turn = 'overview.rolled_until';
/** How much time is made up for in one commit after a long rest. */
const stretchMs = 6 * 3_600_000;

/**
 * Resolves to how many journals were counted; whoever finds another process at it leaves it the work. `mayGoOn` is asked
 * between commits: the first time, years of journals may wait.
 */
export async function rollUp(
  pool: Pool,
  timeZone: string,
  now: Date,
  mayGoOn: () => boolean = () => true,
): Promise<bigint> {
  await ensureTurn(pool, now);
  let all = 0n;
  while (mayGoOn()) {
    const counted = await inTurn(pool, async (tx) => {
      const some = await rollJournals(tx, timeZone);
      failpoint('rollup.before_commit');
      return some;
    });
    if (counted === undefined) return all;
    all += counted;
    if (counted === 0n) break;
  }
  while (mayGoOn()) {
    const isMore = await inTurn(pool, (tx, since) => rollTimes(tx, since, now, timeZone));
    if (isMore !== true) break;
  }
  return all;
}

/** Begins with the first merchant: before it nothing happened. */
async function ensureTurn(pool: Pool, now: Date): Promise<void> {
  const { rows } = await pool.query<{ first: Date | null }>(
    'select min(created_at) as first from merchants',
  );
  const first = rows[0]?.first ?? now;
  await ensureDeploymentValue(pool, turn, () => first.toISOString());
}

/** What is found by its time and not by a number. Resolves to whether there is more. */
async function rollTimes(
  tx: Transaction,
  since: Date,
  now: Date,
  timeZone: string,
): Promise<boolean> {
  const until = new Date(Math.min(now.getTime(), since.getTime() + stretchMs));
  // The clock of this process is behind that of another.
  if (until <= since) return false;
  await rollUnpaid(tx, new Date(since.getTime() - lateMs), until, timeZone);
  // A webhook is looked at when it is old enough, so its stretch lies as far back as that.
  const before = (at: Date) => new Date(at.getTime() - lookedAtAfterMs);
  await rollTold(tx, before(since), before(until), timeZone);
  await setDeploymentValue(tx, turn, until.toISOString());
  return until < now;
}

/** Undefined when somebody else has the turn. `since`: up to when all has been counted that is found by its time. */
function inTurn<T>(
  pool: Pool,
  work: (tx: Transaction, since: Date) => Promise<T>,
): Promise<T | undefined> {
  return transaction(pool, async (tx) => {
    const { rows } = await tx.query<{ value: string }>(
      'select value from deployment_values where name = $1 for update skip locked',
      [turn],
    );
    return rows[0] === undefined ? undefined : work(tx, new Date(rows[0].value));
  });
}
