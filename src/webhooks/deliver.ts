/**
 * Keeps the promises of topic `webhook`. Each event is delivered at least once and recognised by its id; order is
 * promised for approval webhooks alone. Any number of workers may run: a claim belongs to one of them, and lapses when that one does not come back.
 */
import type { Pool } from '../db/connection.ts';
import type { Clock } from '../kit/clock.ts';
import { ClaimLoop } from './claim-loop.ts';
import { FailingEndpoints } from './disable-failing.ts';
import { attemptMs, Dispatcher } from './dispatcher.ts';
import type { Egress } from './egress.ts';
import { EndpointCache, type SecretOpeners } from './endpoint-cache.ts';
import type { WebhookLog } from './log.ts';
import { ResultWriter } from './results.ts';
import { Signal } from '../kit/signal.ts';

export interface WebhookWorkerOptions {
  /** The name of this deployment, as receivers see it. */
  readonly userAgent: string;
  readonly random: () => number;
  readonly oneMerchantPerCommit?: boolean;
  readonly claimLimit?: number;
  /** How long a claim lasts; more than an attempt may take. */
  readonly leaseMs?: number;
  readonly mostInFlight?: number;
  /** How often to look when nobody calls `wake`. */
  readonly pollMs?: number;
  /** How long `stop` waits for answers; what has none by then is written down as stopped. */
  readonly stopMs?: number;
  /** An endpoint that has failed for so long is disabled. */
  readonly disableAfterMs?: number;
}

export interface WebhookWorkerParts extends SecretOpeners {
  readonly pool: Pool;
  readonly egress: Egress;
  readonly clock: Clock;
  readonly log: WebhookLog;
  readonly options: WebhookWorkerOptions;
}

export interface WebhookWorker {
  start(): void;
  /** Takes nothing new, gives back what was not begun, and waits `stopMs` for answers and two seconds for their records. */
  stop(): Promise<void>;
  /** Something may be due now. */
  wake(): void;
  /** Takes one batch and sees it through; resolves to how many were taken. */
  runOnce(): Promise<number>;
}

const defaults = {
  oneMerchantPerCommit: false,
  claimLimit: 200,
  leaseMs: 60_000,
  mostInFlight: 256,
  pollMs: 500,
  stopMs: 8_000,
  disableAfterMs: 5 * 24 * 60 * 60_000,
};

/** What `stop` leaves for writing what it knows. */
const lastWritesMs = 2_000;

/** Throws RangeError when a claim would lapse during the longest attempt. */
export function createWebhookWorker(parts: WebhookWorkerParts): WebhookWorker {
  const { pool, clock, log, egress } = parts;
  const { claimLimit: limit, ...options } = { ...defaults, ...parts.options };
  // What does not fit into its claim is never sent.
  const longestMs = Math.max(...Object.values(attemptMs));
  if (options.leaseMs <= longestMs)
    throw new RangeError(`A claim must last longer than the ${longestMs} ms of an attempt.`);
  const signal = new Signal();
  const results = new ResultWriter(pool, log, options.oneMerchantPerCommit);
  const cache = new EndpointCache(pool, parts, clock, log);
  const failing = new FailingEndpoints(pool, log, options.disableAfterMs);
  const dispatcher = new Dispatcher({
    ...options,
    egress,
    cache,
    results,
    clock,
    mostHeld: options.mostInFlight + limit,
    onRoom: () => {
      signal.raise();
    },
    onFailed: (endpoint, outcome) => {
      failing.consider(endpoint, outcome);
    },
    onFault: (error, { outboxId }) => {
      log.error({ err: error, deliveryId: outboxId }, 'A delivery failed for a fault of ours.');
    },
  });
  const shared = { pool, clock, log, cache, results, dispatcher, signal };
  const claims = new ClaimLoop({ ...options, ...shared, limit });
  let looping: Promise<void> | undefined;

  async function finish(): Promise<void> {
    await dispatcher.idle();
    await results.drained();
    await failing.settled();
  }

  return {
    start: () => {
      looping ??= claims.run();
    },
    stop: async () => {
      claims.end();
      await looping;
      dispatcher.releaseQueued();
      await within(options.stopMs, dispatcher.idle());
      dispatcher.cut();
      await within(lastWritesMs, finish());
      results.giveUp();
    },
    wake: () => {
      signal.raise();
    },
    runOnce: async () => {
      const taken = await claims.take(dispatcher.busyTargets());
      await finish();
      return taken;
    },
  };
}

async function within(mostMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, mostMs)));
  await Promise.race([work, late]);
  clearTimeout(timer);
}
