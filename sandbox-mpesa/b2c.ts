import {
  addressOf,
  amountOf,
  bad,
  fieldsOf,
  msisdnOf,
  Refusal,
  textOf,
  type Fields,
  type Reply,
} from './wire.ts';
import { isBefore } from './behaviours.ts';
import { PAYOUT_WORDS, wordOf } from './codes.ts';
import type { Mpesa } from './mpesa.ts';
import { receiptOf } from './results.ts';
import { refusedFirst, spoiled } from './spoil.ts';
import { stampOf } from './times.ts';

const COMMANDS = ['BusinessPayment', 'SalaryPayment', 'PromotionPayment'];

/** POST /mpesa/b2c/v3/paymentrequest. A credential that does not fit is found out later, as a result. Throws `Refusal`. */
export function pay(mpesa: Mpesa, body: unknown): Reply {
  const fields = fieldsOf(body);
  const originatorId = textOf(fields, 'OriginatorConversationID', 50, 4);
  if (!COMMANDS.includes(textOf(fields, 'CommandID', 40))) throw bad('CommandID');
  const amount = amountOf(fields);
  const msisdn = msisdnOf(fields, 'PartyB');
  if (textOf(fields, 'PartyA', 10) !== mpesa.settings.shortCode) throw bad('PartyA');
  const remarks = textOf(fields, 'Remarks', 100, 2);
  const resultUrl = addressOf(fields, 'ResultURL');
  const timeoutUrl = addressOf(fields, 'QueueTimeOutURL');
  const fault = initiatorFault(mpesa, fields, 'InitiatorName');

  return mpesa.store.commit(() => {
    const at = mpesa.clock();
    const mischief = mpesa.rules.choose('payout', msisdn, originatorId);
    if (mischief !== null && isBefore(mischief.behaviour)) return refusedFirst(mpesa, mischief);
    if (mpesa.payouts.find(originatorId) !== null)
      throw new Refusal('500.002.1001', 'Duplicate OriginatorConversationID.');
    mpesa.book.knowPhone(msisdn, at);
    const word = wordOf(remarks);
    const end = fault ?? (word === null ? '0' : PAYOUT_WORDS[word]);
    const seq = mpesa.payouts.nextSeq();
    const payout = mpesa.payouts.add({
      ...{ originatorId, msisdn, amount, remarks, resultUrl, timeoutUrl },
      conversationId: conversationIdOf(mpesa, 'payout', seq),
      receipt: receiptOf(mpesa.chance, 'payout', seq),
      behaviour: mischief?.behaviour ?? null,
      delayMs: mischief?.delayMs ?? 0,
      code: mischief?.code ?? null,
      nextStep: end === '0' ? 'pay' : `end:${end}`,
      dueAt: at + mpesa.told.settleMs(),
      createdAt: at,
    });
    mpesa.steps.wakeAt(payout.dueAt);
    const reply = {
      status: 200,
      body: {
        ConversationID: payout.conversationId,
        OriginatorConversationID: originatorId,
        ResponseCode: '0',
        ResponseDescription: 'Accept the service request successfully.',
      },
    };
    return spoiled(reply, mischief);
  });
}

/** The result code of a request whose initiator is not the operator's, null when it is. Throws `Refusal`. */
export function initiatorFault(mpesa: Mpesa, fields: Fields, name: string): string | null {
  const { initiatorName, initiatorPassword } = mpesa.settings;
  if (textOf(fields, name, 100) !== initiatorName) return '21';
  const sealed = textOf(fields, 'SecurityCredential', 1_000);
  return mpesa.credential.open(sealed) === initiatorPassword ? null : '2001';
}

export function conversationIdOf(mpesa: Mpesa, kind: string, seq: number): string {
  const day = stampOf(mpesa.clock()).slice(0, 8);
  return `AG_${day}_${mpesa.chance.hex(20, 'conversation', kind, seq)}`;
}
