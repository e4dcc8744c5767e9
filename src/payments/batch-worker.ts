/**
 * Carries out payouts that were ordered together, a part at a time through the lane of all payouts. It may die at any
 * instant: a row has its reference from the beginning, so whoever comes after makes nothing twice.
 */
import type { Pool } from '../db/connection.ts';
import { transaction } from '../db/connection.ts';
import type { Clock } from '../kit/clock.ts';
import type { MerchantId } from '../kit/ids.ts';
import { ClaimWorker } from '../outbox/claim-worker.ts';
import type { Claim } from '../outbox/claim.ts';
import { prolongClaim } from '../outbox/prolong.ts';
import { endClaim } from '../outbox/end-claim.ts';
import type { CreateLane } from './create-lane.ts';
import type { CreateAnswer } from './create-payout.ts';
import {
  keepOutcomes,
  readBatchRows,
  type BatchKey,
  type BatchOutcome,
  type BatchRow,
} from './payout-batches.ts';
import type { PayoutDesk } from './payout-desk.ts';
import { takenThrough, takeRows } from './stop-batch.ts';

export interface BatchWorkerDeps {
  readonly pool: Pool;
  readonly lane: CreateLane;
  readonly desk: PayoutDesk;
  readonly clock: Clock;
  readonly onError: (error: unknown, batchId: string | undefined) => void;
  readonly oneMerchantPerCommit: boolean;
}

/** Longer than one part takes; the claim is prolonged before each. */
const leaseMs = 15_000;
const againAfterMs = 5_000;
const mostAtOnce = 2;
/** Small enough that payouts which somebody waits for get in between. */
const partRows = 50;

export class BatchWorker {
  readonly #deps: BatchWorkerDeps;
  readonly #worker: ClaimWorker;

  constructor(deps: BatchWorkerDeps) {
    this.#deps = deps;
    const { pool, clock, onError, oneMerchantPerCommit } = deps;
    this.#worker = new ClaimWorker({
      ...{ pool, clock, leaseMs, mostAtOnce, onError, oneMerchantPerCommit },
      topic: 'payout_batch',
      againAfterMs,
      follow: (claim) => this.#carryOut(claim),
    });
  }

  start(): void {
    this.#worker.start();
  }

  /** A hint that something may be due; without it the next poll finds it. */
  wake(): void {
    this.#worker.wake();
  }

  async stop(): Promise<void> {
    await this.#worker.stop();
  }

  async #carryOut(claim: Claim): Promise<void> {
    const { pool, lane, desk, clock } = this.#deps;
    const key: BatchKey = { merchantId: claim.merchantId as MerchantId, batchId: claim.subjectId };
    for (;;) {
      const until = new Date(clock.now().getTime() + leaseMs);
      if (!(await prolongClaim(pool, claim, until))) return;
      const rows = await this.#nextRows(key);
      if (rows.length === 0) break;
      const terms = await desk.termsOf(key.merchantId);
      const at = clock.now();
      const commands = await Promise.all(
        rows.map(({ payoutId, reference, ...row }) =>
          desk.commandOf(terms, { filled: { ...row, reference }, payoutId, reference, at }),
        ),
      );
      const answers = await lane.submitAll(commands);
      const outcomes = rows.map((row, index) => outcomeOf(row, answers[index]));
      if (!(await this.#keep(claim, key, outcomes))) return;
    }
    await this.#end(claim, key);
  }

  /** Only while the claim stands: whoever has it now may have been answered otherwise since. It is locked meanwhile. */
  async #keep(
    claim: Claim,
    key: BatchKey,
    outcomes: readonly ReturnType<typeof outcomeOf>[],
  ): Promise<boolean> {
    const { pool, clock } = this.#deps;
    return transaction(pool, async (tx) => {
      const until = new Date(clock.now().getTime() + leaseMs);
      if (!(await prolongClaim(tx, claim, until, { hasMoved: true }))) return false;
      await keepOutcomes(tx, key, outcomes);
      return true;
    });
  }

  /** What somebody has taken and not finished comes first; nothing is left of a batch that is done, or was stopped. */
  async #nextRows(key: BatchKey): Promise<BatchRow[]> {
    const { pool, clock } = this.#deps;
    const open = (throughRow: number) =>
      readBatchRows(pool, key, { limit: partRows, onlyOpen: true, throughRow });
    const left = await open(await takenThrough(pool, key));
    return left.length > 0
      ? left
      : open(await takeRows(pool, key, partRows, clock.now().getTime()));
  }

  async #end(claim: Claim, { merchantId, batchId }: BatchKey) {
    const { pool, clock } = this.#deps;
    const at = clock.now();
    await transaction(pool, async (tx) => {
      await tx.query(
        `update payout_batches set ended_at = $3
         where merchant_id = $1 and batch_id = $2 and ended_at is null`,
        [merchantId, batchId, at],
      );
      await endClaim(tx, claim, { state: 'done', at });
    });
  }
}

function outcomeOf({ rowNo, payoutId }: BatchRow, answer: CreateAnswer | undefined) {
  if (answer === undefined) throw new Error('A row of a batch has no answer.');
  const transactionNumber = 'payout' in answer ? answer.payout.transactionNumber : null;
  return { rowNo, outcome: wordFor(payoutId, answer), transactionNumber };
}

/** A replay of the row's own payout is what an earlier life has made. */
function wordFor(payoutId: string, answer: CreateAnswer): BatchOutcome {
  switch (answer.kind) {
    case 'created':
      return 'created';
    case 'replayed': {
      const { payout } = answer;
      if (payout.payoutId !== payoutId) return 'paid_before';
      if (payout.reserveNo !== null) return 'created';
      return payout.statusReason === 'limit_exceeded' ? 'limit_exceeded' : 'insufficient_funds';
    }
    case 'not_covered':
      return 'insufficient_funds';
    case 'near_duplicate':
      return 'reference_conflict';
    default:
      return answer.kind;
  }
}
