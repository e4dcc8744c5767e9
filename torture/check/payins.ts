/** What customers paid at the bank, by card and by phone against our pay-ins, their facts and the ledger, payment by payment. */
import type { Collection } from '../bank.ts';
import { minorOf } from '../money.ts';
import type { Evidence } from './evidence.ts';
import type { Findings } from './lines.ts';
import { differences } from './money.ts';
import type { PayinFactRecord, PayinRecord } from './records.ts';
import { purseOf } from './sums.ts';

/** The payments of one pay-in that are in its merchant's wallet by our book, or have been. */
interface Credited {
  readonly kept: Collection[];
  readonly gone: Collection[];
}

export function judgePayins(evidence: Evidence, findings: Findings): void {
  const { collectedMinor, collections, payinFacts, payins, unheard } = evidence;
  const byReference = new Map(payins.map((payin) => [payin.providerReference, payin]));
  const factsOf = Map.groupBy(payinFacts, ({ paymentId }) => paymentId);
  const creditedOf = new Map(
    payins.map(({ id }): [string, Credited] => [id, { kept: [], gone: [] }]),
  );
  const atBankMinor = new Map<string, bigint>();
  for (const payment of collections) {
    const facts = factsOf.get(payment.paymentId) ?? [];
    factsOf.delete(payment.paymentId);
    const payin = byReference.get(payment.reference);
    const credited = creditedOf.get(payin?.id ?? '');
    if (payin === undefined || credited === undefined) {
      if (payment.status !== 'FAILED')
        findings['books that disagree'].push(`${payment.paymentId} came for nobody`);
      continue;
    }
    // The books do not know it, and say so: a person looks for it in the statement.
    if (unheard.has(payin.id) && facts.length === 0) continue;
    const purse = purseOf(payin);
    atBankMinor.set(purse, (atBankMinor.get(purse) ?? 0n) + keptMinor(payment));
    judgePayment(payment, payin, facts, credited, findings);
  }
  for (const [paymentId, facts] of factsOf)
    if (facts.some(({ kind }) => kind !== 'failed'))
      findings['books that disagree'].push(
        `${paymentId} is in our book, and the bank has none such`,
      );
  for (const payin of payins) {
    const credited = creditedOf.get(payin.id);
    if (credited !== undefined) judgePayin(payin, credited, findings);
  }
  for (const [purse, ledger, bank] of differences(collectedMinor, atBankMinor))
    findings['books that disagree'].push(
      `merchant ${purse}: the ledger collected ${ledger}, the bank ${bank}`,
    );
}

/** What the bank still has of it for us. */
function keptMinor({ amount, refunded, status }: Collection): bigint {
  return status === 'RECEIVED' ? minorOf(amount) - minorOf(refunded) : 0n;
}

function judgePayment(
  payment: Collection,
  payin: PayinRecord,
  facts: readonly PayinFactRecord[],
  credited: Credited,
  findings: Findings,
): void {
  const { paymentId, status, refunds } = payment;
  const disagree = (what: string) =>
    findings['books that disagree'].push(`${paymentId} of ${payin.number} ${what}`);
  const received = facts.filter(({ kind }) => kind === 'received');
  if (status === 'FAILED') {
    if (received.length > 0) disagree('was not paid, and is in our book');
    return;
  }
  if (refunds > 1 || (refunds === 1 && status === 'REVERSED'))
    findings['doubled at the bank'].push(`${paymentId} was given back ${refunds} times`);
  const [fact] = received;
  if (fact === undefined) {
    const isOver = payin.status === 'failed' || payin.status === 'expired';
    findings[isOver ? 'paid but failed' : 'books that disagree'].push(
      `${paymentId} was paid for ${payin.number}, which is ${payin.status}, and is not in our book`,
    );
    return;
  }
  if (received.length > 1) disagree('is in our book twice');
  if (fact.payinId !== payin.id) disagree('is in our book under another pay-in');
  if (fact.amountMinor !== minorOf(payment.amount)) disagree(`has another amount in our book`);
  if (fact.verdict === 'case') disagree('is in our book as a contradiction');
  const isGone = facts.some(
    ({ kind, verdict }) => (kind === 'reversed' || kind === 'refunded') && verdict === 'applied',
  );
  if (isGone !== (status === 'REVERSED' || refunds > 0))
    disagree(isGone ? 'is gone by our book alone' : 'is gone, and not by our book');
  if (facts.some(({ verdict }) => verdict === 'credited'))
    credited[isGone ? 'gone' : 'kept'].push(payment);
}

function judgePayin(payin: PayinRecord, { kept, gone }: Credited, findings: Findings): void {
  const { number, method, status, utr, receivedMinor } = payin;
  const disagree = (what: string) =>
    findings['books that disagree'].push(`${number} is ${status}, ${what}`);
  if (status === 'failed' || status === 'expired') {
    if (kept.length + gone.length > 0)
      findings['paid but failed'].push(`${number} is ${status} here, and was paid`);
  } else if (status === 'succeeded') {
    if (kept.length === 0) disagree('and the bank has no payment of it');
    // An enquiry about a prompt does not tell the receipt.
    const isUnnamed = method === 'mpesa' && utr === null;
    if (!isUnnamed && ![...kept, ...gone].some((payment) => payment.utr === utr))
      disagree(`its UTR ${utr} is none of the bank's`);
    const sum = kept.reduce((total, { amount }) => total + minorOf(amount), 0n);
    // What was taken back and the wallet did not cover is still counted.
    if (gone.length === 0 && sum !== receivedMinor)
      disagree(`has received ${receivedMinor}, at the bank ${sum}`);
  } else if (status === 'reversed') {
    if (kept.length > 0 || gone.length === 0) disagree('and the bank has not taken it back');
  }
}
