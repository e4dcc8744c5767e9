/** Values for the pure proofs: a merchant, commands, and a book that holds its wallet. */
import { Book, type RuledAccount } from '../../src/ledger/book.ts';
import type { CreatePayout } from '../../src/payments/create-payout.ts';
import type { Payout } from '../../src/payments/payout.ts';
import type { FeePlan } from '../../src/payments/quote.ts';

export const merchantId = '01980000-0000-7000-8000-000000000001';
export const at = new Date('2026-01-15T09:30:00Z');
export const free: FeePlan = {
  basisPoints: 0,
  flatMinor: 0n,
  minimumMinor: 0n,
  maximumMinor: null,
  gstBasisPoints: 0,
  slabs: [],
};
/** One percent, and eighteen percent of GST on it. */
export const onePercent: FeePlan = { ...free, basisPoints: 100, gstBasisPoints: 1_800 };

export function idOf(nth: number): string {
  return `01980000-0000-7000-9000-${nth.toString(16).padStart(12, '0')}`;
}

export function wallet(postedMinor: bigint, ofMerchant = merchantId): RuledAccount {
  return {
    merchantId: ofMerchant,
    account: 'wallet:INR',
    currency: 'INR',
    postedMinor,
    heldMinor: 0n,
    journalCount: 0n,
  };
}

export function bookWith(postedMinor: bigint): { book: Book; account: RuledAccount } {
  const account = wallet(postedMinor);
  return { book: new Book([account]), account };
}

let made = 0;

/** A wish to pay 100.00 rupees, with an id of its own. */
export function wish(fields: Partial<CreatePayout> = {}): CreatePayout {
  made += 1;
  return {
    merchantId,
    payoutId: idOf(made),
    contract: 'xoompe',
    transactionNumber: `TX260115${String(made).padStart(5, '0')}`,
    reference: null,
    beneficiaryName: 'Asha Rao',
    beneficiaryAccountNumber: '1234567890',
    beneficiaryIfsc: 'HDFC0000001',
    beneficiaryVpa: null,
    beneficiaryMobile: null,
    wishedRail: null,
    currency: 'INR',
    amountMinor: 100_00n,
    feePlan: free,
    nearDuplicateGuard: false,
    at,
    ...fields,
  };
}

export function totalOf(payout: Pick<Payout, 'amountMinor' | 'feeMinor' | 'gstMinor'>): bigint {
  return payout.amountMinor + payout.feeMinor + payout.gstMinor;
}
