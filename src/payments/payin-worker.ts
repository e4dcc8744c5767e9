/** The night shift of money in: asks the provider about open pay-ins, ends the ones whose time is over, gives money back. */
import type { Clock } from '../kit/clock.ts';
import { failpoint } from '../kit/failpoint.ts';
import { ClaimWorker } from '../outbox/claim-worker.ts';
import type { Claim } from '../outbox/claim.ts';
import { writeSettlements } from '../outbox/settle.ts';
import type { RefundOrder } from '../providers/collection.ts';
import { applyCollection, type CollectionDeps } from './apply-collection.ts';
import type { RefundPromise } from './book-payment.ts';
import { nextEnquiryAt } from './enquiry-schedule.ts';
import { loadPayins } from './load-payins.ts';
import { nextPayinEnquiryAt } from './payin-schedule.ts';
import type { Payin } from './payin.ts';
import type { ReleasePromise } from './promise-release.ts';

export interface PayinWorkerDeps extends CollectionDeps {
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
    const { pool, lane, provider, clock } = this.#deps;
    const { merchantId, subjectId: payinId } = claim;
    const payin = await this.#find(claim);
    if (payin?.status !== 'created') {
      await this.#settle(claim, 'done', clock.now(), null);
      return;
    }
    const askedAt = clock.now();
    const answer = await provider.enquire(payin.providerReference);
    failpoint('payin_enquiry.after_provider_call');
    if (answer.kind === 'known') {
      for (const news of answer.news)
        await applyCollection({ pool, lane, provider }, news, 'enquiry', clock.now());
      if (askedAt >= payin.expiresAt) {
        await lane.submit({ kind: 'expire', merchantId, payinId, askedAt, at: clock.now() });
        return;
      }
    }
    const dueAt = nextPayinEnquiryAt(askedAt, payin.expiresAt, claim.claims, this.#deps.random());
    await this.#settle(claim, 'due', dueAt, answer.kind === 'unknown' ? answer.why : null);
  }

  async #refund(claim: Claim): Promise<void> {
    const { lane, provider, clock, random } = this.#deps;
    const { merchantId, subjectId: payinId, outboxId, leaseId } = claim;
    const promise = JSON.parse(claim.payload ?? '{}') as RefundPromise;
    if (promise.provider !== provider.name) throw new Error('The refund is for another provider.');
    const { paymentId, currency } = promise;
    const refundId = outboxId.replaceAll('-', '');
    const amountMinor = BigInt(promise.amountMinor);
    const order: RefundOrder = { refundId, paymentId, amountMinor, currency };
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
