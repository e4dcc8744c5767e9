import type { Ask } from './asks.ts';
import { conversationIdOf, initiatorFault } from './b2c.ts';
import { isBefore } from './behaviours.ts';
import type { Mpesa } from './mpesa.ts';
import { refusedFirst, spoiled } from './spoil.ts';
import { addressOf, amountOf, bad, fieldsOf, textOf, type Fields, type Reply } from './wire.ts';

/** POST /mpesa/transactionstatus/v1/query, by receipt or by our own id of a payout. Throws `Refusal`. */
export function askStatus(mpesa: Mpesa, body: unknown): Reply {
  const fields = fieldsOf(body);
  if (textOf(fields, 'CommandID', 40) !== 'TransactionStatusQuery') throw bad('CommandID');
  if (textOf(fields, 'PartyA', 10) !== mpesa.settings.shortCode) throw bad('PartyA');
  if (textOf(fields, 'IdentifierType', 2) !== '4') throw bad('IdentifierType');
  const byReceipt = fields['TransactionID'] !== undefined;
  textOf(fields, byReceipt ? 'TransactionID' : 'OriginalConversationID', 50);
  return ask(mpesa, 'status', fields);
}

/** POST /mpesa/reversal/v1/request. Throws `Refusal`. */
export function askReversal(mpesa: Mpesa, body: unknown): Reply {
  const fields = fieldsOf(body);
  if (textOf(fields, 'CommandID', 40) !== 'TransactionReversal') throw bad('CommandID');
  if (textOf(fields, 'ReceiverParty', 10) !== mpesa.settings.shortCode) throw bad('ReceiverParty');
  // Their spelling.
  if (textOf(fields, 'RecieverIdentifierType', 2) !== '11') throw bad('RecieverIdentifierType');
  textOf(fields, 'TransactionID', 50);
  amountOf(fields);
  return ask(mpesa, 'reversal', fields);
}

function ask(mpesa: Mpesa, kind: Ask['kind'], fields: Fields): Reply {
  addressOf(fields, 'ResultURL');
  addressOf(fields, 'QueueTimeOutURL');
  textOf(fields, 'Remarks', 100, 2);
  const fault = initiatorFault(mpesa, fields, 'Initiator');
  return mpesa.store.commit(() => {
    const at = mpesa.clock();
    const { msisdn, reference } = mpesa.subjectOf(fields);
    const mischief = mpesa.rules.choose(kind, msisdn, reference);
    if (mischief !== null && isBefore(mischief.behaviour)) return refusedFirst(mpesa, mischief);
    const seq = mpesa.asks.nextSeq();
    const conversationId = conversationIdOf(mpesa, kind, seq);
    const originatorId = `${1_000 + (seq % 9_000)}-${10_000_000 + seq}-1`;
    const behaviour = mischief?.behaviour ?? null;
    const delayMs = mischief?.delayMs ?? 0;
    const dueAt = at + Math.ceil(mpesa.told.settleMs() / 5);
    const kept = { kind, originatorId, conversationId, fields, fault, behaviour, delayMs, dueAt };
    mpesa.asks.add(kept, at);
    mpesa.steps.wakeAt(dueAt);
    const misspelt = mpesa.chance.fraction('spelling', kind, seq) < 0.5;
    const name = misspelt ? 'OriginatorCoversationID' : 'OriginatorConversationID';
    const ack = {
      [name]: originatorId,
      ConversationID: conversationId,
      ResponseCode: '0',
      ResponseDescription: 'Accept the service request successfully.',
    };
    return spoiled({ status: 200, body: ack }, mischief);
  });
}
