import { rupees } from './money.ts';
import type { Transfer } from './transfers.ts';

const WRONG_BY_PAISE = 100n;
const UNKNOWN_STATUS = 'ONHOLD_77';

/** The transfer as the wire shows it, without any mask. */
export function truthOf(transfer: Transfer) {
  return {
    reference: transfer.reference,
    bankReference: transfer.bankReference,
    status: transfer.status as string,
    amount: rupees(transfer.amountPaise),
    currency: 'INR',
    rail: transfer.rail,
    utr: transfer.utr,
    failureCode: transfer.failureCode,
    failureMessage: transfer.failureMessage,
    reversalReference: transfer.reversalReference,
    createdAt: new Date(transfer.createdAt).toISOString(),
    updatedAt: new Date(transfer.updatedAt).toISOString(),
  };
}

export type Shown = ReturnType<typeof truthOf>;

/** True when callbacks and enquiries now tell something else than the book. */
export function isMasked(transfer: Transfer): boolean {
  if (transfer.mask === 'unknown-code') return transfer.status !== 'PROCESSING';
  return transfer.mask === 'wrong-amount';
}

/** The transfer as callbacks and enquiries show it: behind its mask while it wears one. */
export function shownOf(transfer: Transfer): Shown {
  const truth = truthOf(transfer);
  if (!isMasked(transfer)) return truth;
  if (transfer.mask === 'unknown-code') return { ...truth, status: UNKNOWN_STATUS, utr: null };
  return { ...truth, amount: rupees(transfer.amountPaise + WRONG_BY_PAISE) };
}

/** The transfer as it looked when it was accepted. */
export function acceptedViewOf(transfer: Transfer): Shown {
  const { createdAt } = truthOf(transfer);
  return { ...truthOf(transfer), status: 'PROCESSING', utr: null, updatedAt: createdAt };
}
