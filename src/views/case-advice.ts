/** What a person may do about a case: by its code the table of docs/finance.md in a sentence each, and what is left of it later. */

const payinHeld = 'Credit it or give it back, as the merchant wants.';
const lossInSuspense = 'Ask the bank for a return; Hundi books it by itself.';
const readStatement = 'See in the statement of the bank what became of it, then close the case.';

export const caseAdvice: Readonly<Record<string, string>> = {
  amount_differs: 'Settle the amount with the bank; the hold stays until it says so.',
  paid_after_failure: 'Ask the bank for a return, or agree on it with the merchant.',
  paid_twice: lossInSuspense,
  paid_after_refusal: readStatement,
  refused_after_success: readStatement,
  second_utr: readStatement,
  second_return: readStatement,
  undocumented_answer:
    'Ask the bank what the code means and tell whoever keeps the connector; enquiries go on.',
  overdue: 'Ask the bank; its word ends the payout, and enquiries go on.',
  news_about_no_attempt:
    'Find out who else uses this key, or whether a backup was restored; nothing is booked.',
  opened_by_person: 'The note on the page of the payment says what is asked for.',
  card_testing:
    'Ask the merchant who pays there. If cards are stolen: switch the merchant off until its shop keeps such callers out. Then close the case.',
  unknown_payout: 'A restored backup may have forgotten it: see Restore in the guide to operating.',
  wrong_amount: payinHeld,
  paid_again: payinHeld,
  paid_late: payinHeld,
  paid_after_failed: payinHeld,
  paid_after_reversal: 'Give it back.',
  fee_exceeds_payment: 'Give it back.',
  never_answered:
    'Look for the receipt in the statement of the pay bill. Paid and not held here: give it back at M-Pesa, since the merchant was told that it ended. Close the case with the receipt, or with what was not found.',
  unknown_payin: 'Give it back, or settle it with the merchant by hand.',
  payment_differs: 'Settle it with the bank; nothing is booked.',
  payment_of_another:
    'Ask the bank whose payment it is. Held under the other pay-in: decide there. Nothing is booked here.',
  refund_refused: 'Decide again: credit it, or give it back.',
  refunded_twice: 'Ask the bank for it.',
  refunded_after_credit: 'Ask the bank for it, or agree on it with the merchant.',
  reversal_uncovered: 'Recover it from the merchant.',
  reversal_without_payment: readStatement,
};

/** Cases of a customer's payment that is held until somebody says where it goes. */
const heldCodes: ReadonlySet<string> = new Set([
  ...['wrong_amount', 'paid_again', 'paid_late', 'paid_after_failed', 'paid_after_reversal'],
  ...['fee_exceeds_payment', 'unknown_payin', 'refund_refused'],
]);

/** Cases that ask for nothing but an end of the payout. */
const endsWithPayout: ReadonlySet<string> = new Set(['overdue', 'undocumented_answer']);

export interface AdvisedCase {
  readonly code: string;
  /** Of the payment; null where we do not know it. */
  readonly status: string | null;
  /** News since says where the held money went. */
  readonly isReleased: boolean;
}

/** Once done, the first word would tell a person to do it again. */
export function adviceOn(about: AdvisedCase): string | null {
  if (isOver(about))
    return endsWithPayout.has(about.code)
      ? 'It has ended since. Close the case.'
      : 'Decided since. See on its page where the money went, then close the case.';
  if (about.code === 'amount_differs' && hasEnded(about.status))
    return 'It has ended since, with the amount of its page. See in the statement that so much moved, then close the case.';
  return caseAdvice[about.code] ?? null;
}

/** Nothing is at risk any more; the case stays until a person closes it. */
export function isOver({ code, status, isReleased }: AdvisedCase): boolean {
  return endsWithPayout.has(code) ? hasEnded(status) : isReleased && heldCodes.has(code);
}

function hasEnded(status: string | null): boolean {
  return status !== null && status !== 'queued' && status !== 'processing';
}
