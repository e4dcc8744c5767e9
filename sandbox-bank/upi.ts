import type { Bank } from './bank.ts';
import { TELLINGS, type Telling } from './collection-callbacks.ts';
import { FAILURES, shownCollection, shownRefund } from './collections.ts';
import type { Collection, FailureCode, Payment } from './collections.ts';
import { parsePaise, rupees } from './money.ts';
import { InvalidRequest, objectOf } from './order.ts';
import { pageOf } from './page.ts';
import { errorReply, type Reply } from './reply.ts';
import { wholeOrNull } from './rules.ts';

const REFERENCE = /^[A-Za-z0-9]{1,35}$/;
const VPA = /^[A-Za-z0-9][A-Za-z0-9._-]{0,90}@[A-Za-z][A-Za-z0-9]{1,63}$/;
const MOST_TIMES = 20;
const MOST_DELAY_MS = 86_400_000;

/** Payers that the bank refuses, for whoever wants to see it. */
const REFUSED_PAYERS: Readonly<Record<string, FailureCode>> = {
  'nofunds@sandbox': 'PAYER_FUNDS',
  'limit@sandbox': 'PAYER_LIMIT',
};

const NO_PAYMENT = errorReply(404, 'NOT_FOUND', 'There is no payment with this id.');

/** What a payer presses: once for each attempt, however often the form is sent. Resolves after the commit. */
export async function pay(
  bank: Bank,
  payment: Payment,
  told: { telling: Telling; delayMs: number } = { telling: 'once', delayMs: 0 },
): Promise<Collection> {
  const failureCode = payment.failureCode ?? REFUSED_PAYERS[payment.payerVpa.toLowerCase()] ?? null;
  const collection = await bank.store.commit(() => {
    const earlier = bank.collections.byAttempt(payment.attempt);
    if (earlier !== null) return earlier;
    const at = bank.clock();
    const made = bank.collections.add({ ...payment, failureCode }, at);
    if (made.status === 'RECEIVED') bank.book.receive(made, at);
    bank.collectionCallbacks.announce(made, at + told.delayMs, told.telling, at);
    return made;
  });
  bank.collectionDelivery.wake();
  return collection;
}

/** Reads what names a payment. Throws `InvalidRequest`. */
export function readPayment(fields: Record<string, unknown>): Omit<Payment, 'attempt'> {
  const { reference, payerVpa = 'asha@sandbox' } = fields;
  if (typeof reference !== 'string' || !REFERENCE.test(reference))
    throw new InvalidRequest('reference must be 1 to 35 letters and digits');
  const amountPaise = parsePaise(fields['amount']);
  if (amountPaise === null) throw new InvalidRequest('amount must be a string like "500.00"');
  if (typeof payerVpa !== 'string' || !VPA.test(payerVpa))
    throw new InvalidRequest('payerVpa must be a UPI address like asha@sandbox');
  const code = fields['failureCode'] ?? null;
  if (code !== null && !isFailureCode(code))
    throw new InvalidRequest(`failureCode must be one of ${Object.keys(FAILURES).join(', ')}`);
  return { reference, amountPaise, payerVpa, failureCode: code };
}

function isFailureCode(code: unknown): code is FailureCode {
  return typeof code === 'string' && Object.hasOwn(FAILURES, code);
}

/** GET /v1/collections/{reference}: every payment under it, oldest first; none is an answer too. */
export function enquireCollections(bank: Bank, reference: string): Reply {
  return {
    status: 200,
    body: { collections: bank.collections.under(reference).map(shownCollection) },
  };
}

/** POST /v1/refunds: one `refundId` moves money once. Throws `InvalidRequest`. */
export async function refund(bank: Bank, body: unknown): Promise<Reply> {
  const { refundId, paymentId, amount, currency } = objectOf(body, 'the body');
  if (typeof refundId !== 'string' || !/^[A-Za-z0-9-]{1,40}$/.test(refundId))
    throw new InvalidRequest('refundId must be 1 to 40 letters, digits and hyphens');
  if (typeof paymentId !== 'string') throw new InvalidRequest('paymentId must be a string');
  const amountPaise = parsePaise(amount);
  if (amountPaise === null) throw new InvalidRequest('amount must be a string like "500.00"');
  if (currency !== 'INR') throw new InvalidRequest('currency must be INR');
  const wanted = { refundId, paymentId, amountPaise };
  return bank.store.commit(() => refundOnce(bank, wanted, bank.clock()));
}

function refundOnce(
  { collections, book }: Bank,
  wanted: { refundId: string; paymentId: string; amountPaise: bigint },
  at: number,
): Reply {
  const { paymentId, amountPaise } = wanted;
  const earlier = collections.findRefund(wanted.refundId);
  if (earlier !== null) {
    const same = earlier.paymentId === paymentId && earlier.amountPaise === amountPaise;
    if (same) return { status: 200, body: { refund: shownRefund(earlier) } };
    return errorReply(409, 'REFERENCE_CONFLICT', 'The refundId belongs to another refund.');
  }
  const payment = collections.find(paymentId);
  if (payment === null) return NO_PAYMENT;
  if (payment.status !== 'RECEIVED')
    return errorReply(422, 'NOT_REFUNDABLE', 'Only a payment that is here can be given back.');
  if (collections.refundsOf(paymentId).paise + amountPaise > payment.amountPaise)
    return errorReply(422, 'REFUND_TOO_LARGE', 'More than was paid cannot be given back.');
  if (amountPaise > book.balance().available)
    return errorReply(422, 'INSUFFICIENT_FUNDS', 'The account does not cover the refund.');
  const made = collections.addRefund(wanted, at);
  book.giveBack(payment, made, at);
  return { status: 201, body: { refund: shownRefund(made) } };
}

/** POST /control/collections: a customer pays, as often and as quietly as told. Throws `InvalidRequest`. */
export async function payByControl(bank: Bank, body: unknown): Promise<Reply> {
  const fields = objectOf(body, 'the body');
  const payment = readPayment(fields);
  const times = wholeOrNull(fields['times'], 'times', MOST_TIMES) ?? 1;
  const delayMs = wholeOrNull(fields['callbackDelayMs'], 'callbackDelayMs', MOST_DELAY_MS) ?? 0;
  const telling = TELLINGS.find((each) => each === (fields['callback'] ?? 'once'));
  if (telling === undefined)
    throw new InvalidRequest(`callback must be one of ${TELLINGS.join(', ')}`);
  const attempts = Array.from({ length: times }, () => crypto.randomUUID());
  const made = await Promise.all(
    attempts.map((attempt) => pay(bank, { ...payment, attempt }, { telling, delayMs })),
  );
  return { status: 201, body: { collections: made.map(shownCollection) } };
}

/** GET /control/collections: the truth about each payment, oldest first. */
export function listCollections(bank: Bank, query: URLSearchParams): Reply {
  const { after, limit } = pageOf(query);
  const found = bank.collections.page(after, limit);
  const shown = found.map((each) => {
    const { times: refunds, paise } = bank.collections.refundsOf(each.paymentId);
    return { seq: each.seq, ...shownCollection(each), refunds, refunded: rupees(paise) };
  });
  return { status: 200, body: { collections: shown, next: found.at(-1)?.seq ?? after } };
}

/** POST /control/collections/{paymentId}/reverse: the payer's bank takes the money back. */
export async function chargeBack(bank: Bank, paymentId: string): Promise<Reply> {
  const reply = await bank.store.commit((): Reply => {
    const payment = bank.collections.find(paymentId);
    if (payment === null) return NO_PAYMENT;
    const left = payment.amountPaise <= bank.book.balance().available;
    if (payment.status !== 'RECEIVED' || bank.collections.refundsOf(paymentId).times > 0 || !left)
      return errorReply(409, 'NOT_REVERSIBLE', 'There is nothing to take back.');
    const at = bank.clock();
    const reversed = bank.collections.reverse(payment, at);
    bank.book.chargeBack(payment, at);
    bank.collectionCallbacks.announce(reversed, at, 'once', at);
    return { status: 200, body: { collection: shownCollection(reversed) } };
  });
  bank.collectionDelivery.wake();
  return reply;
}
