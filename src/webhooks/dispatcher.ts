/** Holds claimed deliveries per endpoint and sends as many at once as each endpoint and the process allow. */
import type { Clock } from '../kit/clock.ts';
import { failpoint } from '../kit/failpoint.ts';
import type { Claim } from '../outbox/claim.ts';
import type { PutOff } from '../outbox/put-off.ts';
import type { Egress } from './egress.ts';
import type { Endpoint, EndpointCache } from './endpoint-cache.ts';
import { EndpointGate } from './gate.ts';
import { cutResult, resultOf, unsentResult, type Outcome } from './outcome.ts';
import type { ResultWriter } from './results.ts';
import type { Manner } from './schedule.ts';
import type { EgressReply } from './reply.ts';
import { sendWebhook } from './send.ts';

export interface Job {
  readonly claim: Claim;
  /** Attempts logged since the event or its latest replay. */
  readonly attemptsMade: number;
  readonly claimedAtMs: number;
}

type Gate = EndpointGate<Job>;

export interface DispatcherParts {
  readonly egress: Egress;
  readonly cache: EndpointCache;
  readonly results: ResultWriter;
  readonly clock: Clock;
  readonly random: () => number;
  readonly userAgent: string;
  readonly mostInFlight: number;
  /** Under way and waiting together; above that nothing more should be accepted. */
  readonly mostHeld: number;
  readonly leaseMs: number;
  /** Called when more work could be taken. */
  readonly onRoom: () => void;
  readonly onFailed: (endpoint: Endpoint, outcome: Outcome) => void;
  /** Called for a fault of ours, which says nothing of the endpoint. */
  readonly onFault: (error: unknown, claim: Claim) => void;
}

/** A delivery that would wait longer than this for its turn is given back. */
const longestWaitMs = 5_000;
/** An attempt and the write of its result must fit into what is left of the lease. */
export const attemptMs: Readonly<Record<Manner, number>> = {
  usual: 20_000,
  order: 20_000,
  approval: 35_000,
};
const mostGates = 2_000;
const afterErrorMs = 1_000;
/** An endpoint that ends fewer than five a second is slow. */
const slowSpacingMs = 200;
/** Backlogs come due again this far apart, whatever the endpoint did last: it may be well again by then. */
const closedBacklogSpacingMs = 2;
const slowBacklogSpacingMs = 10;

export class Dispatcher {
  private readonly parts: DispatcherParts;
  private readonly gates = new Map<string, Gate>();
  /** Gates that wait for the process, not for their endpoint. */
  private readonly waiting = new Set<Gate>();
  /** Gates that the last claim left out. */
  private readonly leftOut = new Set<Gate>();
  private readonly idleCalls: (() => void)[] = [];
  private inFlight = 0;
  private queued = 0;
  private wasFull = false;
  /** Ends the wait for an answer, of each that is under way. */
  private readonly cuts = new Set<() => void>();
  private isCut = false;

  constructor(parts: DispatcherParts) {
    this.parts = parts;
  }

  /** It has all the work it can use; `onRoom` says when that has changed. */
  isFull(): boolean {
    return (this.wasFull = this.held() >= this.parts.mostHeld);
  }

  /** The endpoints that a claim should leave out now. */
  busyTargets(): string[] {
    const nowMs = this.nowMs();
    this.leftOut.clear();
    const busy: string[] = [];
    for (const [target, gate] of this.gates) {
      if (gate.isFull(nowMs)) {
        busy.push(target);
        this.leftOut.add(gate);
      } else if (this.gates.size > mostGates && gate.isForgettable(nowMs)) {
        this.gates.delete(target);
      }
    }
    return busy;
  }

  /** Endpoints whose further backlog has no turn soon: those left alone, and slow ones with all they can take. */
  blockedTargets(): PutOff[] {
    const nowMs = this.nowMs();
    const blocked: PutOff[] = [];
    for (const [target, gate] of this.gates) {
      if (gate.isClosed(nowMs)) {
        const from = new Date(gate.opensAtMs());
        blocked.push({ target, from, spacingMs: closedBacklogSpacingMs });
      } else if (gate.spacingMs() >= slowSpacingMs && gate.isFull(nowMs)) {
        const from = new Date(nowMs + longestWaitMs);
        blocked.push({ target, from, spacingMs: slowBacklogSpacingMs });
      }
    }
    return blocked;
  }

  accept(jobs: readonly Job[]): void {
    const touched = new Set<Gate>();
    for (const job of jobs) {
      const gate = this.gateOf(job.claim.target);
      gate.queue.push(job);
      this.queued += 1;
      touched.add(gate);
    }
    for (const gate of touched) this.pump(gate);
  }

  /** Gives back everything that has not been sent. */
  releaseQueued(): void {
    const now = this.parts.clock.now();
    for (const gate of this.gates.values()) this.release(gate, 0, now, 0);
  }

  /** No more waiting for answers: what is under way is written down as stopped, and what has not been sent is given back. */
  cut(): void {
    this.isCut = true;
    for (const cut of this.cuts) cut();
  }

  /** Resolves when nothing is queued or under way. */
  idle(): Promise<void> {
    if (this.held() === 0) return Promise.resolve();
    return new Promise((resolve) => this.idleCalls.push(resolve));
  }

  private pump(gate: Gate): void {
    const nowMs = this.nowMs();
    while (gate.queue.length > 0 && gate.hasRoom(nowMs)) {
      if (this.inFlight >= this.parts.mostInFlight) {
        this.waiting.add(gate);
        return;
      }
      const job = gate.queue.shift();
      if (job === undefined) break;
      this.queued -= 1;
      this.inFlight += 1;
      gate.inFlight += 1;
      void this.deliver(gate, job);
    }
    this.waiting.delete(gate);
    this.trim(gate, nowMs);
  }

  /** What its endpoint cannot take in time goes back, due when its turn will come. */
  private trim(gate: Gate, nowMs: number): void {
    if (gate.queue.length === 0) return;
    const spacingMs = Math.min(slowSpacingMs, gate.spacingMs());
    if (gate.isClosed(nowMs)) this.release(gate, 0, new Date(gate.opensAtMs()), spacingMs);
    else {
      const keep = Math.ceil(longestWaitMs / gate.spacingMs());
      this.release(gate, keep, new Date(nowMs + longestWaitMs), spacingMs);
    }
  }

  private release(gate: Gate, keep: number, from: Date, spacingMs: number): void {
    if (gate.queue.length <= keep) return;
    for (const [index, { claim }] of gate.queue.splice(keep).entries()) {
      this.queued -= 1;
      this.giveBack(claim, new Date(from.getTime() + Math.floor(index * spacingMs)));
    }
    this.ended();
  }

  private giveBack(claim: Claim, dueAt: Date): void {
    const at = this.parts.clock.now();
    this.parts.results.add({ merchantId: claim.merchantId, release: { claim, dueAt, at } });
  }

  private async deliver(gate: Gate, job: Job): Promise<void> {
    try {
      await this.attempt(gate, job);
    } catch (error) {
      // Whether it was sent is not known. The claim lapses, which counts as an attempt, so it cannot go on for ever.
      this.parts.onFault(error, job.claim);
    } finally {
      this.inFlight -= 1;
      gate.inFlight -= 1;
      this.pumpInTurn(gate);
      if (this.leftOut.has(gate) && gate.isLow(this.nowMs())) {
        this.leftOut.delete(gate);
        this.parts.onRoom();
      }
      this.ended();
    }
  }

  /** The place that has become free is for those that wait for one, and only then for the endpoint that had it. */
  private pumpInTurn(gate: Gate): void {
    for (const other of this.waiting) {
      if (this.inFlight >= this.parts.mostInFlight) break;
      // Whoever still waits afterwards stands last.
      this.waiting.delete(other);
      this.pump(other);
    }
    this.pump(gate);
  }

  private async attempt(gate: Gate, job: Job): Promise<void> {
    const { cache, clock, egress, random, results } = this.parts;
    const { claim } = job;
    const startedAt = clock.now();
    if (!cache.isFresh(claim.target, startedAt.getTime()) && !(await this.hasLoaded(claim))) return;
    const endpoint = cache.get(claim);
    // Somebody else may already have taken it over.
    const needsMs = attemptMs[endpoint?.manner ?? 'usual'];
    if (startedAt.getTime() - job.claimedAtMs > this.parts.leaseMs - needsMs) return;
    if (endpoint?.isActive !== true) {
      results.add(unsentResult(claim, 'The endpoint is disabled.', startedAt));
      return;
    }
    if (this.isCut) {
      this.giveBack(claim, startedAt);
      return;
    }
    const beganMs = performance.now();
    const sending = sendWebhook(egress, endpoint, claim, startedAt, this.parts.userAgent);
    const reply = await this.unlessCut(sending);
    if (reply === 'cut') {
      const tookMs = Math.ceil(performance.now() - beganMs);
      results.add(cutResult(claim, startedAt, tookMs, clock.now()));
      return;
    }
    failpoint('webhook.after_send_before_mark');
    const outcome = resultOf(job, endpoint, reply, startedAt, clock.now(), random);
    this.learn(gate, outcome);
    results.add(outcome.result);
    if (!outcome.isDelivered) this.parts.onFailed(endpoint, outcome);
  }

  private async unlessCut(sending: Promise<EgressReply>): Promise<EgressReply | 'cut'> {
    const { promise: isCut, resolve } = Promise.withResolvers<'cut'>();
    const cut = () => {
      resolve('cut');
    };
    this.cuts.add(cut);
    try {
      return await Promise.race([sending, isCut]);
    } finally {
      this.cuts.delete(cut);
    }
  }

  /** False: the database could not be asked for the endpoint, and the claim is given back. */
  private async hasLoaded(claim: Claim): Promise<boolean> {
    try {
      await this.parts.cache.load([claim]);
      return true;
    } catch {
      this.giveBack(claim, new Date(this.nowMs() + afterErrorMs));
      return false;
    }
  }

  private learn(gate: Gate, outcome: Outcome): void {
    const nowMs = this.nowMs();
    if (outcome.isDelivered) gate.succeeded(outcome.durationMs);
    else gate.failed(outcome.durationMs, nowMs, this.parts.random);
    if (outcome.restMs > 0) gate.rest(nowMs + outcome.restMs);
  }

  private ended(): void {
    if (this.held() === 0) for (const call of this.idleCalls.splice(0)) call();
    if (!this.wasFull || this.held() >= this.parts.mostHeld) return;
    this.wasFull = false;
    this.parts.onRoom();
  }

  private held(): number {
    return this.inFlight + this.queued;
  }

  private gateOf(target: string): Gate {
    let gate = this.gates.get(target);
    if (gate === undefined) this.gates.set(target, (gate = new EndpointGate<Job>()));
    return gate;
  }

  private nowMs(): number {
    return this.parts.clock.now().getTime();
  }
}
