/** Giving a customer's payment back by a reversal. */
import { formatMoney } from '../../kit/money.ts';
import type { RefundOrder, RefundOutcome } from '../collection.ts';
import { reversalMeaning } from './codes.ts';
import type { Questions } from './questions.ts';
import type { Result } from './read.ts';
import { wholeShillings } from './write.ts';

/**
 * The same payment is never given back twice: Daraja says of the second reversal that there was a first. The answer
 * comes by a callback, to this process or to another; where it does not come in time the refund is asked for again.
 */
export async function refund(questions: Questions, order: RefundOrder): Promise<RefundOutcome> {
  const { reference, utr, amountMinor, currency } = order;
  const amount = wholeShillings(amountMinor, currency);
  if (amount === undefined) {
    const told = formatMoney({ minor: amountMinor, currency });
    return refused(
      'WHOLE_SHILLINGS',
      `M-Pesa gives back whole shillings, not ${told} ${currency}.`,
    );
  }
  if (utr == null) return refused('NO_RECEIPT', 'The receipt of the payment is not known.');
  const answer = await questions.ask('refund', reference, '/mpesa/reversal/v1/request', {
    CommandID: 'TransactionReversal',
    TransactionID: utr,
    Amount: amount,
    // Their spelling.
    RecieverIdentifierType: '11',
  });
  if (answer.kind === 'unknown') return answer;
  if (answer.kind === 'later')
    return { kind: 'unknown', why: 'asked; the answer has not come yet' };
  return refundOutcomeOf(answer.result);
}

/** What the result of a reversal says. */
export function refundOutcomeOf({ code, message, transactionId }: Result): RefundOutcome {
  switch (reversalMeaning(code)) {
    case 'done':
      return { kind: 'refunded', utr: code === '0' && transactionId !== '' ? transactionId : null };
    case 'refused':
      return refused(code, message.slice(0, 200));
    case 'unknown':
      return { kind: 'unknown', why: 'a result that is not documented' };
  }
}

const refused = (code: string, message: string) => ({ kind: 'rejected', code, message }) as const;
