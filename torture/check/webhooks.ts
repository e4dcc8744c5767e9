/** What the merchants heard of the first two contracts, by their own books, against what became of their payments. */
import { createHash } from 'node:crypto';
import { minorOf } from '../money.ts';
import type { Told } from '../told.ts';
import type { Evidence } from './evidence.ts';
import type { Findings } from './lines.ts';
import type { PayinRecord, PayoutRecord } from './records.ts';

type Payment = PayoutRecord | PayinRecord;

/** How each contract says what became of a payment. */
const xoompeWords = {
  queued: 'Pending',
  processing: 'Processing',
  succeeded: 'Success',
  failed: 'Failed',
  reversed: 'Reversed',
} as const;
const xpayoutWords = {
  queued: 'processing',
  processing: 'processing',
  created: 'processing',
  succeeded: 'success',
  failed: 'failed',
  expired: 'failed',
  reversed: 'reversed',
} as const;

function wordOf({ contract }: Payment, status: string): string {
  const words: Readonly<Record<string, string>> =
    contract === 'xoompe' ? xoompeWords : xpayoutWords;
  return words[status] ?? status;
}

export function judgeWebhooks(evidence: Evidence, findings: Findings): void {
  const { changes, events, forged, nameOf, payins, payouts, told } = evidence;
  const otherwise = findings['merchants told otherwise'];
  if (forged > 0) otherwise.push(`${forged} webhooks with a signature that is not right`);
  otherwise.push(...alteredBytes(told));
  const heard = new Map<string, Map<number, Told>>();
  for (const one of told) {
    const key = `${one.merchant} ${one.number}`;
    const version = one.version ?? events.get(one.id)?.version;
    if (version === undefined) {
      otherwise.push(`${key} was told under ${one.id}, which was never promised`);
      continue;
    }
    const versions = heard.get(key) ?? new Map<number, Told>();
    heard.set(key, versions);
    const before = versions.get(version) ?? one;
    versions.set(version, before);
    if (before.status !== one.status)
      otherwise.push(`${key} version ${version} was told as ${before.status} and ${one.status}`);
  }
  for (const payment of [...payouts, ...payins]) {
    if (payment.contract === 'xprizo') continue;
    const key = `${nameOf.get(payment.merchantId) ?? ''} ${payment.number}`;
    const versions = heard.get(key) ?? new Map<number, Told>();
    heard.delete(key);
    otherwise.push(
      ...judgeOne(payment, versions, changes.get(payment.id) ?? new Map<number, string>()),
    );
  }
  for (const key of heard.keys()) otherwise.push(`${key} was told of, and is not there`);
}

function judgeOne(
  payment: Payment,
  versions: ReadonlyMap<number, Told>,
  changes: ReadonlyMap<number, string>,
): string[] {
  const { number, status, utr, version } = payment;
  const wrong: string[] = [];
  for (const [changed, became] of changes) {
    if (changed === 1) continue;
    const word = wordOf(payment, became);
    const heard = versions.get(changed);
    if (heard === undefined) wrong.push(`${number} version ${changed} (${word}) was never told`);
    else if (heard.status !== word)
      wrong.push(`${number} version ${changed} is ${word}, told as ${heard.status}`);
  }
  const last = Math.max(0, ...versions.keys());
  const latest = versions.get(last);
  if (latest === undefined) return wrong;
  const word = wordOf(payment, status);
  if (last !== version || latest.status !== word)
    wrong.push(`${number} is ${word}, last told as ${latest.status}`);
  if (status === 'succeeded' && latest.utr !== utr)
    wrong.push(`${number} has UTR ${utr}, told as ${latest.utr ?? 'none'}`);
  if (minorOf(latest.amount) !== payment.amountMinor || minorOf(latest.gross) !== grossOf(payment))
    wrong.push(`${number} was told with ${latest.amount} and ${latest.gross}`);
  return wrong;
}

/** What the customer paid, where something was paid; else what is asked for, or sent. */
function grossOf(payment: Payment): bigint {
  const isPaid = payment.direction === 'in' && payment.receivedMinor > 0n;
  return isPaid ? payment.receivedMinor : payment.amountMinor;
}

/** Whatever comes again under the same id is the same message, byte for byte. */
export function alteredBytes(
  told: readonly { readonly id: string; readonly body: string }[],
): string[] {
  const digests = new Map<string, string>();
  const altered: string[] = [];
  for (const { id, body } of told) {
    const digest = createHash('sha256').update(body).digest('base64');
    const known = digests.get(id) ?? digest;
    digests.set(id, known);
    if (known !== digest) altered.push(`${id} came with two bodies`);
  }
  return altered;
}
