/** What is cleared away once a day: delivered webhooks whose time of keeping is over. */
import type { Pool } from './db/connection.ts';
import type { Clock } from './kit/clock.ts';
import type { Log } from './log.ts';
import { pruneWebhooks } from './webhooks/prune.ts';

export interface HousekeepingParts {
  readonly pool: Pool;
  readonly keepWebhookDays: number;
  readonly clock: Clock;
  readonly log: Log;
}

const everyMs = 24 * 3_600_000;
/** Not in the first busy minutes of a process. */
const firstAfterMs = 10 * 60_000;

export function openHousekeeping(parts: HousekeepingParts): {
  start(): void;
  stop(): Promise<void>;
} {
  const { pool, keepWebhookDays, clock, log } = parts;
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<unknown> = Promise.resolve();
  const plan = (afterMs: number) => {
    timer = setTimeout(() => {
      working = pruneWebhooks(pool, keepWebhookDays, clock.now()).catch((error: unknown) => {
        log.warn({ err: error }, 'old webhooks could not be cleared away now');
      });
      plan(everyMs);
    }, afterMs);
  };
  return {
    start: () => {
      plan(firstAfterMs);
    },
    stop: async () => {
      clearTimeout(timer);
      await working;
    },
  };
}
