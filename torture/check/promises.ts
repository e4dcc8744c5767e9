/** What was answered to the callers against what is in the database. */
import type { Evidence, PayoutRecord } from './evidence.ts';
import type { Findings } from './lines.ts';
import type { Asked } from '../history.ts';
import { minorOf } from '../money.ts';

export function judgePromises(evidence: Evidence, findings: Findings): void {
  const { asked, changes, events, nameOf, payouts } = evidence;
  const byReference = new Map<string, PayoutRecord>();
  for (const payout of payouts) {
    const key = `${nameOf.get(payout.merchantId) ?? payout.merchantId} ${payout.reference}`;
    if (byReference.has(key)) findings['doubled at the bank'].push(`${key} stands for two payouts`);
    byReference.set(key, payout);
  }
  for (const one of asked) {
    const key = `${one.order.merchant} ${one.order.reference}`;
    const payout = byReference.get(key);
    byReference.delete(key);
    for (const what of brokenPromises(one, payout))
      findings['acknowledged and missing'].push(`${key}: ${what}`);
    if (payout !== undefined && !one.mayHaveArrived)
      findings['books that disagree'].push(`${key} exists although it was refused`);
  }
  for (const key of byReference.keys())
    findings['books that disagree'].push(`${key} exists although nobody asked for it`);
  for (const { payoutId, transactionNumber } of payouts)
    for (const version of changes.get(payoutId)?.keys() ?? [])
      if (version > 1 && !events.has(`${payoutId} ${version}`))
        findings['committed changes with no event'].push(`${transactionNumber} version ${version}`);
  judgeRest(evidence, findings);
}

function brokenPromises(one: Asked, payout: PayoutRecord | undefined): string[] {
  const { order, promised } = one;
  if (promised.size === 0) return [];
  if (payout === undefined) return [`${[...promised].join(', ')} was promised and is not there`];
  const broken = [...promised]
    .filter((number) => number !== payout.transactionNumber)
    .map((number) => `${number} was promised, ${payout.transactionNumber} is there`);
  if (payout.accountNumber !== order.beneficiaryAccountNumber) broken.push('another account');
  if (payout.amountMinor !== minorOf(order.amount)) broken.push('another amount');
  return broken;
}

/** What is still open, but for payouts that the bank itself has not ended. */
function judgeRest(evidence: Evidence, findings: Findings): void {
  const { givenUp, openPromises, payoutOfReference, payouts, transfers } = evidence;
  const openAtBank = new Set(
    transfers
      .filter(({ status }) => status === 'PROCESSING')
      .map(({ reference }) => payoutOfReference.get(reference)),
  );
  const unfinished = findings['not final after calm'];
  for (const { payoutId, status, transactionNumber } of payouts)
    if ((status === 'queued' || status === 'processing') && !openAtBank.has(payoutId))
      unfinished.push(`${transactionNumber} is ${status}`);
  unfinished.push(...givenUp.map((what) => `given up: ${what}`));
  if (openPromises > 0) unfinished.push(`${openPromises} promises are open`);
}
