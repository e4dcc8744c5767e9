import { delayOf } from './behaviours.ts';
import type { Book } from './book.ts';
import type { Callbacks } from './callbacks.ts';
import type { Faults } from './faults.ts';
import { REFUSAL_CODES, REFUSAL_MESSAGES } from './refusals.ts';
import type { Step, Transfer, Transfers } from './transfers.ts';
import { utrFor } from './utr.ts';

/** Moves transfers on; all functions belong inside a transaction. */
export type Advance = {
  /** Takes the step every due transfer waits for; returns how many there were, at most `limit`. */
  due(atMs: number, limit: number): number;
  /** Gives the money of a SUCCESS back; null when the transfer is not one. */
  reverse(transfer: Transfer, reason: string | null, atMs: number): Transfer | null;
};

type Parts = { book: Book; transfers: Transfers; callbacks: Callbacks; faults: Faults };

const NO_STEP = { next: null };

export function openAdvance({ book, transfers, callbacks, faults }: Parts): Advance {
  const execute = (transfer: Transfer, at: number) => {
    const utr = utrFor(transfer.rail, transfer.seq, at);
    book.debit(transfer, utr, at);
    const outcome = { status: 'SUCCESS', utr, failureCode: null, failureMessage: null } as const;
    const executed = transfers.change(
      transfer,
      { ...outcome, next: afterSuccess(transfer, at) },
      at,
    );
    callbacks.announce(executed, at);
  };
  const reverse = (transfer: Transfer, reason: string | null, at: number) => {
    if (transfer.status !== 'SUCCESS') return null;
    const reversalReference = transfer.bankReference.replace('HDB', 'HDR');
    book.takeBack(transfer, reversalReference, at);
    const failureMessage = reason ?? 'The beneficiary bank returned the money.';
    const outcome = { status: 'REVERSED', reversalReference, failureMessage } as const;
    const reversed = transfers.change(transfer, { ...outcome, ...NO_STEP, mask: null }, at);
    callbacks.announce(reversed, at);
    return reversed;
  };

  const steps: Record<Step, (transfer: Transfer, at: number) => void> = {
    settle(transfer, at) {
      book.release(transfer.amountPaise);
      execute(transfer, at);
    },
    fail(transfer, at) {
      book.release(transfer.amountPaise);
      const failureCode = transfer.mischief?.code ?? REFUSAL_CODES[0];
      const failureMessage = REFUSAL_MESSAGES[failureCode];
      const outcome = { status: 'FAILED', failureCode, failureMessage } as const;
      callbacks.announce(transfers.change(transfer, { ...outcome, ...NO_STEP }, at), at);
      faults.countOnce(transfer);
    },
    'succeed-late'(transfer, at) {
      // Nothing was held for a transfer the bank called refused, so the money may be gone by now.
      if (transfer.amountPaise > book.balance().available) {
        transfers.change(transfer, NO_STEP, at);
        return;
      }
      execute(transfer, at);
      faults.countOnce(transfer);
    },
    reverse(transfer, at) {
      if (reverse(transfer, null, at) !== null) faults.countOnce(transfer);
    },
    unmask(transfer, at) {
      callbacks.announce(transfers.change(transfer, { mask: null, ...NO_STEP }, at), at);
    },
  };

  return {
    reverse,
    due(at, limit) {
      const waiting = transfers.due(at, limit);
      for (const transfer of waiting) {
        if (transfer.nextStep !== null) steps[transfer.nextStep](transfer, at);
      }
      return waiting.length;
    },
  };
}

// A wrong amount stays wrong unless its rule says how long; an unknown status is cleared up in the end.
function afterSuccess(transfer: Transfer, at: number): { step: Step; dueAt: number } | null {
  const { mischief } = transfer;
  if (mischief === null) return null;
  const dueAt = at + delayOf(mischief);
  if (mischief.behaviour === 'reverse-later') return { step: 'reverse', dueAt };
  if (mischief.behaviour === 'unknown-code') return { step: 'unmask', dueAt };
  const clearsUp = mischief.behaviour === 'wrong-amount' && mischief.delayMs !== null;
  return clearsUp ? { step: 'unmask', dueAt } : null;
}
