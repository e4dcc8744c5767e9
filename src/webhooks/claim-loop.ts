/** Fetches due deliveries while there is room for them, and rests when there are none. */
import type { Pool } from '../db/connection.ts';
import type { Clock } from '../kit/clock.ts';
import { Backlog } from './backlog.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { EndpointCache } from './endpoint-cache.ts';
import type { WebhookLog } from './log.ts';
import type { ResultWriter } from './results.ts';
import type { Signal } from '../kit/signal.ts';
import { takeDue } from './take.ts';

export interface ClaimLoopParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: WebhookLog;
  readonly cache: EndpointCache;
  readonly results: ResultWriter;
  readonly dispatcher: Dispatcher;
  readonly signal: Signal;
  readonly limit: number;
  readonly leaseMs: number;
  readonly pollMs: number;
  readonly oneMerchantPerCommit: boolean;
}

const afterErrorMs = 1_000;
/** A search among the backlog of busy endpoints is followed by a rest of so many times its length. */
const searchRest = 4;

export class ClaimLoop {
  private readonly parts: ClaimLoopParts;
  private readonly backlog: Backlog;
  private searchAgainMs = 0;
  private stopping = false;

  constructor(parts: ClaimLoopParts) {
    this.parts = parts;
    this.backlog = new Backlog(parts.pool, parts.oneMerchantPerCommit);
  }

  /** Runs until `end` is called. */
  async run(): Promise<void> {
    const { dispatcher, log, signal, pollMs } = this.parts;
    while (!this.stopping) {
      const busyTargets = dispatcher.busyTargets();
      const restMs = busyTargets.length === 0 ? 0 : this.searchAgainMs - performance.now();
      if (dispatcher.isFull() || restMs > 0) {
        await signal.wait(restMs > 0 ? Math.min(restMs, pollMs) : pollMs);
        continue;
      }
      try {
        const taken = await this.search(busyTargets);
        if (taken < this.parts.limit) await signal.wait(pollMs);
      } catch (error) {
        log.warn({ err: error }, 'Due webhooks could not be taken.');
        await signal.wait(afterErrorMs);
      }
    }
  }

  end(): void {
    this.stopping = true;
    this.parts.signal.raise();
  }

  /** One batch; resolves to how many were claimed. */
  async take(busyTargets: readonly string[]): Promise<number> {
    const { pool, clock, cache, results, dispatcher, limit, leaseMs } = this.parts;
    const { oneMerchantPerCommit } = this.parts;
    const now = clock.now();
    const taken = await takeDue(pool, { now, limit, leaseMs, busyTargets, oneMerchantPerCommit });
    for (const result of taken.results) results.add(result);
    // What is claimed is held, come what may: each delivery asks again and gives itself back.
    await cache.load(taken.jobs.map((job) => job.claim)).catch(() => undefined);
    dispatcher.accept(taken.jobs);
    return taken.claimed;
  }

  private async search(busyTargets: readonly string[]): Promise<number> {
    const beganMs = performance.now();
    const taken = await this.take(busyTargets);
    // Passing over the backlog of busy endpoints takes time; it must not take all the time.
    const endedMs = performance.now();
    this.searchAgainMs = endedMs + searchRest * (endedMs - beganMs);
    await this.backlog.spread(this.parts.clock.now(), this.parts.dispatcher.blockedTargets());
    return taken;
  }
}
