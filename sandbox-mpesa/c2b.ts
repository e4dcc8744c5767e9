import type { Mpesa } from './mpesa.ts';
import { MOST_AT_ONCE } from './codes.ts';
import { receiptOf } from './results.ts';
import { addressOf, amountOf, bad, fieldsOf, msisdnOf, textOf, type Reply } from './wire.ts';

// Their spelling.
const accepted = (mpesa: Mpesa, description: string): Reply => ({
  status: 200,
  body: {
    OriginatorCoversationID: mpesa.requestId(),
    ResponseCode: '0',
    ResponseDescription: description,
  },
});

/** POST /mpesa/c2b/v2/registerurl. Here it may be done again; Safaricom takes it once for a live pay bill. Throws `Refusal`. */
export function registerUrls(mpesa: Mpesa, body: unknown): Reply {
  const fields = fieldsOf(body);
  if (textOf(fields, 'ShortCode', 10) !== mpesa.settings.shortCode) throw bad('ShortCode');
  const otherwise = textOf(fields, 'ResponseType', 10);
  if (otherwise !== 'Completed' && otherwise !== 'Cancelled') throw bad('ResponseType');
  const confirmationUrl = addressOf(fields, 'ConfirmationURL');
  const validationUrl = addressOf(fields, 'ValidationURL');
  mpesa.store.commit(() =>
    mpesa.registrations.registerBills({ confirmationUrl, validationUrl, otherwise }),
  );
  return accepted(mpesa, 'Success');
}

/** POST /mpesa/c2b/v2/simulate: a customer pays of his own accord. Throws `Refusal`. */
export function simulate(mpesa: Mpesa, body: unknown): Reply {
  const fields = fieldsOf(body);
  if (textOf(fields, 'ShortCode', 10) !== mpesa.settings.shortCode) throw bad('ShortCode');
  const command = textOf(fields, 'CommandID', 40);
  if (command !== 'CustomerPayBillOnline' && command !== 'CustomerBuyGoodsOnline')
    throw bad('CommandID');
  const isTill = command === 'CustomerBuyGoodsOnline';
  const amount = amountOf(fields);
  if (amount > MOST_AT_ONCE) throw bad('Amount');
  const msisdn = msisdnOf(fields, 'Msisdn');
  const billReference = isTill ? '' : textOf(fields, 'BillRefNumber', 20);
  mpesa.store.commit(() => {
    const at = mpesa.clock();
    mpesa.book.knowPhone(msisdn, at);
    const receipt = receiptOf(mpesa.chance, 'bill', mpesa.bills.nextSeq());
    const what = { msisdn, amount, isTill, billReference, receipt };
    mpesa.bills.add({ ...what, nextStep: 'validate', dueAt: at, createdAt: at });
    mpesa.steps.wakeAt(at);
  });
  return accepted(mpesa, 'Accept the service request successfully.');
}
