/** What is done from time to time: the sums of the console, the audit's heads, new cases, cards that are tried, a look at the books, and clearing away what was kept for long enough. */
import { auditHeadTeller } from './audit-heads.ts';
import { caseTeller } from './case-teller.ts';
import { lookAtCounters, proveByNight } from './book-watch.ts';
import type { Pool } from './db/connection.ts';
import { pruneSessions } from './identity/prune-sessions.ts';
import { pruneNonces } from './identity/request-nonces.ts';
import type { Clock } from './kit/clock.ts';
import { ZoneClock } from './kit/zone-clock.ts';
import type { Log } from './log.ts';
import { watchCards } from './payments/card-testing.ts';
import { pruneCardTries } from './payments/card-tries.ts';
import { pruneOrderNumbers } from './payments/order-numbers.ts';
import { pruneSignInFailures } from './people/password-attempts.ts';
import { rollUp } from './views/roll-up.ts';
import { pruneWebhooks } from './webhooks/prune.ts';

export interface HousekeepingParts {
  readonly pool: Pool;
  readonly keepWebhookDays: number;
  /** Of the numbers of orders. */
  readonly zone: ZoneClock;
  /** Says where the days of the console's sums begin. */
  readonly timeZone: string;
  readonly clock: Clock;
  /** Stops payouts when banks have paid too much beside the books. */
  readonly guardLosses: () => Promise<void>;
  readonly log: Log;
}

interface Chore {
  readonly what: string;
  readonly firstAfterMs: number;
  readonly everyMs: number;
  /** Long work looks whether the process is about to end. */
  readonly work: (mayGoOn: () => boolean) => Promise<unknown>;
}

const dayMs = 24 * 3_600_000;
const minuteMs = 60_000;

export function openHousekeeping(parts: HousekeepingParts): {
  start(): void;
  stop(): Promise<void>;
} {
  const { log } = parts;
  const timers = new Map<Chore, NodeJS.Timeout>();
  const working = new Map<Chore, Promise<unknown>>();
  let isStopping = false;
  const plan = (chore: Chore, afterMs: number) => {
    const run = () => {
      const done = chore
        .work(() => !isStopping)
        .catch((error: unknown) => {
          log.warn({ err: error }, `${chore.what} could not be done now`);
        })
        .then(() => {
          if (!isStopping) plan(chore, chore.everyMs);
        });
      working.set(chore, done);
    };
    timers.set(chore, setTimeout(run, afterMs));
  };
  return {
    start: () => {
      for (const chore of choresOf(parts)) plan(chore, chore.firstAfterMs);
    },
    stop: async () => {
      isStopping = true;
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(working.values());
    },
  };
}

function choresOf(parts: HousekeepingParts): readonly Chore[] {
  const { pool, timeZone, clock, guardLosses, log } = parts;
  const watched = { pool, clock, log, zone: new ZoneClock(timeZone) };
  return [
    ...dailyChoresOf(parts),
    {
      what: 'looking whether stolen cards are tried',
      firstAfterMs: 5_000,
      everyMs: 10_000,
      work: () => tellOfCardTesting(pool, clock, log),
    },
    {
      what: 'telling the heads of the audit',
      firstAfterMs: minuteMs,
      everyMs: 5 * minuteMs,
      work: auditHeadTeller(pool, log),
    },
    {
      what: 'telling of new cases',
      firstAfterMs: 2_000,
      everyMs: 15_000,
      work: caseTeller(pool, clock, log),
    },
    {
      what: 'clearing away old nonces',
      firstAfterMs: minuteMs,
      everyMs: minuteMs,
      work: () => pruneNonces(pool),
    },
    {
      what: 'adding up what banks have paid beside the books',
      firstAfterMs: 5_000,
      everyMs: 5_000,
      work: guardLosses,
    },
    {
      what: 'adding up for the console',
      firstAfterMs: 2_000,
      everyMs: 3_000,
      work: (mayGoOn) => rollUp(pool, timeZone, clock.now(), mayGoOn),
    },
    {
      what: 'looking at the counters of wallets',
      firstAfterMs: minuteMs,
      everyMs: minuteMs,
      work: () => lookAtCounters(watched),
    },
    {
      what: 'proving the books by night',
      firstAfterMs: 10 * minuteMs,
      everyMs: 20 * minuteMs,
      work: (mayGoOn) => proveByNight(watched, mayGoOn),
    },
  ];
}

/** Not in the first busy minutes of a process. */
function dailyChoresOf({
  pool,
  keepWebhookDays,
  zone,
  clock,
}: HousekeepingParts): readonly Chore[] {
  const daily = { firstAfterMs: 10 * minuteMs, everyMs: dayMs };
  return [
    {
      what: 'clearing away old webhooks',
      ...daily,
      work: () => pruneWebhooks(pool, keepWebhookDays, clock.now()),
    },
    {
      what: 'clearing away old counters of order numbers',
      ...daily,
      work: () => pruneOrderNumbers(pool, zone, clock.now()),
    },
    {
      what: 'forgetting old wrong passwords',
      ...daily,
      work: () => pruneSignInFailures(pool, clock.now()),
    },
    {
      what: 'forgetting sessions that ended long ago',
      ...daily,
      work: () => pruneSessions(pool, clock.now()),
    },
    {
      what: 'forgetting old tries of cards',
      ...daily,
      work: () => pruneCardTries(pool, clock.now()),
    },
  ];
}

async function tellOfCardTesting(pool: Pool, clock: Clock, log: Log): Promise<void> {
  for (const seen of await watchCards(pool, clock.now()))
    log.error(
      seen,
      'cards are tried at a merchant: see its case, and switch the merchant off if they are stolen',
    );
}
