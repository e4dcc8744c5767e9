/** The night shift of money in: asks the provider about open pay-ins, ends the ones whose time is over, gives money back. */
import type { Clock } from '../kit/clock.ts';
import { failpoint } from '../kit/failpoint.ts';
import { ClaimWorker } from '../outbox/claim-worker.ts';
import type { Claim } from '../outbox/claim.ts';
import { writeSettlements } from '../outbox/settle.ts';
import type { CollectionProvider, RefundOrder } from '../providers/collection.ts';
import { applyCollection, type CollectionDeps } from './apply-collection.ts';
import { askCollection, type Collections } from './ask-collection.ts';
import type { RefundPromise } from './book-payment.ts';
import { nextEnquiryAt } from './enquiry-schedule.ts';
import { loadPayins } from './load-payins.ts';
import { nextPayinEnquiryAt } from './payin-schedule.ts';
import type { Payin } from './payin.ts';
import type { ReleasePromise } from './promise-release.ts';

export interface PayinWorkerDeps extends CollectionDeps {
  readonly providers: Collections;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  readonly onError: (error: unknown, payinId: string | undefined) => void;
  readonly oneMerchantPerCommit: boolean;
}

/** Longer than any call to the provider may take together with the commits around it. */
const leaseMs = 30_000;
const mostAtOnce = 16;

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
      await this.#settle(claim, 'done', clock.now(), null);
      return;
    }
    const provider = this.#named(payin.provider);
    const askedAt = clock.now();
    const answer = await askCollection(provider, payin);
    failpoint('payin_enquiry.after_provider_call');
    if (answer.kind === 'known') {
      for (const news of answer.news)
        await applyCollection({ pool, lane }, provider.name, news, 'enquiry', clock.now());
      const about = { merchantId, payinId, askedAt, at: clock.now() };
      if (askedAt >= payin.expiresAt) {
        await lane.submit({ kind: 'expire', ...about });
        return;
      }
      if (payin.method === 'card' && payin.challengeUrl === null && answer.news.length === 0) {
        const { kind } = await lane.submit({ kind: 'abandon', ...about });
        if (kind === 'settled') return;
      }
    } else if (askedAt >= payin.expiresAt && isBeyondAsking(payin)) {
      const about = { merchantId, payinId, askedAt, at: clock.now() };
      await lane.submit({ kind: 'expire', isUnanswered: true, ...about });
      return;
    }
    const dueAt = nextPayinEnquiryAt(payin, askedAt, claim.claims, this.#deps.random());
    await this.#settle(claim, 'due', dueAt, answer.kind === 'unknown' ? answer.why : null);
  }

  async #refund(claim: Claim): Promise<void> {
    const { lane, clock, random } = this.#deps;
    const { merchantId, subjectId: payinId, outboxId, leaseId } = claim;
    const promise = JSON.parse(claim.payload ?? '{}') as RefundPromise;
    const provider = this.#named(promise.provider);
    const { paymentId, currency, utr = null } = promise;
    const refundId = outboxId.replaceAll('-', '');
    const amountMinor = BigInt(promise.amountMinor);
    const order: RefundOrder = { refundId, paymentId, amountMinor, currency, utr };
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
      againAt: nextEnquiryAt(at, claim.claims - 1, random()),
      at,
    });
  }

  /** What has been done by then is refused, so that a promise kept twice does it once. */
  async #release(claim: Claim): Promise<void> {
    const { lane, clock } = this.#deps;
    const { merchantId, subjectId: payinId } = claim;
    const promise = JSON.parse(claim.payload ?? '{}') as ReleasePromise;
    const about = { kind: 'release', merchantId, payinId, at: clock.now() } as const;
    const answer = await lane.submit({ ...about, ...promise });
    await this.#settle(claim, 'done', clock.now(), 'why' in answer ? answer.why : null);
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

  async #settle(
    { merchantId, outboxId, leaseId }: Claim,
    state: 'due' | 'done',
    dueAt: Date,
    error: string | null,
  ): Promise<void> {
    const at = this.#deps.clock.now();
    const settlement = { merchantId, outboxId, leaseId, state, dueAt, error, at };
    await Promise.all(writeSettlements(this.#deps.pool, [settlement]));
  }
}

/** A prompt whose name was lost with the answer to it: the provider can only be asked by that name. */
function isBeyondAsking({ method, promptId }: Payin): boolean {
  return method === 'mpesa' && promptId === null;
}
