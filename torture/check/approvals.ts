/** What creators heard of their transactions by Xprizo: New first, one outcome, and what was done upon their answers. */
import { minorOf } from '../money.ts';
import type { ApprovalTold } from '../told.ts';
import type { Evidence } from './evidence.ts';
import type { Findings } from './lines.ts';
import type { Record } from './promises.ts';
import { alteredBytes } from './webhooks.ts';

/** The word for the first status that is an outcome; the others are none. */
const outcomes: Readonly<Partial<globalThis.Record<Record['status'], string>>> = {
  succeeded: 'Accepted',
  booked: 'Accepted',
  failed: 'Rejected',
  rejected: 'Rejected',
  expired: 'Cancelled',
  cancelled: 'Cancelled',
};

export function judgeApprovals(evidence: Evidence, findings: Findings): void {
  const { approvals, changes, events, moved, payins, payouts } = evidence;
  const otherwise = findings['merchants told otherwise'];
  otherwise.push(...alteredBytes(approvals));
  const heard = Map.groupBy(approvals, ({ approvalKey }) => approvalKey);
  const promised = Map.groupBy(events.values(), ({ subjectId }) => subjectId);
  for (const record of [...payins, ...payouts, ...moved]) {
    const { approvalKey, firstWebhookId, id, number } = record;
    if (approvalKey === null) continue;
    const told = heard.get(approvalKey) ?? [];
    heard.delete(approvalKey);
    const asked = told.filter(({ kind }) => kind === 'payment');
    otherwise.push(...judgeAnswers(record, asked));
    if (firstWebhookId === null) {
      if (told.length > asked.length) otherwise.push(`${number} was told, and nobody listens`);
      continue;
    }
    const outcome = outcomeOf(changes.get(id));
    if (outcome === undefined) continue;
    const versions = (promised.get(id) ?? []).map(({ version }) => version);
    if (versions.filter((version) => version > 1).length !== 1)
      findings['committed changes with no event'].push(
        `${number} is ${record.status}, and promised at versions ${versions.join(', ')}`,
      );
    const approvalsOfIt = told.filter(({ kind }) => kind === 'approval');
    otherwise.push(...judgeWords(record, approvalsOfIt, outcome));
  }
  for (const key of heard.keys()) otherwise.push(`${key} was told of, and is not there`);
}

function outcomeOf(changes: ReadonlyMap<number, string> | undefined): string | undefined {
  const statuses = [...(changes ?? [])].sort(([one], [other]) => one - other);
  const words = statuses.map(([, status]) => outcomes[status as Record['status']]);
  return words.find((word) => word !== undefined);
}

/** In the order in which they came: all of New before any of the outcome. */
function judgeWords(record: Record, told: readonly ApprovalTold[], outcome: string): string[] {
  const { number, reference, currency, amountMinor } = record;
  const words = [...new Map(told.map(({ id, status }) => [id, status])).values()];
  const wrong: string[] = [];
  if (words.join(' ') !== `New ${outcome}`)
    wrong.push(`${number} is ${outcome}, told as ${words.join(', ')}`);
  for (const one of told) {
    const isNumbered = one.status === 'Accepted';
    if (
      (one.transactionNo === 0) === isNumbered ||
      (isNumbered && `XZ${one.transactionNo}` !== number)
    )
      wrong.push(`${number} was told as ${one.status} under the number ${one.transactionNo}`);
    if (one.reference !== reference || one.currency !== currency)
      wrong.push(`${number} was told as ${one.reference} in ${one.currency}`);
    if (minorOf(one.amount) !== amountMinor) wrong.push(`${number} was told with ${one.amount}`);
  }
  return wrong;
}

/** What is held goes upon the first answer that counts, and comes back without one. */
function judgeAnswers(record: Record, asked: readonly ApprovalTold[]): string[] {
  const { number, status } = record;
  const isHeld = 'isHeld' in record && record.isHeld;
  if (!isHeld) return asked.length > 0 ? [`${number} was asked about, and is not held`] : [];
  const answer = asked.find(({ answered }) => answered < 500)?.answered;
  const expected = answer === 200 ? 'booked' : 'voided';
  if (status === 'held' || status === expected) return [];
  // The answer itself may have been lost on its way.
  return [`${number} is ${status}, its creator answered ${answer ?? 'nothing'}`];
}
