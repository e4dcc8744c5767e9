/** A payout: credit transfer from a merchant's wallet to a beneficiary's bank account, UPI address or phone. */
import type { Currency } from '../kit/money.ts';
import type { Rail } from '../providers/provider.ts';

/** queued: held and waiting. processing: handed to a provider, or nobody knows yet. */
export type PayoutStatus = 'queued' | 'processing' | 'succeeded' | 'failed' | 'reversed';

/** Moves without evidence do not exist; `succeeded` may still be reversed days later. */
export const payoutMoves = {
  queued: ['processing', 'failed'],
  processing: ['succeeded', 'failed'],
  succeeded: ['reversed'],
  failed: [],
  reversed: [],
} as const satisfies Record<PayoutStatus, readonly PayoutStatus[]>;

export function mayMove(from: PayoutStatus, to: PayoutStatus): boolean {
  const allowed: readonly PayoutStatus[] = payoutMoves[from];
  return allowed.includes(to);
}

/** Which published contract the payout came in through; its webhooks speak the same words. */
export type Contract = 'xoompe' | 'xpayout' | 'xprizo';

export interface Payout {
  readonly merchantId: string;
  readonly payoutId: string;
  /** 1 at creation, one more with every change of status. */
  readonly version: number;
  readonly status: PayoutStatus;
  /** Why the status is what it is, as a code. */
  readonly statusReason: string;
  readonly contract: Contract;
  readonly transactionNumber: string;
  readonly reference: string | null;
  readonly beneficiaryName: string;
  readonly beneficiaryAccountNumber: string;
  readonly beneficiaryIfsc: string;
  /** Paid by UPI to this address; account number and IFSC are then empty. */
  readonly beneficiaryVpa: string | null;
  /** Paid by M-Pesa to this number, as `+254712345678`; account number and IFSC are then empty. */
  readonly beneficiaryMobile: string | null;
  /** The rail that the merchant asked for; taken where it can be. */
  readonly wishedRail: Rail | null;
  readonly currency: Currency;
  readonly amountMinor: bigint;
  readonly feeMinor: bigint;
  readonly gstMinor: bigint;
  /** The hold on the wallet; null only when the payout was refused, for lack of funds or by a cap. */
  readonly reserveNo: bigint | null;
  readonly rail: Rail | null;
  readonly utr: string | null;
  readonly remarks: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date | null;
}

/** One line of a payout's life. */
export interface HistoryEntry {
  readonly merchantId: string;
  readonly payoutId: string;
  readonly version: number;
  readonly fromStatus: PayoutStatus | null;
  readonly toStatus: PayoutStatus;
  readonly because: string;
  readonly at: Date;
}
