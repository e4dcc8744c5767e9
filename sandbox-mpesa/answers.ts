import type { Chance } from '../sandbox-bank/chance.ts';
import type { Ask } from './asks.ts';
import type { Bills } from './bills.ts';
import { phone, WORKING, type Book } from './book.ts';
import type { Callbacks } from './callbacks.ts';
import { descOfPayout, descOfPrompt } from './codes.ts';
import { UNKNOWN_CODE } from './behaviours.ts';
import type { Payouts } from './payouts.ts';
import type { Prompts } from './prompts.ts';
import { resultOf, type Facts } from './results.ts';
import { stampOf } from './times.ts';
import { addressOf, amountOf, namesOf } from './wire.ts';

type Parts = {
  book: Book;
  payouts: Payouts;
  prompts: Prompts;
  bills: Bills;
  callbacks: Callbacks;
  chance: Chance;
};

/** What a status or a reversal is about, whatever it was named by. */
type Subject = {
  receipt: string;
  msisdn: string;
  amount: bigint;
  code: string | null;
  isPayout: boolean;
  createdAt: number;
  updatedAt: number;
  originatorId: string;
};

/** Answers what was asked; belongs inside a transaction. */
export type Answers = { answer(ask: Ask, at: number): void };

type Answer = { code: string; desc: string; receipt: string; facts?: Facts };

const NO_SUCH: Answer = {
  code: 'R000002',
  desc: 'The OriginalTransactionID is invalid.',
  receipt: '0000000000',
};

export function openAnswers(parts: Parts): Answers {
  const { callbacks, chance } = parts;
  const answerTo = (ask: Ask, at: number): Answer => {
    const { fault } = ask;
    if (fault !== null) return { ...NO_SUCH, code: fault, desc: descOfPayout(fault) };
    const subject = subjectOf(parts, ask);
    if (subject === null || ask.behaviour === 'not-found') return NO_SUCH;
    if (ask.kind === 'reversal') return reverse(parts, ask, subject, at);
    const receipt = `${subject.receipt.slice(0, 9)}Q`;
    return { code: '0', desc: descOfPayout('0'), receipt, facts: statusFacts(subject) };
  };
  return {
    answer(ask, at) {
      const { code, desc, receipt, facts = [] } = answerTo(ask, at);
      if (ask.behaviour === 'callback-none') return;
      const { originatorId, conversationId, fields, delayMs } = ask;
      const style = chance.fraction('style', conversationId);
      const about = { originatorId, conversationId, transactionId: receipt, style };
      const dueAt = ask.behaviour === 'callback-late' ? at + delayMs : at;
      callbacks.add(addressOf(fields, 'ResultURL'), resultOf(about, code, desc, facts), dueAt);
    },
  };
}

function subjectOf({ payouts, prompts, bills }: Parts, { fields }: Ask): Subject | null {
  const { original, receipt } = namesOf(fields);
  const payout = original === null ? payouts.findByReceipt(receipt) : payouts.find(original);
  if (payout !== null)
    return { ...payout, code: payout.shownCode ?? payout.resultCode, isPayout: true };
  const prompt = prompts.findByReceipt(receipt);
  const bill = bills.findByReceipt(receipt);
  if (bill !== null) return { ...bill, code: '0', isPayout: false, originatorId: '' };
  if (prompt === null) return null;
  const code = prompt.shownCode ?? prompt.resultCode;
  return { ...prompt, receipt, code, isPayout: false, originatorId: prompt.merchantRequestId };
}

/** Gives a customer's payment back, whole and once. */
function reverse({ book, prompts, bills }: Parts, ask: Ask, subject: Subject, at: number): Answer {
  const { receipt, msisdn, amount } = subject;
  const refused = (code: string, desc = descOfPayout(code)) => ({ code, desc, receipt });
  const prompt = prompts.findByReceipt(receipt);
  const bill = bills.findByReceipt(receipt);
  const payment = prompt ?? bill;
  if (payment === null || amountOf(ask.fields) !== amount) return NO_SUCH;
  if (payment.reversed) return refused('R000001', 'The transaction has already been reversed.');
  if (ask.behaviour === 'refuse') return refused('21');
  const move = { kind: 'reversal', receipt, from: WORKING, to: phone(msisdn), amount, at } as const;
  if (book.move(move) === null) return refused('1');
  if (prompt !== null) prompts.save({ ...prompt, reversed: true, updatedAt: at });
  if (bill !== null) bills.save({ ...bill, reversed: true, updatedAt: at });
  const facts: Facts = [
    ['Amount', Number(amount)],
    ['OriginalTransactionID', receipt],
    ['TransCompletedTime', Number(stampOf(at))],
    ['CreditPartyPublicName', `${msisdn} - Demo Customer`],
  ];
  return { code: '0', desc: descOfPayout('0'), receipt: `${receipt.slice(0, 9)}R`, facts };
}

function statusFacts(subject: Subject): Facts {
  const { receipt, amount, code, msisdn, isPayout, originatorId } = subject;
  const desc = isPayout ? descOfPayout(code ?? '0') : descOfPrompt(code ?? '0');
  return [
    ['DebitPartyName', isPayout ? 'Hundi' : `${msisdn} - Demo Customer`],
    ['DebitPartyName', isPayout ? 'Hundi' : `${msisdn} - Demo Customer`],
    ['CreditPartyName', isPayout ? `${msisdn} - Demo Customer` : 'Hundi'],
    ['OriginatorConversationID', originatorId],
    ['InitiatedTime', Number(stampOf(subject.createdAt))],
    ['FinalisedTime', code === null ? '' : Number(stampOf(subject.updatedAt))],
    ['DebitAccountType', isPayout ? 'Utility Account' : 'MMF Account For Customer'],
    ['DebitPartyCharges', isPayout ? 'Fee For B2C Payment|KES|22.40' : ''],
    ['TransactionReason', code === null || code === '0' ? '' : desc],
    ['ReasonType', isPayout ? 'Business Payment to Customer via API' : 'Pay Bill Online'],
    ['TransactionStatus', statusWord(code)],
    ['Amount', `${amount}.00`],
    ['ReceiptNo', receipt],
  ];
}

function statusWord(code: string | null): string {
  if (code === null) return 'Pending';
  if (code === UNKNOWN_CODE) return 'OnHold';
  return code === '0' ? 'Completed' : 'Failed';
}
