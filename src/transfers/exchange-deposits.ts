/**
 * Deposits that are wanted in another wallet of their owner: exchanged once they are there, at the rate of that moment.
 * Without a rate, or while the wallet does not cover it, the money stays where it was deposited.
 */
import type { Pool } from '../db/connection.ts';
import type { Clock } from '../kit/clock.ts';
import { DomainError } from '../kit/errors.ts';
import { findWallet } from '../merchants/wallets.ts';
import { ClaimWorker } from '../outbox/claim-worker.ts';
import type { Claim } from '../outbox/claim.ts';
import { endClaim } from '../outbox/end-claim.ts';
import { nextEnquiryAt } from '../payments/enquiry-schedule.ts';
import { freeApprovalKey } from '../payments/free-approval-key.ts';
import { loadPayins } from '../payments/load-payins.ts';
import type { TransactionNumbers } from '../payments/transaction-numbers.ts';
import { exchangeDetails } from './exchange-details.ts';
import { exchangeWithin, quoteExchange } from './exchange-within.ts';
import type { TransferLane } from './transfer-lane.ts';

export interface DepositExchangeDeps {
  readonly pool: Pool;
  readonly transfers: TransferLane;
  readonly transactionNumbers: Pick<TransactionNumbers, 'take'>;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  readonly onError: (error: unknown, payinId: string | undefined) => void;
  readonly oneMerchantPerCommit: boolean;
}

const leaseMs = 30_000;
const mostAtOnce = 8;

export class DepositExchangeWorker {
  readonly #deps: DepositExchangeDeps;
  readonly #worker: ClaimWorker;

  constructor(deps: DepositExchangeDeps) {
    this.#deps = deps;
    const { pool, clock, onError, oneMerchantPerCommit } = deps;
    this.#worker = new ClaimWorker({
      ...{ pool, clock, onError, oneMerchantPerCommit, leaseMs, mostAtOnce, topic: 'exchange' },
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

  stop(): Promise<void> {
    return this.#worker.stop();
  }

  async #follow(claim: Claim): Promise<void> {
    const { pool, clock, random } = this.#deps;
    try {
      await this.#exchange(claim);
      await endClaim(pool, claim, { state: 'done', at: clock.now() });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const why = Object.values(error.details.fields ?? {})[0]?.[0] ?? error.message;
      const at = clock.now();
      const dueAt = nextEnquiryAt(at, claim.createdAt, random());
      await endClaim(pool, claim, { state: 'due', dueAt, error: why, at });
    }
  }

  async #exchange({ merchantId, subjectId: payinId, outboxId }: Claim): Promise<void> {
    const { pool, transfers, clock } = this.#deps;
    const [loaded] = await loadPayins(pool, [{ merchantId, payinId }]);
    const { payin, xprizo } = loaded ?? {};
    if (payin?.status !== 'succeeded' || xprizo?.transferWalletNo == null) return;
    const [from, into] = await Promise.all([
      findWallet(pool, xprizo.walletNo),
      findWallet(pool, xprizo.transferWalletNo),
    ]);
    if (from === undefined || into === undefined) throw new Error('A wallet is not there.');
    const amountMinor = payin.receivedMinor - payin.feeMinor - payin.gstMinor;
    const profileNo = xprizo.createdByNo;
    const quote = await quoteExchange(pool, from, into, { amountMinor });
    const owner = { merchantId, merchantNo: xprizo.ownerNo };
    const details = exchangeDetails(xprizo, {
      transactionNo: await this.#deps.transactionNumbers.take(),
      approvalKey: await freeApprovalKey(pool, owner),
    });
    await exchangeWithin(transfers, {
      ...{ exchangeId: outboxId, from, into, quote, asked: null, at: clock.now() },
      follows: { reference: xprizo.reference, details },
      actor: { profileNo, name: `profile ${String(profileNo)}` },
    });
  }
}
