/** Claims what is due of one topic and hands each claim on, some at once; rests while there is nothing. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '../db/connection.ts';
import type { Clock } from '../kit/clock.ts';
import { Signal } from '../kit/signal.ts';
import { carryClaim } from './carry-claim.ts';
import { claimDue, type Claim, type ClaimOptions } from './claim.ts';
import type { Topic } from './outbox.ts';

/** What to carry on next; where it is nothing, how long to rest. */
export interface NextClaims {
  readonly claims: readonly Claim[];
  readonly restMs?: number;
}

/** How many of a target are carried on at this moment. */
export type UnderWayOf = (target: string) => number;

export interface ClaimWorkerDeps {
  readonly pool: Pool;
  readonly topic: Topic;
  readonly clock: Clock;
  /** Longer than `follow` may take together with its commits. */
  readonly leaseMs: number;
  readonly mostAtOnce: number;
  /** Of these to one target: whoever answers slowly leaves room for the others. */
  readonly perTarget?: number;
  /** Claims by an order of its own, where what has waited longest is not simply next. */
  readonly take?: (options: ClaimOptions, underWayOf: UnderWayOf) => Promise<NextClaims>;
  /** How long its end waits for what is under way; without it as long as that takes. */
  readonly stopMs?: number;
  /**
   * Carries one claim on and ends it. A claim that it throws for comes again when its lease is over, or after
   * `againAfterMs`; when that has happened several times in a row it is parked.
   */
  readonly follow: (claim: Claim) => Promise<void>;
  readonly againAfterMs?: number;
  readonly onError: (error: unknown, subjectId: string | undefined) => void;
  readonly oneMerchantPerCommit: boolean;
}

const pollMs = 500;

export class ClaimWorker {
  readonly #deps: ClaimWorkerDeps;
  /** With the target of each. */
  readonly #underWay = new Map<Promise<void>, string>();
  readonly #signal = new Signal();
  readonly #ending = Promise.withResolvers<undefined>();
  #running: Promise<void> | undefined;
  #stopping = false;
  #isLeft = false;

  constructor(deps: ClaimWorkerDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#running ??= this.#loop();
  }

  /** A hint that something may be due; without it the next poll finds it. */
  wake(): void {
    this.#signal.raise();
  }

  /** Stops claiming and waits for what is under way. What is left then comes again when its lease is over. */
  async stop(): Promise<void> {
    const { stopMs } = this.#deps;
    this.#stopping = true;
    this.#ending.resolve(undefined);
    this.wake();
    await this.#running;
    const finished = Promise.allSettled(this.#underWay.keys());
    const late = stopMs === undefined ? [] : [sleep(stopMs, undefined, { ref: false })];
    await Promise.race([finished, ...late]);
    this.#isLeft = true;
  }

  async #loop(): Promise<void> {
    while (!this.#stopping) {
      // Before anything that leads to a rest: a hint left standing would turn every rest into none.
      this.#signal.lower();
      const restMs = await this.#claim().catch((error: unknown) => {
        this.#deps.onError(error, undefined);
        return pollMs * 2;
      });
      if (restMs > 0) await this.#signal.wait(restMs);
    }
  }

  /** Resolves to how long to rest. */
  async #claim(): Promise<number> {
    const { topic, clock, leaseMs, mostAtOnce, oneMerchantPerCommit } = this.#deps;
    const limit = mostAtOnce - this.#underWay.size;
    if (limit <= 0) {
      await Promise.race([...this.#underWay.keys(), this.#ending.promise]);
      return 0;
    }
    const options = { topic, now: clock.now(), limit, leaseMs, oneMerchantPerCommit };
    const { claims, restMs = pollMs } = await this.#take(options);
    for (const claim of claims) this.#carry(claim);
    return claims.length === 0 ? restMs : 0;
  }

  async #take(options: ClaimOptions): Promise<NextClaims> {
    const { pool, take, perTarget } = this.#deps;
    const byTarget = Map.groupBy(this.#underWay.values(), (target) => target);
    if (take !== undefined) return take(options, (target) => byTarget.get(target)?.length ?? 0);
    if (perTarget === undefined) return { claims: await claimDue(pool, options) };
    const busyTargets = [...byTarget].flatMap(([target, all]) =>
      all.length >= perTarget ? [target] : [],
    );
    return { claims: await claimDue(pool, { ...options, perTarget, busyTargets }) };
  }

  #carry(claim: Claim): void {
    const work = carryClaim(this.#deps, claim)
      .catch((error: unknown) => {
        // Its connections are closed by now.
        if (!this.#isLeft) this.#deps.onError(error, claim.subjectId);
      })
      .finally(() => {
        this.#underWay.delete(work);
        // The next one of its target may have waited for this.
        if (this.#deps.perTarget !== undefined) this.wake();
      });
    this.#underWay.set(work, claim.target);
  }
}
