/** A settlement: money that leaves a merchant's wallet to the merchant itself, carried out by people outside. */
import type { Id, MerchantId } from '../kit/ids.ts';

export type SettlementId = Id<'settlement'>;

/**
 * requested: the money is held. approved: another person agreed. converted: a quote for USDT is logged.
 * sent: the transfer outside is recorded. Nothing is booked before `completed`, and `returned` books it all back.
 */
export type SettlementStatus =
  | 'requested'
  | 'approved'
  | 'converted'
  | 'sent'
  | 'completed'
  | 'returned'
  | 'rejected'
  | 'failed';

/** A quote that ended is replaced by another one, so `converted` may follow itself. */
export const settlementMoves = {
  requested: ['approved', 'rejected', 'failed'],
  approved: ['converted', 'sent', 'failed'],
  converted: ['converted', 'sent', 'failed'],
  sent: ['completed', 'failed'],
  completed: ['returned'],
  returned: [],
  rejected: [],
  failed: [],
} as const satisfies Record<SettlementStatus, readonly SettlementStatus[]>;

export function mayFollow(from: SettlementStatus, to: SettlementStatus): boolean {
  const allowed: readonly SettlementStatus[] = settlementMoves[from];
  return allowed.includes(to);
}

/** BANK carries INR, the other two USDT. */
export const networks = ['BANK', 'TRC20', 'ERC20'] as const;
export type Network = (typeof networks)[number];
export type SettlementCurrency = 'INR' | 'USDT';

export function currencyOf(network: Network): SettlementCurrency {
  return network === 'BANK' ? 'INR' : 'USDT';
}

export interface Settlement {
  readonly merchantId: MerchantId;
  readonly settlementId: SettlementId;
  /** 1 when it was requested, one more with every step. */
  readonly version: number;
  readonly status: SettlementStatus;
  /** What the merchant receives; what it gives is always INR. */
  readonly currency: SettlementCurrency;
  readonly network: Network;
  readonly addressId: string;
  /** As it was on the allow-list when the settlement was requested. */
  readonly address: string;
  /** Paise that leave the wallet. */
  readonly amountMinor: bigint;
  readonly reserveNo: bigint;
  readonly requestedBy: string;
  /** Who approved or rejected it; never who requested it. */
  readonly decidedBy: string | null;
  /** The conversion in force; null for INR and before it is logged. */
  readonly conversionNo: number | null;
  /** UTR, or transaction hash. */
  readonly transferReference: string | null;
  readonly sentAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Who takes which settlement a step on, and when. */
export interface Step {
  readonly merchantId: MerchantId;
  readonly settlementId: SettlementId;
  /** A name that `personOf` has read. */
  readonly by: string;
  readonly at: Date;
}
