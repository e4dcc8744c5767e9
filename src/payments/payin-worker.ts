/** The night shift of money in: asks the provider about open pay-ins, ends the ones whose time is over, gives money back. */
import type { Clock } from '../kit/clock.ts';
import { failpoint } from '../kit/failpoint.ts';
import { ClaimWorker } from '../outbox/claim-worker.ts';
import type { Claim } from '../outbox/claim.ts';
import { endClaim } from '../outbox/end-claim.ts';
import type { CardAcquirer } from '../providers/card-acquirer.ts';
import type { CollectionAnswer, CollectionProvider } from '../providers/collection.ts';
import { applyCollection, type CollectionDeps } from './apply-collection.ts';
import { askCollection, type Collections } from './ask-collection.ts';
import { refundOrderOf, type RefundPromise } from './book-payment.ts';
import { isCardYoung } from './decide-payin.ts';
import { nextEnquiryAt } from './enquiry-schedule.ts';
import { loadPayins } from './load-payins.ts';
import type { AbandonCard, ExpirePayin } from './payin-command.ts';
import { nextPayinEnquiryAt } from './payin-schedule.ts';
import type { Payin } from './payin.ts';
import type { OffSwitches } from '../switches/off-switches.ts';
import type { ReleasePromise } from './promise-release.ts';

export interface PayinWorkerDeps extends CollectionDeps {
  readonly providers: Collections;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  readonly onError: (error: unknown, payinId: string | undefined) => void;
  readonly oneMerchantPerCommit: boolean;
  readonly merchantNoOf: (merchantId: string) => Promise<number>;
  /** What an operator has switched off: nothing is given back there. Absent: nothing ever is. */
  readonly off?: () => Promise<OffSwitches>;
}

type Ending = Pick<ExpirePayin, 'kind' | 'isUnanswered'> | Pick<AbandonCard, 'kind'>;

/** Longer than any call to the provider may take together with the commits around it. */
const leaseMs = 30_000;
const mostAtOnce = 16;
/** Whoever switches on again wants to see it. */
const switchedOffMs = 5_000;

export class PayinWorker {
  readonly #deps: PayinWorkerDeps;
  readonly #enquiries: ClaimWorker;
  readonly #refunds: ClaimWorker;
  readonly #releases: ClaimWorker;

  constructor(deps: PayinWorkerDeps) {
    this.#deps = deps;
    const { pool, clock, onError, oneMerchantPerCommit } = deps;
    const shared = { pool, clock, leaseMs, mostAtOnce, onError, oneMerchantPerCommit };
    this.#enquiries = new ClaimWorker({
      ...shared,
      topic: 'payin',
      follow: (claim) => this.#enquire(claim),
    });
    this.#refunds = new ClaimWorker({
      ...shared,
      topic: 'refund',
      follow: (claim) => this.#refund(claim),
    });
    this.#releases = new ClaimWorker({
      ...shared,
      topic: 'release',
      follow: (claim) => this.#release(claim),
    });
  }

  start(): void {
    this.#enquiries.start();
    this.#refunds.start();
    this.#releases.start();
  }

  /** A hint that a refund may be due; without it the next poll finds it. */
  wake(): void {
    this.#refunds.wake();
  }

  async stop(): Promise<void> {
    await Promise.all(
      [this.#enquiries, this.#refunds, this.#releases].map((worker) => worker.stop()),
    );
  }

  /** All that the provider knows is applied first; only then, and only after its end, may a pay-in expire. */
  async #enquire(claim: Claim): Promise<void> {
    const { pool, lane, clock } = this.#deps;
    const { merchantId, subjectId: payinId } = claim;
    const payin = await this.#find(claim);
    if (payin?.status !== 'created') {
      await endClaim(pool, claim, { state: 'done', at: clock.now() });
      return;
    }
    const provider = this.#named(payin.provider);
    const askedAt = clock.now();
    const answer = await askCollection(provider, payin);
    failpoint('payin_enquiry.after_provider_call');
    const news = answer.kind === 'known' ? answer.news : [];
    for (const each of news)
      await applyCollection({ pool, lane }, provider.name, each, 'enquiry', clock.now());
    const ending = await this.#endingOf(payin, provider, answer, askedAt);
    if (ending !== undefined) {
      await lane.submit({ ...ending, merchantId, payinId, askedAt, at: clock.now() });
      return;
    }
    const dueAt = nextPayinEnquiryAt(payin, askedAt, this.#deps.random());
    const error = answer.kind === 'unknown' ? answer.why : null;
    await endClaim(pool, claim, { state: 'due', dueAt, error, at: clock.now() });
  }

  /** Upon this answer; undefined: it stays open. */
  async #endingOf(
    payin: Payin,
    provider: CollectionProvider,
    answer: CollectionAnswer,
    askedAt: Date,
  ): Promise<Ending | undefined> {
    const isOver = askedAt >= payin.expiresAt;
    if (answer.kind === 'unknown')
      return isOver && isBeyondAsking(payin) ? { kind: 'expire', isUnanswered: true } : undefined;
    if (!isCard(provider)) return isOver ? { kind: 'expire' } : undefined;
    // The answer to its authorisation was lost: the customer was never sent to a challenge.
    const isLost = answer.news.length === 0 && payin.challengeUrl === null;
    if (!isOver && !(isLost && !isCardYoung(payin, askedAt))) return undefined;
    if (!(await this.#callOff(provider, payin))) return undefined;
    return { kind: isOver ? 'expire' : 'abandon' };
  }

  /** Whether the acquirer promises that nothing will be charged; what was charged already is applied. */
  async #callOff(acquirer: CardAcquirer, { providerReference }: Payin): Promise<boolean> {
    const { pool, lane, clock } = this.#deps;
    const answer = await acquirer.cancel(providerReference);
    if (answer.kind === 'charged')
      for (const news of answer.news)
        await applyCollection({ pool, lane }, acquirer.name, news, 'enquiry', clock.now());
    return answer.kind === 'cancelled';
  }

  async #refund(claim: Claim): Promise<void> {
    const { pool, lane, clock, random } = this.#deps;
    const { merchantId, subjectId: payinId, outboxId, leaseId } = claim;
    const promise = JSON.parse(claim.payload ?? '{}') as RefundPromise;
    const provider = this.#named(promise.provider);
    if ((await this.#deps.off?.())?.isOff('provider', provider.name) === true) {
      const at = clock.now();
      const dueAt = new Date(at.getTime() + switchedOffMs);
      const error = `the provider ${provider.name} is switched off`;
      await endClaim(pool, claim, { state: 'due', dueAt, error, at });
      return;
    }
    const order = refundOrderOf(promise, outboxId, await this.#deps.merchantNoOf(merchantId));
    const outcome = await provider.refund(order);
    failpoint('refund.after_provider_call');
    const at = clock.now();
    await lane.submit({
      kind: 'refund',
      merchantId,
      payinId,
      provider: provider.name,
      order,
      outcome,
      outboxId,
      leaseId,
      againAt: nextEnquiryAt(at, claim.createdAt, random()),
      at,
    });
  }

  /** What has been done by then is refused, so that a promise kept twice does it once. */
  async #release(claim: Claim): Promise<void> {
    const { pool, lane, clock } = this.#deps;
    const { merchantId, subjectId: payinId } = claim;
    const promise = JSON.parse(claim.payload ?? '{}') as ReleasePromise;
    const about = { kind: 'release', merchantId, payinId, at: clock.now() } as const;
    const answer = await lane.submit({ ...about, ...promise });
    const error = 'why' in answer ? answer.why : null;
    await endClaim(pool, claim, { state: 'done', error, at: clock.now() });
  }

  /** Throws when it is not switched on: then the claim comes again. */
  #named(name: string): CollectionProvider {
    const provider = this.#deps.providers.get(name);
    if (provider === undefined) throw new Error(`The provider ${name} is not switched on.`);
    return provider;
  }

  async #find({ merchantId, subjectId: payinId }: Claim): Promise<Payin | undefined> {
    const [loaded] = await loadPayins(this.#deps.pool, [{ merchantId, payinId }]);
    return loaded?.payin;
  }
}

function isCard(provider: CollectionProvider): provider is CardAcquirer {
  return 'cancel' in provider;
}

/** A prompt whose name was lost with the answer to it: the provider can only be asked by that name. */
function isBeyondAsking({ method, promptId }: Payin): boolean {
  return method === 'mpesa' && promptId === null;
}
