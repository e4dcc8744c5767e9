/** Asking the bank to move money. The same order may be sent again: the bank knows it by its reference. */
import { formatMoney } from '../../kit/money.ts';
import type { Reply } from '../http.ts';
import type { Outcome, PayoutOrder } from '../provider.ts';
import { outcomeAbout, readError } from './transfer.ts';

/** The body of `POST /v1/transfers`. */
export function orderBody(order: PayoutOrder): string {
  const { reference, currency, rail, beneficiary } = order;
  const { name, accountNumber, ifsc, vpa } = beneficiary;
  const amount = formatMoney({ minor: order.amountMinor, currency });
  return JSON.stringify({
    reference,
    amount,
    currency,
    rail,
    beneficiary: vpa === undefined ? { name, accountNumber, ifsc } : { name, vpa },
  });
}

/** Only the refusals that the wire document names are definite; everything unexpected is unknown (rule U2). */
export function readSubmitReply(order: PayoutOrder, reply: Reply): Outcome {
  if (reply.kind !== 'answered') return reply;
  switch (reply.status) {
    case 200:
    case 202:
      return outcomeAbout(order.reference, reply.body);
    case 400:
      return readMalformed(reply.body);
    case 422:
      return readRefusal(order.reference, reply.body);
    default:
      return { kind: 'unknown', why: `the bank answered ${reply.status}` };
  }
}

function readMalformed(body: Buffer): Outcome {
  const error = readError(body);
  if (error?.code !== 'INVALID_REQUEST') return { kind: 'unknown', why: 'the bank answered 400' };
  return { kind: 'rejected', code: error.code, message: error.message, unread: true };
}

/** The refusal must be recorded under our reference with the code it names, or it proves nothing. */
function readRefusal(reference: string, body: Buffer): Outcome {
  const error = readError(body);
  if (error === undefined) {
    return { kind: 'unknown', why: 'a refusal without a code' };
  }
  const outcome = outcomeAbout(reference, body);
  if (outcome.kind === 'unknown') return outcome;
  if (outcome.kind !== 'rejected' || outcome.code !== error.code) {
    return { kind: 'unknown', why: 'a refusal that contradicts itself' };
  }
  return outcome;
}
