/** A pay-in: a customer is asked for money, and what comes is credited to the merchant's wallet. */
import type { Currency } from '../kit/money.ts';
import type { Contract } from './payout.ts';
import type { FeePlan } from './quote.ts';

/**
 * created: waiting for the customer. expired: the time is over and the provider knows of no payment, or can be asked about it no
 * more, which opens the case `never_answered`.
 */
export type PayinStatus = 'created' | 'succeeded' | 'expired' | 'failed' | 'reversed';

/** What came late is never lost: an expired one may succeed by the terms, a failed one by the word of a person alone. */
export const payinMoves = {
  created: ['succeeded', 'expired', 'failed'],
  succeeded: ['reversed'],
  expired: ['succeeded'],
  failed: ['succeeded'],
  reversed: [],
} as const satisfies Record<PayinStatus, readonly PayinStatus[]>;

export function mayPayinMove(from: PayinStatus, to: PayinStatus): boolean {
  const allowed: readonly PayinStatus[] = payinMoves[from];
  return allowed.includes(to);
}

/** The contracts that know money in. */
export type PayinContract = Extract<Contract, 'xpayout' | 'xprizo'>;

/** How the customer pays. */
export type PayinMethod = 'upi' | 'card' | 'mpesa';

export interface Payin {
  readonly merchantId: string;
  readonly payinId: string;
  /** 1 at creation, one more with every line of its history. */
  readonly version: number;
  readonly status: PayinStatus;
  /** Why the status is what it is, as a code. */
  readonly statusReason: string;
  readonly contract: PayinContract;
  readonly method: PayinMethod;
  readonly transactionNumber: string;
  readonly reference: string;
  readonly currency: Currency;
  /** What the customer was asked for. */
  readonly amountMinor: bigint;
  /** Taken from what the customer pays: as quoted for the amount, and from the first payment on as really taken. */
  readonly feeMinor: bigint;
  readonly gstMinor: bigint;
  /** The prices of the day it was made; another amount is priced by them too. */
  readonly feePlan: FeePlan;
  readonly provider: string;
  /** Its name at the provider: `tr` of the UPI link. */
  readonly providerReference: string;
  /** Empty where it is not paid by UPI. */
  readonly payeeVpa: string;
  /** The provider's name of its prompt on the customer's telephone; null: none is known to be out. */
  readonly promptId: string | null;
  /** Where the card holder proves who he is; null: nobody was asked to. */
  readonly challengeUrl: string | null;
  readonly expiresAt: Date;
  /** What was credited, fee and tax included; what is held in suspense is not in it. */
  readonly receivedMinor: bigint;
  readonly utr: string | null;
  readonly payerVpa: string | null;
  readonly remarks: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date | null;
}

/** One line of a pay-in's life. A second payment that is credited leaves the status as it is. */
export interface PayinHistoryEntry {
  readonly merchantId: string;
  readonly payinId: string;
  readonly version: number;
  readonly fromStatus: PayinStatus | null;
  readonly toStatus: PayinStatus;
  readonly because: string;
  readonly at: Date;
}
