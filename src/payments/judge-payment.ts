/** What is to become of a customer's payment: rules P3 to P8 of docs/money-flows.md. Pure. */
import type { CollectedPayment } from '../providers/collection.ts';
import type { PayinTerms } from './payin-terms.ts';
import type { Payin } from './payin.ts';
import { quoteFee, type Quote } from './quote.ts';

export type Judgement =
  | { readonly kind: 'credit'; readonly quote: Quote; readonly because: string }
  | { readonly kind: 'give_back' }
  /** It waits in suspense, and a person is shown the case. */
  | { readonly kind: 'hold'; readonly code: string };

/** `payin` undefined: a pay-in of this merchant that we do not know. The payment is in the currency of the pay-in. */
export function judgePayment(
  payin: Payin | undefined,
  payment: CollectedPayment,
  terms: PayinTerms,
): Judgement {
  if (payin === undefined) return { kind: 'hold', code: 'unknown_payin' };
  switch (payin.status) {
    case 'failed':
      return { kind: 'hold', code: 'paid_after_failed' };
    case 'reversed':
      return { kind: 'hold', code: 'paid_after_reversal' };
    case 'succeeded':
      return disposed(terms.secondPayments, 'paid_again', priced(payin, payment, 'paid_again'));
    case 'expired':
      if (isFinal(payin)) return { kind: 'give_back' };
      return disposed(terms.latePayments, 'paid_late', asAsked(payin, payment, terms, 'paid_late'));
    case 'created':
      return asAsked(payin, payment, terms, 'paid');
  }
}

/** The Xprizo contract tells an outcome once, and what it called cancelled stays so. */
function isFinal({ contract }: Payin): boolean {
  return contract === 'xprizo';
}

function asAsked(
  payin: Payin,
  payment: CollectedPayment,
  terms: PayinTerms,
  because: string,
): Judgement {
  const credit = priced(payin, payment, because);
  return payment.amountMinor === payin.amountMinor
    ? credit
    : disposed(terms.wrongAmounts, 'wrong_amount', credit);
}

function disposed(wish: PayinTerms['wrongAmounts'], code: string, credit: Judgement): Judgement {
  if (wish === 'refund') return { kind: 'give_back' };
  return wish === 'hold' ? { kind: 'hold', code } : credit;
}

/** At the prices that were frozen on the pay-in; what does not cover its own fee is left for a person. */
export function priced(
  payin: Payin,
  { amountMinor, currency }: Pick<CollectedPayment, 'amountMinor' | 'currency'>,
  because: string,
): Judgement {
  const quote = quoteFee({ minor: amountMinor, currency }, payin.feePlan);
  if (quote.feeMinor + quote.gstMinor >= amountMinor)
    return { kind: 'hold', code: 'fee_exceeds_payment' };
  return { kind: 'credit', quote, because };
}
