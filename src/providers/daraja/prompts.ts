/** Money from phones: the customer is asked on the phone, and answers with a PIN. */
import type {
  CollectionAnswer,
  CollectionReading,
  IssuedPrompt,
  PromptedCollection,
  PromptOrder,
  PromptOutcome,
} from '../collection.ts';
import type { Reply } from '../http.ts';
import { readObject } from '../read-object.ts';
import { callbackPath, readCallbackPath } from './callback-path.ts';
import type { DarajaClient } from './client.ts';
import { promptMeaning, promptRefusals } from './codes.ts';
import { Questions } from './questions.ts';
import { errorIn, objectIn, pairsIn, readResult, textIn } from './read.ts';
import { refund, refundOutcomeOf } from './refunds.ts';
import type { DarajaSettings } from './settings.ts';
import { Waiting } from './waiting.ts';
import { eastAfricaStamp, isMsisdn, shortened, wholeShillings } from './write.ts';

const promptName = 'daraja-stk';

const receiptShape = /^[A-Z0-9]{6,20}$/;
const promptIdShape = /^[\x21-\x7e]{1,100}$/;

/** Everything but `close`, which belongs to whoever made the client. */
export function createPrompts(settings: DarajaSettings, client: DarajaClient): PromptedCollection {
  const waiting = new Waiting();
  const questions = new Questions(settings, client, waiting, promptName);
  return {
    name: promptName,
    payeeVpa: '',
    prompt: (order) => prompt(settings, client, order),
    async enquire(reference, issued) {
      if (issued === undefined) return { kind: 'unknown', why: 'the prompt has no name yet' };
      const reply = await client.post('/mpesa/stkpushquery/v1/query', {
        ...passwordOf(settings),
        CheckoutRequestID: issued.promptId,
      });
      return readEnquiry(reference, issued, reply);
    },
    refund: (order) => refund(questions, order),
    // Daraja keeps no list of what it was paid.
    statement: (after) => Promise.resolve({ news: [], next: after }),
    readCallback: (_headers, rawBody, nowMs, path = '') =>
      readCallback(settings, waiting, rawBody, nowMs, path),
    close: () => {
      waiting.close();
      return Promise.resolve();
    },
  };
}

function passwordOf({ shortCode, passkey, clock }: DarajaSettings) {
  const Timestamp = eastAfricaStamp(clock.now());
  const Password = Buffer.from(shortCode + passkey + Timestamp).toString('base64');
  return { BusinessShortCode: shortCode, Password, Timestamp };
}

async function prompt(
  settings: DarajaSettings,
  client: DarajaClient,
  order: PromptOrder,
): Promise<PromptOutcome> {
  const { reference, mobile, description } = order;
  const amount = wholeShillings(order.amountMinor, order.currency);
  if (amount === undefined)
    return refused('WHOLE_SHILLINGS', 'M-Pesa takes whole shillings of Kenya.');
  if (!isMsisdn(mobile))
    return refused('INVALID_MOBILE', 'The number is not a Kenyan mobile number.');
  const { path } = callbackPath(settings.callbackSecret, 'prompt', reference);
  const text = shortened(description, 13);
  const reply = await client.post('/mpesa/stkpush/v1/processrequest', {
    ...passwordOf(settings),
    TransactionType: 'CustomerPayBillOnline',
    Amount: amount,
    PartyA: mobile,
    PartyB: settings.shortCode,
    PhoneNumber: mobile,
    CallBackURL: `${settings.callbackUrl}/${promptName}/${path}`,
    // The end of a reference is what differs from the next one.
    AccountReference: reference.slice(-12),
    TransactionDesc: text === '' ? 'Payment' : text,
  });
  return readPrompt(reply);
}

const refused = (code: string, message: string) => ({ kind: 'rejected', code, message }) as const;

function readPrompt(reply: Reply): PromptOutcome {
  if (reply.kind !== 'answered') return reply;
  if (reply.status === 200) {
    const ack = readObject(reply.body);
    const promptId = textIn(ack, 'CheckoutRequestID');
    if (textIn(ack, 'ResponseCode') === '0' && promptIdShape.test(promptId))
      return { kind: 'accepted', promptId };
    return { kind: 'unknown', why: 'the answer does not say that the phone is asked' };
  }
  const { code, message } = errorIn(reply.body);
  if (reply.status === 400 && code === '400.002.02')
    return refused('INVALID_REQUEST', message.slice(0, 200));
  const known = promptRefusals.find(([sentence]) => sentence.test(message));
  if (reply.status === 500 && code === '500.001.1001' && known !== undefined)
    return refused(known[1], known[2]);
  return { kind: 'unknown', why: `Daraja answered ${String(reply.status)}` };
}

/** A prompt that is still open is answered as an error of the server, under a code that means ten other things. */
function readEnquiry(reference: string, issued: IssuedPrompt, reply: Reply): CollectionAnswer {
  if (reply.kind !== 'answered') return { kind: 'unknown', why: reply.why };
  const nothingYet = { kind: 'known', news: [] } as const;
  if (reply.status !== 200) {
    const { code, message } = errorIn(reply.body);
    if (reply.status === 500 && code === '500.001.1001' && /being processed/i.test(message))
      return nothingYet;
    return { kind: 'unknown', why: `Daraja answered ${String(reply.status)}` };
  }
  const answer = readObject(reply.body);
  const code = textIn(answer, 'ResultCode');
  if (textIn(answer, 'CheckoutRequestID') !== issued.promptId || code === '')
    return { kind: 'unknown', why: 'the answer is about another prompt' };
  const { promptId: paymentId, amountMinor, currency, receipt: utr } = issued;
  const payment = { paymentId, amountMinor, currency, utr, payerVpa: null };
  const meaning = promptMeaning(code);
  switch (meaning.end) {
    case 'paid':
      return { kind: 'known', news: [{ kind: 'received', reference, payment }] };
    case 'open':
      return nothingYet;
    case 'failed': {
      const { code: reason, message } = meaning;
      return {
        kind: 'known',
        news: [{ kind: 'failed', reference, payment, code: reason, message }],
      };
    }
  }
}

/** What comes about a prompt is a hint, whatever it says: it names the prompt, and the receipt when it was paid. */
function readCallback(
  settings: DarajaSettings,
  waiting: Waiting,
  rawBody: Buffer,
  nowMs: number,
  path: string,
): CollectionReading {
  const name = readCallbackPath(settings.callbackSecret, path, nowMs);
  if (name === undefined) return { kind: 'refused', reason: 'signature' };
  if (name.purpose === 'refund') {
    const result = readResult(rawBody);
    if (result === undefined) return { kind: 'refused', reason: 'malformed' };
    if (waiting.answer(name.mark, result)) return { kind: 'taken' };
    return { kind: 'refund', reference: name.subject, outcome: refundOutcomeOf(result) };
  }
  if (name.purpose !== 'prompt') return { kind: 'refused', reason: 'signature' };
  const told = objectIn(objectIn(readObject(rawBody), 'Body'), 'stkCallback');
  const promptId = textIn(told, 'CheckoutRequestID');
  if (!promptIdShape.test(promptId)) return { kind: 'refused', reason: 'malformed' };
  const items = pairsIn(objectIn(told, 'CallbackMetadata')?.['Item']);
  const receipt = items.get('MpesaReceiptNumber') ?? '';
  const prompt = { promptId, receipt: receiptShape.test(receipt) ? receipt : null };
  return { kind: 'hint', reference: name.subject, prompt };
}
