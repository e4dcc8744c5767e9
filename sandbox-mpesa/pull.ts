import type { Bill } from './bills.ts';
import type { Mpesa } from './mpesa.ts';
import { momentOf, momentShown } from './times.ts';
import { addressOf, bad, fieldsOf, msisdnOf, textOf, type Reply } from './wire.ts';

const SHOWN_MS = 48 * 3_600_000;
const PAGE = 1_000;

/** POST /pulltransactions/v1/register: once. Throws `Refusal`. */
export function registerPull(mpesa: Mpesa, body: unknown): Reply {
  const fields = fieldsOf(body);
  const { shortCode } = mpesa.settings;
  if (textOf(fields, 'ShortCode', 10) !== shortCode) throw bad('ShortCode');
  if (textOf(fields, 'RequestType', 10) !== 'Pull') throw bad('RequestType');
  msisdnOf(fields, 'NominatedNumber');
  const callbackUrl = addressOf(fields, 'CallBackURL');
  const isNew = mpesa.store.commit(() => mpesa.registrations.registerPull(callbackUrl));
  const answer = isNew
    ? { ResponseStatus: '1000', ResponseDescription: 'Shortcode registered successfully' }
    : { ResponseStatus: '1001', ResponseDescription: 'ShortCode already Registered' };
  return {
    status: 200,
    body: { ResponseRefID: mpesa.requestId(), ShortCode: shortCode, ...answer },
  };
}

/**
 * POST /pulltransactions/v1/query: what customers paid of their own accord in the last 48 hours. Whether prompts are
 * among it is documented nowhere, so here they are not. Throws `Refusal`.
 */
export function pull(mpesa: Mpesa, body: unknown): Reply {
  const fields = fieldsOf(body);
  if (textOf(fields, 'ShortCode', 10) !== mpesa.settings.shortCode) throw bad('ShortCode');
  const moment = (name: string) => {
    const at = momentOf(textOf(fields, name, 19));
    if (at === null) throw bad(name);
    return at;
  };
  const [from, to] = [moment('StartDate'), moment('EndDate')];
  const offset = textOf(fields, 'OffSetValue', 9);
  if (!/^\d+$/.test(offset)) throw bad('OffSetValue');
  const id = { ResponseRefID: mpesa.requestId() };
  const none = (ResponseMessage: string): Reply => ({
    status: 200,
    body: { ...id, ResponseCode: '1001', ResponseMessage, Response: [] },
  });
  if (!mpesa.registrations.canPull()) return none('ShortCode not registered');
  const first = Math.max(from, mpesa.clock() - SHOWN_MS);
  // A day names seconds, so its last one is in it.
  const found = mpesa.bills.paidBetween(first, to + 999, Number(offset), PAGE);
  if (found.length === 0) return none('No transactions found');
  const shown = { ResponseCode: '1000', ResponseMessage: 'Success' };
  return { status: 200, body: { ...id, ...shown, Response: [found.map(lineOf)] } };
}

function lineOf(bill: Bill): object {
  const { receipt, createdAt, msisdn, isTill, billReference, amount } = bill;
  return {
    transactionId: receipt,
    trxDate: momentShown(createdAt),
    msisdn: Number(msisdn),
    sender: 'MPESA',
    transactiontype: isTill ? 'c2b-buy-goods-debit' : 'c2b-pay-bill-debit',
    billreference: billReference,
    amount: `${amount}.00`,
    organizationname: 'Hundi',
  };
}
