/** Money to phones: B2C version 3, which knows a payout by our own id, and the enquiry about it. */
import type { Reply } from '../http.ts';
import type {
  CallbackReading,
  Outcome,
  PayoutOrder,
  PayoutProvider,
  RailWindow,
} from '../provider.ts';
import { mpesaMaximumMinor, mpesaMinimumMinor } from '../rails.ts';
import { readObject } from '../read-object.ts';
import { undocumented } from '../undocumented.ts';
import { callbackPath, readCallbackPath } from './callback-path.ts';
import type { DarajaClient } from './client.ts';
import { isDocumented, noSuchPayment, payoutMeaning, statusMeaning } from './codes.ts';
import { credentialOf, Questions } from './questions.ts';
import { errorIn, readResult, readShillings, textIn, type Result } from './read.ts';
import type { DarajaSettings } from './settings.ts';
import { Waiting } from './waiting.ts';
import { isMsisdn, shortened, wholeShillings } from './write.ts';

const payoutName = 'daraja-b2c';

const window: RailWindow = {
  minimumMinor: mpesaMinimumMinor,
  maximumMinor: mpesaMaximumMinor,
  opensAtMinute: null,
  closesAtMinute: null,
  workingDaysOnly: false,
};

/** Everything but `close`, which belongs to whoever made the client. */
export function createPayouts(settings: DarajaSettings, client: DarajaClient): PayoutProvider {
  const waiting = new Waiting();
  const questions = new Questions(settings, client, waiting, payoutName);
  return {
    name: payoutName,
    windows: { MPESA: window },
    maxInFlightMs: 60_000,
    deduplicates: true,
    otherRailCodes: new Set(),
    submit: (order) => submit(settings, client, order),
    async enquire(reference) {
      const answer = await questions.ask('answer', reference, '/mpesa/transactionstatus/v1/query', {
        CommandID: 'TransactionStatusQuery',
        OriginalConversationID: reference,
        IdentifierType: '4',
      });
      if (answer.kind === 'result') return outcomeOf(answer.result);
      if (answer.kind === 'unknown') return answer;
      return { kind: 'unknown', why: 'asked; the answer comes by a callback', awaited: true };
    },
    // Daraja keeps no list of what it paid.
    statement: (after) => Promise.resolve({ news: [], next: after }),
    readCallback: (_headers, rawBody, nowMs, path = '') =>
      readCallback(settings, waiting, rawBody, nowMs, path),
    close: () => {
      waiting.close();
      return Promise.resolve();
    },
  };
}

async function submit(
  settings: DarajaSettings,
  client: DarajaClient,
  order: PayoutOrder,
): Promise<Outcome> {
  const { reference, beneficiary, remarks = '' } = order;
  const amount = wholeShillings(order.amountMinor, order.currency);
  if (amount === undefined)
    return unread('WHOLE_SHILLINGS', 'M-Pesa pays whole shillings of Kenya.');
  if (!isMsisdn(beneficiary.mobile))
    return unread('INVALID_MOBILE', 'The number is not a Kenyan mobile number.');
  const addressFor = (purpose: 'result' | 'late') =>
    `${settings.callbackUrl}/${payoutName}/${callbackPath(settings.callbackSecret, purpose, reference).path}`;
  const reply = await client.post('/mpesa/b2c/v3/paymentrequest', {
    OriginatorConversationID: reference,
    InitiatorName: settings.initiatorName,
    SecurityCredential: credentialOf(settings),
    CommandID: 'BusinessPayment',
    Amount: amount,
    PartyA: settings.shortCode,
    PartyB: beneficiary.mobile,
    Remarks: shortened(remarks, 100).padEnd(2, '.'),
    QueueTimeOutURL: addressFor('late'),
    ResultURL: addressFor('result'),
    // Their spelling.
    Occassion: '',
  });
  return readSubmit(reference, reply);
}

const refused = (code: string, message: string) => ({ kind: 'rejected', code, message }) as const;
const unread = (code: string, message: string): Outcome => ({
  ...refused(code, message),
  unread: true,
});

/** Only what Daraja could not read is definite here; whether it pays is told later. */
function readSubmit(reference: string, reply: Reply): Outcome {
  if (reply.kind !== 'answered') return reply;
  if (reply.status === 200) {
    const ack = readObject(reply.body);
    const isOurs = textIn(ack, 'OriginatorConversationID', 'OriginatorCoversationID') === reference;
    if (isOurs && textIn(ack, 'ResponseCode') === '0') return { kind: 'accepted' };
    return { kind: 'unknown', why: 'the answer does not say that it was taken' };
  }
  const { code, message } = errorIn(reply.body);
  if (reply.status === 400 && code === '400.002.02')
    return unread('INVALID_REQUEST', message.slice(0, 200));
  // The same code also means trouble inside; only this sentence proves that the first submission arrived.
  if (reply.status === 500 && code === '500.002.1001' && /duplicate/i.test(message))
    return { kind: 'accepted' };
  return { kind: 'unknown', why: `Daraja answered ${String(reply.status)}` };
}

/** What an enquiry's result says of the payout. */
function outcomeOf({ code, message, facts }: Result): Outcome {
  if (code === noSuchPayment) return { kind: 'not_found' };
  if (code !== '0') {
    const meaning = payoutMeaning(code);
    if (meaning.end === 'refused') return refused(meaning.code, meaning.message);
    if (!isDocumented('payout', code)) return undocumented('a result that is not documented', code);
    const why = meaning.end === 'ours' ? meaning.why : 'the enquiry ended without an answer';
    return { kind: 'unknown', why };
  }
  const status = facts.get('TransactionStatus') ?? '';
  switch (statusMeaning(status)) {
    case 'open':
      return { kind: 'accepted' };
    case 'refused': {
      const reason = facts.get('TransactionReason') ?? '';
      return refused('FAILED', (reason === '' ? message : reason).slice(0, 200));
    }
    case 'paid': {
      const amountMinor = readShillings(facts.get('Amount') ?? '');
      if (amountMinor === undefined) return { kind: 'unknown', why: 'paid, but not how much' };
      const receipt = facts.get('ReceiptNo') ?? '';
      const utr = /^[A-Z0-9]{6,20}$/.test(receipt) ? receipt : null;
      return { kind: 'succeeded', amountMinor, currency: 'KES', utr };
    }
    case 'unknown':
      return undocumented('a status that is not documented', status);
  }
}

/** The result of a payout is a hint, whatever it says; the answer to a question of ours is news. */
function readCallback(
  settings: DarajaSettings,
  waiting: Waiting,
  rawBody: Buffer,
  nowMs: number,
  path: string,
): CallbackReading {
  const name = readCallbackPath(settings.callbackSecret, path, nowMs);
  if (name === undefined) return { kind: 'refused', reason: 'signature' };
  const { purpose, subject: reference, mark } = name;
  if (purpose === 'result' || purpose === 'late') return { kind: 'hint', reference };
  if (purpose !== 'answer') return { kind: 'refused', reason: 'signature' };
  const result = readResult(rawBody);
  if (result === undefined) return { kind: 'refused', reason: 'malformed' };
  if (waiting.answer(mark, result)) return { kind: 'taken' };
  return { kind: 'news', news: { reference, outcome: outcomeOf(result) } };
}
