/**
 * Brings payouts to their end: claims what is due, commits the attempt, and only then speaks to the provider,
 * with no transaction open. What the provider says meets the same resolve lane as every other news.
 */
import type { Pool } from '../db/connection.ts';
import type { Clock } from '../kit/clock.ts';
import { failpoint } from '../kit/failpoint.ts';
import { ClaimWorker, type NextClaims, type UnderWayOf } from '../outbox/claim-worker.ts';
import type { Claim, ClaimOptions } from '../outbox/claim.ts';
import { prolongClaim } from '../outbox/prolong.ts';
import { healthOf, type Breaker, type Health } from '../providers/breaker.ts';
import type { Outcome, PayoutProvider } from '../providers/provider.ts';
import { everythingOff, nothingOff, type OffSwitches } from '../switches/off-switches.ts';
import type { FactSource, ResolveAnswer, ResolvePolicy, Routed } from './resolve-command.ts';
import { PayoutClaims } from './payout-claims.ts';
import { policyOf } from './payout-policy.ts';
import { providerSetOf } from './provider-sets.ts';
import type { ResolveLane } from './resolve-lane.ts';
import type { PayoutSwitch } from './payout-switch.ts';

/** A provider, and how it is at present. */
export interface Carrier {
  readonly provider: PayoutProvider;
  readonly breaker: Breaker;
}

export interface PayoutWorkerDeps {
  readonly pool: Pool;
  readonly lane: ResolveLane;
  readonly provider: PayoutProvider;
  readonly breaker: Breaker;
  /** Who pays to a mobile number; absent where nobody does, and then such payouts wait. */
  readonly mobile?: Carrier;
  readonly payoutSwitch: Pick<PayoutSwitch, 'isPaused'>;
  /** What an operator has switched off. Absent: nothing ever is. */
  readonly off?: () => Promise<OffSwitches>;
  /** Whether the provider's statement has been read since the start; before that nothing is submitted twice. */
  readonly hasReadStatement: () => boolean;
  readonly merchantNoOf: (merchantId: string) => Promise<number>;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  readonly onError: (error: unknown, payoutId: string | undefined) => void;
  /** It stood still for longer than its claim lasts, and somebody else has gone on from there. */
  readonly onStale?: (payoutId: string) => void;
  readonly oneMerchantPerCommit: boolean;
}

/** Longer than any call to the provider may take together with the commits around it; a second call has a lease of its own. */
const leaseMs = 20_000;
const mostAtOnce = 32;
/** What the log says of it. */
export const staleWorker = 'a payout passed to another worker meanwhile, and is left to it';
/** How soon to look again for what a probe has found. */
const probeLookMs = 200;

export class PayoutWorker {
  readonly #deps: PayoutWorkerDeps;
  readonly #worker: ClaimWorker;
  readonly #claims = new PayoutClaims();

  constructor(deps: PayoutWorkerDeps) {
    this.#deps = deps;
    const { pool, clock, onError, oneMerchantPerCommit } = deps;
    this.#worker = new ClaimWorker({
      ...{ pool, clock, leaseMs, mostAtOnce, onError, oneMerchantPerCommit, topic: 'payout' },
      take: (options, underWayOf) => this.#take(options, underWayOf),
      follow: (claim) => this.#follow(claim),
    });
  }

  start(): void {
    this.#worker.start();
  }

  /** A hint that something may be due; without it the next poll finds it. */
  wake(): void {
    this.#worker.wake();
  }

  /** Stops claiming and waits for what is under way. */
  stop(): Promise<void> {
    return this.#worker.stop();
  }

  /** While a provider is in trouble its payouts wait unclaimed; they never fail for it. */
  async #take(options: ClaimOptions, underWayOf: UnderWayOf): Promise<NextClaims> {
    const paused = this.#pausedQueues(underWayOf);
    if (paused.size === this.#queues.size)
      return { claims: [], restMs: Math.min(...paused.values()) };
    const claims = await this.#claims.claim(this.#deps.pool, {
      ...options,
      busyTargets: [...paused.keys()],
      ...(this.#bringsProbe(paused) && { perTarget: 1 }),
    });
    failpoint('submit.after_claim');
    return { claims };
  }

  async #follow(claim: Claim): Promise<void> {
    const { pool, lane, clock, merchantNoOf, random } = this.#deps;
    const [merchantNo, set] = await Promise.all([
      merchantNoOf(claim.merchantId),
      providerSetOf(pool, claim.merchantId),
    ]);
    const policyFor = ({ provider }: Carrier, off?: OffSwitches) =>
      policyOf(provider, merchantNo, claim.subjectId, clock.now(), random(), set, off);
    const { merchantId, subjectId: payoutId, leaseId } = claim;
    const paused = await this.#deps.payoutSwitch.isPaused();
    const off = (await this.#deps.off?.()) ?? nothingOff;
    let answer = await lane.submit({
      kind: 'start',
      merchantId,
      payoutId,
      leaseId,
      paused,
      off,
      maySubmitAgain: !paused && this.#deps.hasReadStatement(),
      providerOf: (payout) => this.#carrierOf(payout).provider.name,
      chooseRail: (payout, excluded) =>
        policyFor(this.#carrierOf(payout), off).chooseRail(payout, excluded),
      referenceOf: policyFor(this.#deps).referenceOf,
      at: clock.now(),
    });
    // At most: ask, learn that the submission was lost, send it once more.
    for (
      let step = 0;
      step < 2 && (answer.kind === 'submit' || answer.kind === 'enquire');
      step++
    ) {
      if (step > 0 && !(await this.#prolong(claim))) {
        this.#deps.onStale?.(payoutId);
        return;
      }
      const { attemptNo, provider } = answer.attempt;
      const carrier = this.#named(provider);
      const { outcome, source } = await this.#speak(answer, carrier);
      answer = await lane.submit({
        kind: 'fact',
        merchantId,
        payoutId,
        attemptNo,
        source,
        outcome,
        leaseId,
        policy: { ...policyFor(carrier), ...(await this.#maySubmitAgain()) },
        at: clock.now(),
      });
    }
    if (answer.kind === 'fenced') this.#deps.onStale?.(payoutId);
    if (answer.kind === 'settled' && answer.note === 'another rail') this.wake();
  }

  /** False: somebody else has taken the payout over, and goes on from what was kept. */
  #prolong(claim: Claim): Promise<boolean> {
    const until = new Date(this.#deps.clock.now().getTime() + leaseMs);
    return prolongClaim(this.#deps.pool, claim, until);
  }

  async #speak(
    answer: Extract<ResolveAnswer, { kind: 'submit' | 'enquire' }>,
    { provider, breaker }: Carrier,
  ): Promise<{ outcome: Outcome; source: FactSource }> {
    const { clock } = this.#deps;
    const { providerReference: reference, rail } = answer.attempt;
    failpoint(answer.kind === 'submit' ? 'submit.after_attempt_commit' : 'enquiry.after_claim');
    const entry = breaker.enter(clock.now().getTime());
    let health: Health = 'trouble';
    let outcome: Outcome;
    try {
      outcome =
        answer.kind === 'submit'
          ? await provider.submit({ reference, rail, ...answer.order })
          : await provider.enquire(reference);
      health = healthOf(outcome);
    } finally {
      // Also when it throws: a place that is not given back is lost to all payouts for good.
      if (entry.allowed) breaker.leave(entry.pass, health, clock.now().getTime());
    }
    failpoint(
      answer.kind === 'submit' ? 'submit.after_provider_call' : 'enquiry.after_provider_call',
    );
    return { outcome, source: answer.kind === 'submit' ? 'reply' : 'enquiry' };
  }

  /** What a provider has said is worth keeping, whether the switch can be read or not. */
  async #maySubmitAgain(): Promise<Pick<ResolvePolicy, 'maySubmitAgain' | 'off'>> {
    const paused = await this.#deps.payoutSwitch.isPaused().catch(() => true);
    const off = await this.#deps.off?.().catch(() => everythingOff);
    return { maySubmitAgain: !paused && this.#deps.hasReadStatement(), ...(off && { off }) };
  }

  /** By the target of their promises. */
  get #queues(): ReadonlyMap<string, Carrier> {
    const { mobile } = this.#deps;
    return new Map([['', this.#deps], ...(mobile ? [['mobile', mobile] as const] : [])]);
  }

  /** How long each queue rests whose provider is in trouble, or is about to be asked whether it still is. */
  #pausedQueues(underWayOf: UnderWayOf): Map<string, number> {
    const nowMs = this.#deps.clock.now().getTime();
    const pauses = [...this.#queues].map(([target, { breaker }]) => {
      const isFull = underWayOf(target) >= breaker.mostOnTheirWay(nowMs);
      return [target, Math.max(breaker.pauseMs(nowMs), isFull ? probeLookMs : 0)] as const;
    });
    return new Map(pauses.filter(([, pauseMs]) => pauseMs > 0));
  }

  /** Whether the next claim is to bring the one payout that finds out whether a provider's trouble is over. */
  #bringsProbe(paused: ReadonlyMap<string, number>): boolean {
    const nowMs = this.#deps.clock.now().getTime();
    return [...this.#queues].some(
      ([target, { breaker }]) => !paused.has(target) && breaker.mostOnTheirWay(nowMs) === 1,
    );
  }

  #carrierOf({ beneficiaryMobile }: Routed): Carrier {
    return (beneficiaryMobile === null ? undefined : this.#deps.mobile) ?? this.#deps;
  }

  /** Throws when it is not switched on: then the claim comes again. */
  #named(name: string): Carrier {
    const carrier = [...this.#queues.values()].find(({ provider }) => provider.name === name);
    // Another one would know nothing of the reference, and that would count as an answer.
    if (carrier === undefined) throw new Error(`The provider ${name} is not switched on.`);
    return carrier;
  }
}
