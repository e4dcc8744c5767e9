/**
 * The predicates of the partial indexes of payouts, in the words of the indexes: the planner uses one only where it is
 * told what it holds. Decision 0019 says why a payout that is under way stands in other indexes than one that has ended.
 */
import type { PayoutStatus } from './payout.ts';

/** By `payouts_open`, in the order of time over all merchants. */
export const isOpen = (of = 'p') => `${of}.status in ('queued', 'processing')`;

/** By `payouts_came_back`, merchant by merchant. */
export const cameBack = (of = 'p') => `${of}.status in ('failed', 'reversed')`;

/** By `payouts_amount`. Every other payout is under way and has a reference. */
export const isPriced = `(p.status in ('succeeded', 'failed', 'reversed') or p.reference is null)`;

const indexes = new Map<string, typeof isOpen>([
  ['queued', isOpen],
  ['processing', isOpen],
  ['failed', cameBack],
  ['reversed', cameBack],
] satisfies [PayoutStatus, unknown][]);

/** What the index of payouts that all have one of the statuses wants to hear; nothing where no index holds them all. */
export function indexConditions(statuses: readonly string[]): readonly string[] {
  const [index, ...others] = new Set(statuses.map((status) => indexes.get(status)));
  return index === undefined || others.length > 0 ? [] : [index()];
}

/**
 * On `payouts p`: every payout, or every one with the status, fulfils one of them, and each has an index that finds a merchant's.
 * Who asks for payouts by amount asks for the one and for the other.
 */
export function partsByAmount(status?: PayoutStatus): readonly string[] {
  if (status === undefined) return [isPriced, `${isOpen()} and p.reference is not null`];
  return indexes.get(status) === isOpen ? [isOpen()] : [isPriced];
}

/** Of the payouts that fulfil the condition, a count for each of the parts, added up. */
export function countOf(parts: readonly string[], condition: string): string {
  const counts = parts.map(
    (part) => `(select count(*) from payouts p where ${part} and ${condition})`,
  );
  return `select ${counts.join(' + ')}`;
}
