/** What is seen to from time to time: what is cleared away when its time of keeping is over, and the audit's heads. */
import { auditHeadTeller } from './audit-heads.ts';
import type { Pool } from './db/connection.ts';
import { pruneNonces } from './identity/request-nonces.ts';
import type { Clock } from './kit/clock.ts';
import type { ZoneClock } from './kit/zone-clock.ts';
import type { Log } from './log.ts';
import { pruneOrderNumbers } from './payments/order-numbers.ts';
import { pruneWebhooks } from './webhooks/prune.ts';

export interface HousekeepingParts {
  readonly pool: Pool;
  readonly keepWebhookDays: number;
  /** Of the numbers of orders. */
  readonly zone: ZoneClock;
  readonly clock: Clock;
  readonly log: Log;
}

interface Chore {
  readonly what: string;
  readonly firstAfterMs: number;
  readonly everyMs: number;
  readonly work: () => Promise<unknown>;
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
  const plan = (chore: Chore, afterMs: number) => {
    const run = () => {
      const done = chore.work().catch((error: unknown) => {
        log.warn({ err: error }, `${chore.what} could not be seen to now`);
      });
      working.set(chore, done);
      plan(chore, chore.everyMs);
    };
    timers.set(chore, setTimeout(run, afterMs));
  };
  return {
    start: () => {
      for (const chore of choresOf(parts)) plan(chore, chore.firstAfterMs);
    },
    stop: async () => {
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(working.values());
    },
  };
}

/** The daily ones not in the first busy minutes of a process. */
function choresOf({
  pool,
  keepWebhookDays,
  zone,
  clock,
  log,
}: HousekeepingParts): readonly Chore[] {
  const daily = { firstAfterMs: 10 * minuteMs, everyMs: dayMs };
  return [
    {
      what: 'old webhooks',
      ...daily,
      work: () => pruneWebhooks(pool, keepWebhookDays, clock.now()),
    },
    {
      what: 'old counters of order numbers',
      ...daily,
      work: () => pruneOrderNumbers(pool, zone, clock.now()),
    },
    {
      what: 'heads of the audit',
      firstAfterMs: minuteMs,
      everyMs: 5 * minuteMs,
      work: auditHeadTeller(pool, log),
    },
    {
      what: 'old nonces',
      firstAfterMs: minuteMs,
      everyMs: minuteMs,
      work: () => pruneNonces(pool, clock.now()),
    },
  ];
}
