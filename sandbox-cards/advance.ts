import type { Faults } from '../sandbox-bank/faults.ts';
import { utrFor } from '../sandbox-bank/utr.ts';
import type { Authorisation, Authorisations, Next, Step } from './authorisations.ts';
import { delayOf } from './behaviours.ts';
import type { Book } from './book.ts';
import type { Callbacks } from './callbacks.ts';
import type { RefusalCode } from './refusals.ts';
import type { Refunds } from './refunds.ts';

/** Moves authorisations on; all functions belong inside a transaction. */
export type Advance = {
  /** Charges the card. */
  capture(authorisation: Authorisation, atMs: number): Authorisation;
  decline(authorisation: Authorisation, code: RefusalCode, atMs: number): Authorisation;
  /** The customer's bank takes the money back; null when there is nothing to take. */
  dispute(authorisation: Authorisation, atMs: number): Authorisation | null;
  /** Takes the step every due authorisation waits for; returns how many there were, at most `limit`. */
  due(atMs: number, limit: number): number;
};

type Parts = {
  book: Book;
  authorisations: Authorisations;
  refunds: Refunds;
  callbacks: Callbacks;
  faults: Faults;
};

const NO_STEP = { next: null };

export function openAdvance(parts: Parts): Advance {
  const { book, authorisations, refunds, callbacks, faults } = parts;
  const capture = (authorisation: Authorisation, at: number) => {
    const rrn = utrFor('UPI', authorisation.seq, at);
    const outcome = { status: 'CAPTURED', rrn, failureCode: null } as const;
    const next = afterCapture(authorisation, at);
    const captured = authorisations.change(authorisation, { ...outcome, next }, at);
    book.capture({ ...captured, rrn }, at);
    callbacks.announce(captured, at);
    return captured;
  };
  const decline = (authorisation: Authorisation, failureCode: RefusalCode, at: number) => {
    const outcome = { status: 'DECLINED', failureCode } as const;
    const declined = authorisations.change(authorisation, { ...outcome, ...NO_STEP }, at);
    callbacks.announce(declined, at);
    return declined;
  };
  const dispute = (authorisation: Authorisation, at: number) => {
    const { status, rrn, paymentId } = authorisation;
    if (status !== 'CAPTURED' || rrn === null || refunds.refundedMinor(paymentId) > 0n) return null;
    const disputeReference = paymentId.replace('CRD', 'CRC');
    const outcome = { status: 'DISPUTED', disputeReference, mask: null } as const;
    const disputed = authorisations.change(authorisation, { ...outcome, ...NO_STEP }, at);
    book.dispute({ ...disputed, rrn }, disputeReference, at);
    callbacks.announce(disputed, at);
    return disputed;
  };

  const steps: Record<Step, (authorisation: Authorisation, at: number) => void> = {
    expire: (authorisation, at) => void decline(authorisation, 'CHALLENGE_EXPIRED', at),
    capture(authorisation, at) {
      capture(authorisation, at);
      faults.countOnce(authorisation);
    },
    dispute(authorisation, at) {
      if (dispute(authorisation, at) !== null) faults.countOnce(authorisation);
    },
    unmask(authorisation, at) {
      callbacks.announce(authorisations.change(authorisation, { mask: null, ...NO_STEP }, at), at);
    },
  };
  return {
    ...{ capture, decline, dispute },
    due(at, limit) {
      const waiting = authorisations.due(at, limit);
      for (const authorisation of waiting)
        if (authorisation.nextStep !== null) steps[authorisation.nextStep](authorisation, at);
      return waiting.length;
    },
  };
}

// A wrong amount stays wrong unless its rule says how long; an unknown status is cleared up in the end.
function afterCapture({ mischief }: Authorisation, at: number): Next {
  if (mischief === null) return null;
  const dueAt = at + delayOf(mischief);
  if (mischief.behaviour === 'dispute-later') return { step: 'dispute', dueAt };
  if (mischief.behaviour === 'unknown-code') return { step: 'unmask', dueAt };
  const clearsUp = mischief.behaviour === 'wrong-amount' && mischief.delayMs !== null;
  return clearsUp ? { step: 'unmask', dueAt } : null;
}
