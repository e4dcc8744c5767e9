import { parsePaise, rupees } from '../sandbox-bank/money.ts';
import { InvalidRequest, objectOf } from '../sandbox-bank/order.ts';
import { errorReply, type Reply } from '../sandbox-bank/reply.ts';
import type { Acquirer } from './acquirer.ts';
import type { Refund } from './refunds.ts';

type Wanted = Pick<Refund, 'refundId' | 'paymentId' | 'amountMinor'> & { currency: string };

/** POST /v1/refunds: one `refundId` moves money once. Throws `InvalidRequest`. */
export async function refund(acquirer: Acquirer, body: unknown): Promise<Reply> {
  const { refundId, paymentId, amount, currency } = objectOf(body, 'the body');
  if (typeof refundId !== 'string' || !/^[A-Za-z0-9-]{1,40}$/.test(refundId))
    throw new InvalidRequest('refundId must be 1 to 40 letters, digits and hyphens');
  if (typeof paymentId !== 'string') throw new InvalidRequest('paymentId must be a string');
  const amountMinor = parsePaise(amount);
  if (amountMinor === null) throw new InvalidRequest('amount must be a string like "5.00"');
  if (typeof currency !== 'string') throw new InvalidRequest('currency must be a string');
  const wanted = { refundId, paymentId, amountMinor, currency };
  return acquirer.store.commit(() => refundOnce(acquirer, wanted, acquirer.clock()));
}

function refundOnce(
  { authorisations, refunds, book }: Acquirer,
  wanted: Wanted,
  at: number,
): Reply {
  const { paymentId, amountMinor, currency } = wanted;
  const payment = authorisations.byPayment(paymentId);
  const earlier = refunds.find(wanted.refundId);
  if (earlier !== null) {
    const same = earlier.paymentId === paymentId && earlier.amountMinor === amountMinor;
    if (same) return { status: 200, body: { refund: shownRefund(earlier, currency) } };
    return errorReply(409, 'REFERENCE_CONFLICT', 'The refundId belongs to another refund.');
  }
  if (payment === null) return errorReply(404, 'NOT_FOUND', 'There is no payment with this id.');
  if (payment.status !== 'CAPTURED' || payment.rrn === null || payment.currency !== currency)
    return errorReply(422, 'NOT_REFUNDABLE', 'Only a payment that is here can be given back.');
  if (refunds.refundedMinor(paymentId) + amountMinor > payment.amountMinor)
    return errorReply(422, 'REFUND_TOO_LARGE', 'More than was paid cannot be given back.');
  if (amountMinor > book.balance(currency))
    return errorReply(422, 'INSUFFICIENT_FUNDS', 'The account does not cover the refund.');
  const made = refunds.add(wanted, at);
  book.giveBack({ ...payment, rrn: payment.rrn }, made, at);
  return { status: 201, body: { refund: shownRefund(made, currency) } };
}

// Refunds are worded as at the sandbox bank.
function shownRefund({ amountMinor, rrn: utr, ...refund }: Refund, currency: string) {
  return { ...refund, utr, amount: rupees(amountMinor), currency };
}
