/** What was answered to the callers against what is in the database. */
import type { Evidence } from './evidence.ts';
import type { Findings } from './lines.ts';
import type { PayinRecord, PayoutRecord } from './records.ts';
import type { TransferRecord } from './transfer-records.ts';
import type { Asked } from '../history.ts';
import { minorOf } from '../money.ts';
import { keyOf } from '../order.ts';

export type Record = PayoutRecord | PayinRecord | TransferRecord;

export function judgePromises(evidence: Evidence, findings: Findings): void {
  const { asked, moved, nameOf, payouts, payins } = evidence;
  const byKey = new Map<string, Record>();
  for (const payment of [...payouts, ...payins, ...moved]) {
    const merchant = nameOf.get(payment.merchantId) ?? payment.merchantId;
    const key = keyOf({ ...payment, merchant });
    if (byKey.has(key)) findings['doubled at the bank'].push(`${key} stands for two payments`);
    byKey.set(key, payment);
  }
  for (const one of asked) {
    const key = keyOf(one.order);
    const payment = byKey.get(key);
    byKey.delete(key);
    for (const what of brokenPromises(one, payment))
      findings['acknowledged and missing'].push(`${key}: ${what}`);
    if (payment !== undefined && !one.mayHaveArrived)
      findings['books that disagree'].push(`${key} exists although it was refused`);
  }
  for (const key of byKey.keys())
    findings['books that disagree'].push(`${key} exists although nobody asked for it`);
  judgeEvents(evidence, findings);
  judgeRest(evidence, findings);
}

function brokenPromises(one: Asked, payment: Record | undefined): string[] {
  const { decided, isThere, order, promised, refused } = one;
  if (promised.size === 0 && !refused && !isThere) return [];
  if (payment === undefined) return [`${[...promised].join(', ')} was promised and is not there`];
  const broken = [...promised]
    .filter((number) => number !== payment.number && number !== payment.approvalKey)
    .map((number) => `${number} was promised, ${payment.number} is there`);
  if (refused && payment.status !== 'failed')
    broken.push(`refused for good, and ${payment.status}`);
  for (const status of decided)
    if (payment.status !== status) broken.push(`acknowledged as ${status}, and ${payment.status}`);
  if (payment.currency !== (order.xprizo?.currency ?? 'INR')) broken.push('another currency');
  if (payment.account !== order.account) broken.push('another account');
  if (payment.amountMinor !== minorOf(order.amount)) broken.push('another amount');
  return broken;
}

function judgeEvents({ changes, events, payouts, payins }: Evidence, findings: Findings): void {
  const promised = new Set(
    [...events.values()].map(({ subjectId, version }) => `${subjectId} ${version}`),
  );
  for (const { contract, id, number } of [...payouts, ...payins])
    for (const version of changes.get(id)?.keys() ?? [])
      if (contract !== 'xprizo' && version > 1 && !promised.has(`${id} ${version}`))
        findings['committed changes with no event'].push(`${number} version ${version}`);
}

/** What is still open, but for payouts that the bank itself has not ended. */
function judgeRest(evidence: Evidence, findings: Findings): void {
  const { givenUp, moved, openPromises, payoutOfReference, payins, payouts, transfers } = evidence;
  const openAtBank = new Set(
    transfers
      .filter(({ status }) => status === 'PROCESSING')
      .map(({ reference }) => payoutOfReference.get(reference)),
  );
  const unfinished = findings['not final after calm'];
  for (const { id, status, number } of payouts)
    if ((status === 'queued' || status === 'processing') && !openAtBank.has(id))
      unfinished.push(`${number} is ${status}`);
  for (const { status, number } of payins)
    if (status === 'created') unfinished.push(`${number} is ${status}`);
  for (const { status, number } of moved)
    if (status === 'pending' || status === 'held') unfinished.push(`${number} is ${status}`);
  unfinished.push(...givenUp.map((what) => `given up: ${what}`));
  if (openPromises > 0) unfinished.push(`${openPromises} promises are open`);
}
