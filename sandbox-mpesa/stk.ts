import {
  bad,
  amountOf,
  addressOf,
  fieldsOf,
  msisdnOf,
  Refusal,
  textOf,
  type Fields,
  type Reply,
} from './wire.ts';
import { isBefore } from './behaviours.ts';
import { descOfPrompt, MOST_AT_ONCE, PROMPT_WORDS, wordOf } from './codes.ts';
import type { Mpesa } from './mpesa.ts';
import { refusedFirst, spoiled } from './spoil.ts';
import { stampOf } from './times.ts';

const ACCEPTED = 'Success. Request accepted for processing';

/** POST /mpesa/stkpush/v1/processrequest. Throws `Refusal`. */
export function push(mpesa: Mpesa, body: unknown): Reply {
  const fields = fieldsOf(body);
  checkPassword(mpesa, fields);
  const type = textOf(fields, 'TransactionType', 40);
  if (type !== 'CustomerPayBillOnline' && type !== 'CustomerBuyGoodsOnline')
    throw bad('TransactionType');
  const amount = amountOf(fields);
  if (amount > MOST_AT_ONCE) throw bad('Amount');
  const msisdn = msisdnOf(fields, 'PhoneNumber');
  if (msisdnOf(fields, 'PartyA') !== msisdn) throw bad('PartyA');
  if (textOf(fields, 'PartyB', 10) !== mpesa.settings.shortCode) throw bad('PartyB');
  const callbackUrl = addressOf(fields, 'CallBackURL');
  const accountReference = textOf(fields, 'AccountReference', 12);
  const description = textOf(fields, 'TransactionDesc', 13);

  return mpesa.store.commit(() => {
    const at = mpesa.clock();
    const mischief = mpesa.rules.choose('prompt', msisdn, accountReference);
    if (mischief !== null && isBefore(mischief.behaviour)) return refusedFirst(mpesa, mischief);
    mpesa.book.knowPhone(msisdn, at);
    if (mpesa.prompts.pendingOn(msisdn) !== null)
      throw new Refusal('500.001.1001', descOfPrompt('1001'));
    const word = wordOf(description);
    const byItself = mischief?.behaviour === 'refuse' || mischief?.behaviour === 'refuse-then-pay';
    const end = word === null ? '0' : PROMPT_WORDS[word];
    const waits = word === null && !byItself;
    const seq = mpesa.prompts.nextSeq();
    const prompt = mpesa.prompts.add({
      ...{ msisdn, amount, accountReference, description, callbackUrl },
      checkoutId: checkoutIdOf(at, seq),
      merchantRequestId: `${10_000 + (seq % 90_000)}-${10_000_000 + seq}-1`,
      behaviour: mischief?.behaviour ?? null,
      delayMs: mischief?.delayMs ?? 0,
      code: mischief?.code ?? null,
      nextStep: waits ? 'end:1037' : end === '0' ? 'pay' : `end:${end}`,
      dueAt: at + (waits ? mpesa.told.promptMs() : mpesa.told.settleMs()),
      createdAt: at,
    });
    mpesa.steps.wakeAt(prompt.dueAt);
    const { merchantRequestId: MerchantRequestID, checkoutId: CheckoutRequestID } = prompt;
    const ack = { ResponseCode: '0', ResponseDescription: ACCEPTED, CustomerMessage: ACCEPTED };
    const reply = { status: 200, body: { MerchantRequestID, CheckoutRequestID, ...ack } };
    return spoiled(reply, mischief);
  });
}

/** POST /mpesa/stkpushquery/v1/query: what is still open is answered as an error of the server. Throws `Refusal`. */
export function query(mpesa: Mpesa, body: unknown): Reply {
  const fields = fieldsOf(body);
  checkPassword(mpesa, fields);
  const checkoutId = textOf(fields, 'CheckoutRequestID', 100);
  return mpesa.store.commit(() => {
    const prompt = mpesa.prompts.find(checkoutId);
    const mischief = mpesa.rules.choose('query', prompt?.msisdn ?? '*', checkoutId);
    if (mischief !== null && isBefore(mischief.behaviour)) return refusedFirst(mpesa, mischief);
    if (prompt === null) throw new Refusal('500.001.1001', 'The transaction does not exist');
    const code = prompt.shownCode ?? prompt.resultCode;
    if (code === null) throw new Refusal('500.001.1001', 'The transaction is being processed');
    const answer = {
      ResponseCode: '0',
      ResponseDescription: 'The service request has been accepted successsfully',
      MerchantRequestID: prompt.merchantRequestId,
      CheckoutRequestID: prompt.checkoutId,
      ResultCode: code,
      ResultDesc: descOfPrompt(code),
    };
    return spoiled({ status: 200, body: answer }, mischief);
  });
}

function checkPassword(mpesa: Mpesa, fields: Fields): void {
  const { shortCode, passkey } = mpesa.settings;
  const timestamp = textOf(fields, 'Timestamp', 14, 14);
  if (!/^\d{14}$/.test(timestamp)) throw bad('Timestamp');
  if (textOf(fields, 'BusinessShortCode', 10) !== shortCode)
    throw new Refusal('500.001.1001', 'Merchant does not exist');
  const right = Buffer.from(shortCode + passkey + timestamp).toString('base64');
  if (textOf(fields, 'Password', 500) !== right)
    throw new Refusal('500.001.1001', 'Wrong credentials');
}

function checkoutIdOf(at: number, seq: number): string {
  const stamp = stampOf(at);
  const day = stamp.slice(6, 8) + stamp.slice(4, 6) + stamp.slice(0, 4);
  return `ws_CO_${day}${stamp.slice(8)}${String(seq).padStart(9, '0')}`;
}
