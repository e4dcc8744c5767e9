/**
 * The night shift of transfers: carries on what was interrupted between its two commits, ends what nobody approved in
 * time, and asks the creator's system about what is held.
 */
import { DomainError } from '../kit/errors.ts';
import { failpoint } from '../kit/failpoint.ts';
import { ClaimWorker } from '../outbox/claim-worker.ts';
import type { Claim } from '../outbox/claim.ts';
import { endClaim } from '../outbox/end-claim.ts';
import { nextEnquiryAt } from '../payments/enquiry-schedule.ts';
import { arrive, bring, type CarryDeps } from './carry-on.ts';
import { acceptTransfer, refuseTransfer } from './end-approval.ts';
import { loadIncoming } from './load-incoming.ts';
import { loadTransfers, type LoadedTransfer } from './load-transfers.ts';
import type { DecisionPromise } from './promise-decision.ts';
import { eventAbout, type TransferEvent } from './transfer-event.ts';
import type { Transfer } from './transfer.ts';

/** The answer of the creator's system about money that is held for it. */
export type HoldAnswer =
  | { readonly kind: 'paid' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unanswered'; readonly why: string };

export interface HoldQuestion {
  /** The profile whose payment webhook is called. */
  readonly createdBy: string;
  /** Constant over repeats. */
  readonly transferId: string;
  readonly event: TransferEvent;
}

export interface TransferWorkerDeps extends CarryDeps {
  /** 0 to 1. */
  readonly random: () => number;
  readonly askCreator: (question: HoldQuestion) => Promise<HoldAnswer>;
  readonly onWorkerError: (error: unknown, transferId: string | undefined) => void;
  readonly oneMerchantPerCommit: boolean;
}

/** Longer than a call to the creator's system may take together with the commits around it. */
const leaseMs = 60_000;
const mostAtOnce = 16;
/** Questions to systems of creators, of which one may hang. */
const questions = { mostAtOnce: 64, perTarget: 8, stopMs: 5_000 } as const;
const clockActor = { profileNo: null, name: 'clock' } as const;

export class TransferWorker {
  readonly #deps: TransferWorkerDeps;
  /** One for each queue: systems that answer slowly hold up nobody else's money. */
  readonly #workers: readonly ClaimWorker[];

  constructor(deps: TransferWorkerDeps) {
    this.#deps = deps;
    const { pool, clock, onWorkerError: onError, oneMerchantPerCommit } = deps;
    const shared = { pool, clock, leaseMs, mostAtOnce, onError, oneMerchantPerCommit };
    this.#workers = (['transfer', 'hold', 'decision'] as const).map(
      (topic) =>
        new ClaimWorker({
          ...{ ...shared, topic, ...(topic === 'hold' && questions) },
          follow: (claim) => (topic === 'decision' ? this.#decide(claim) : this.#follow(claim)),
        }),
    );
  }

  start(): void {
    for (const worker of this.#workers) worker.start();
  }

  /** A hint that something may be due; without it the next poll finds it. */
  wake(): void {
    for (const worker of this.#workers) worker.wake();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }

  /** The promise stands with the payer, or, until a request has been brought there, with the payee. */
  async #follow(claim: Claim): Promise<void> {
    failpoint('transfer.after_claim');
    const { pool } = this.#deps;
    const key = { merchantId: claim.merchantId, transferId: claim.subjectId };
    const found = (await loadTransfers(pool, [key])).get(key.transferId);
    if (found !== undefined) {
      await this.#carryOn(claim, found);
      return;
    }
    const asked = (await loadIncoming(pool, [key])).get(key.transferId);
    if (asked?.beside === undefined) throw new Error('A promise belongs to no transfer.');
    await bring(this.#deps, asked.incoming, asked.beside);
  }

  async #carryOn(claim: Claim, found: LoadedTransfer): Promise<void> {
    const { transfer, beside } = found;
    if (transfer.status === 'pending') await this.#expire(claim, transfer);
    else if (transfer.status === 'held') await this.#ask(claim, found);
    else if (transfer.status === 'booked' && beside !== undefined)
      await arrive(this.#deps, transfer, beside);
    else await endClaim(this.#deps.pool, claim, { state: 'done', at: this.#deps.clock.now() });
  }

  async #expire(claim: Claim, { merchantId, transferId, currency, expiresAt }: Transfer) {
    const { pool, transfers, clock } = this.#deps;
    const at = clock.now();
    if (expiresAt !== null && at < expiresAt) {
      await endClaim(pool, claim, { state: 'due', dueAt: expiresAt, at });
      return;
    }
    const about = { merchantId, transferId, currency, actor: clockActor, at };
    await transfers.submit({ kind: 'expire', ...about });
  }

  /** Without an answer for its whole life it is void; an answer that comes after that changes nothing. */
  async #ask(claim: Claim, found: LoadedTransfer): Promise<void> {
    const { pool, clock, askCreator, random } = this.#deps;
    const { transfer, beside } = found;
    const { transferId, expiresAt, createdAt } = transfer;
    const event = eventAbout(found, 'held', null, createdAt);
    if (beside === undefined || event === undefined) throw new Error('Nobody is to be asked.');
    if (expiresAt !== null && clock.now() >= expiresAt) {
      await this.#answer(found, false, 'No Response Data');
      return;
    }
    const answer = await askCreator({ createdBy: beside.createdBy, transferId, event });
    failpoint('hold.after_answer');
    if (answer.kind === 'paid') await this.#answer(found, true, 'answered');
    else if (answer.kind === 'refused') await this.#answer(found, false, answer.reason);
    else {
      const at = clock.now();
      const next = nextEnquiryAt(at, createdAt, random());
      const dueAt = expiresAt !== null && expiresAt < next ? expiresAt : next;
      await endClaim(pool, claim, { state: 'due', dueAt, error: answer.why, at });
    }
  }

  async #answer({ transfer, beside }: LoadedTransfer, isPaid: boolean, reason: string) {
    const { merchantId, transferId, currency } = transfer;
    const about = { merchantId, transferId, currency, actor: clockActor };
    const at = this.#deps.clock.now();
    const answer = await this.#deps.transfers.submit({
      kind: 'answer',
      ...about,
      isPaid,
      reason,
      at,
    });
    if (isPaid && answer.kind === 'done' && beside !== undefined)
      await arrive(this.#deps, answer.transfer, beside);
  }

  /** What does not wait any more, or is not covered, is refused: then a person looks again. */
  async #decide(claim: Claim): Promise<void> {
    const { merchantId, subjectId: transferId } = claim;
    const { pool, clock } = this.#deps;
    const found = (await loadTransfers(pool, [{ merchantId, transferId }])).get(transferId);
    const promise = JSON.parse(claim.payload ?? '{}') as DecisionPromise;
    const { kind, once, reason } = promise;
    const actor = { profileNo: null, name: promise.actor };
    let refusal: string | null = null;
    try {
      if (found === undefined) throw new DomainError('transaction.closed');
      if (kind === 'accept') await acceptTransfer(this.#deps, found, { actor, once });
      else await refuseTransfer(this.#deps, found, { kind, actor, reason });
    } catch (error) {
      const isRefusal = error instanceof DomainError && !error.code.startsWith('service.');
      if (!isRefusal) throw error;
      refusal = error.message;
    }
    await endClaim(pool, claim, { state: 'done', error: refusal, at: clock.now() });
  }
}
