import { rupees } from '../sandbox-bank/money.ts';
import type { Authorisation } from './authorisations.ts';
import { REFUSALS } from './refusals.ts';

const WRONG_BY_MINOR = 100n;
const UNKNOWN_STATUS = 'ONHOLD_77';

/** The authorisation as the wire shows it, without any mask. */
export function truthOf(authorisation: Authorisation) {
  const { failureCode, createdAt, updatedAt } = authorisation;
  return {
    reference: authorisation.reference,
    paymentId: authorisation.paymentId,
    status: authorisation.status as string,
    amount: rupees(authorisation.amountMinor),
    currency: authorisation.currency,
    routeCode: authorisation.routeCode,
    brand: authorisation.brand,
    lastFour: authorisation.lastFour,
    rrn: authorisation.rrn,
    failureCode: failureCode as string | null,
    failureMessage: failureCode && REFUSALS[failureCode],
    disputeReference: authorisation.disputeReference,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}

export type Shown = ReturnType<typeof truthOf>;

/** True when callbacks and enquiries now tell something else than the book. */
export function isMasked({ mask, status }: Authorisation): boolean {
  return mask === 'wrong-amount' || (mask === 'unknown-code' && status !== 'CHALLENGE');
}

/** The authorisation as callbacks and enquiries show it: behind its mask while it wears one. */
export function shownOf(authorisation: Authorisation): Shown {
  const truth = truthOf(authorisation);
  if (!isMasked(authorisation)) return truth;
  if (authorisation.mask === 'unknown-code') return { ...truth, status: UNKNOWN_STATUS, rrn: null };
  return { ...truth, amount: rupees(authorisation.amountMinor + WRONG_BY_MINOR) };
}

/** The authorisation as it looked while the customer was being asked. */
export function challengeViewOf(authorisation: Authorisation): Shown {
  const truth = truthOf(authorisation);
  return { ...truth, status: 'CHALLENGE', rrn: null, updatedAt: truth.createdAt };
}
