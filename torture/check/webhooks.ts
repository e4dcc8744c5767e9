/** What the merchants heard, by their own books, against what became of their payouts. */
import { createHash } from 'node:crypto';
import type { Told } from '../inbox.ts';
import type { Evidence, PayoutRecord } from './evidence.ts';
import type { Findings } from './lines.ts';

const words = {
  queued: 'Pending',
  processing: 'Processing',
  succeeded: 'Success',
  failed: 'Failed',
  reversed: 'Reversed',
} as const;

export function judgeWebhooks(evidence: Evidence, findings: Findings): void {
  const { changes, forged, nameOf, payouts, told } = evidence;
  const otherwise = findings['merchants told otherwise'];
  if (forged > 0) otherwise.push(`${forged} webhooks with a signature that is not right`);
  otherwise.push(...alteredBytes(told));
  const heard = new Map<string, Map<number, Told>>();
  for (const one of told) {
    const key = `${one.merchant} ${one.transactionNumber}`;
    const versions = heard.get(key) ?? new Map<number, Told>();
    heard.set(key, versions);
    const before = versions.get(one.version) ?? one;
    versions.set(one.version, before);
    if (before.status !== one.status)
      otherwise.push(
        `${key} version ${one.version} was told as ${before.status} and ${one.status}`,
      );
  }
  for (const payout of payouts) {
    const key = `${nameOf.get(payout.merchantId) ?? ''} ${payout.transactionNumber}`;
    const versions = heard.get(key) ?? new Map<number, Told>();
    heard.delete(key);
    otherwise.push(
      ...judgeOne(payout, versions, changes.get(payout.payoutId) ?? new Map<number, string>()),
    );
  }
  for (const key of heard.keys()) otherwise.push(`${key} was told of, and is not there`);
}

function judgeOne(
  payout: PayoutRecord,
  versions: ReadonlyMap<number, Told>,
  changes: ReadonlyMap<number, string>,
): string[] {
  const { transactionNumber, status, utr, version } = payout;
  const wrong: string[] = [];
  for (const [changed, became] of changes) {
    if (changed === 1) continue;
    const word = words[became as keyof typeof words];
    const heard = versions.get(changed);
    if (heard === undefined)
      wrong.push(`${transactionNumber} version ${changed} (${word}) was never told`);
    else if (heard.status !== word)
      wrong.push(`${transactionNumber} version ${changed} is ${word}, told as ${heard.status}`);
  }
  const last = Math.max(0, ...versions.keys());
  if (last === 0) return wrong;
  const latest = versions.get(last);
  if (last !== version || latest?.status !== words[status])
    wrong.push(`${transactionNumber} is ${words[status]}, last told as ${latest?.status ?? ''}`);
  if (status === 'succeeded' && latest?.utr !== utr)
    wrong.push(`${transactionNumber} has UTR ${utr}, told as ${latest?.utr ?? 'none'}`);
  return wrong;
}

/** Whatever comes again under the same id is the same message, byte for byte. */
function alteredBytes(told: readonly Told[]): string[] {
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
