/**
 * How many payouts a merchant made in a span of time, without counting years of them again: payouts are
 * never deleted and their ids carry their time, so the number of a day that is over never changes.
 * It is counted when it is first asked for, by whoever reads; creating a payout knows nothing of it.
 */
import type { Queryable } from '../db/connection.ts';
import { firstIdAt } from '../kit/ids.ts';
import type { Statement } from './statement.ts';

export interface Span {
  readonly fromMs?: number | undefined;
  /** Exclusive. */
  readonly toMs?: number | undefined;
}

const dayMs = 86_400_000;

/**
 * A day is remembered when it is over for this long: an id carries the clock of the process that made it,
 * and its commit comes later. Clocks that differ by less, and commits that take less, change nothing.
 */
const settleMs = 3_600_000;

/** What is remembered of a day, and how the same is counted. */
const counted = { total: 'count(*)', with_reference: 'count(p.reference)' } as const;
type Counted = keyof typeof counted;

/** Days counted in one statement, so that each stays far below the statement timeout. */
const daysAtOnce = 31;

/** The whole days of a span that are over, from midnight UTC to midnight UTC. */
interface ClosedDays {
  /** Undefined: from the first payout on. */
  readonly fromMs: number | undefined;
  readonly toMs: number;
}

function closedDays({ fromMs, toMs }: Span, nowMs: number): ClosedDays | undefined {
  const closedMs = Math.floor((nowMs - settleMs) / dayMs) * dayMs;
  const from = fromMs === undefined ? undefined : Math.ceil(Math.max(0, fromMs) / dayMs) * dayMs;
  const to = Math.min(closedMs, toMs === undefined ? closedMs : Math.floor(toMs / dayMs) * dayMs);
  return to <= (from ?? 0) ? undefined : { fromMs: from, toMs: to };
}

/** Writes down what is not yet remembered of the span's closed days. Afterwards `addTotal` is exact. */
export async function rememberDays(
  db: Queryable,
  merchantId: string,
  span: Span,
  nowMs: number,
): Promise<void> {
  const closed = closedDays(span, nowMs);
  if (closed === undefined) return;
  const known = await db.query<{ first_id: string | null; days: number }>({
    name: 'payout_day_counts_known',
    text: `select
        (select p.payout_id from payouts p where p.merchant_id = $1 order by p.payout_id limit 1) as first_id,
        (select count(*)::int from payout_day_counts c
          where c.merchant_id = $1 and c.day >= $2::date and c.day < $3::date) as days`,
    values: [merchantId, dayOf(closed.fromMs ?? 0), dayOf(closed.toMs)],
  });
  const { first_id: firstId, days = 0 } = known.rows[0] ?? {};
  if (firstId === null || firstId === undefined) return;
  const firstMs = Math.floor(msOf(firstId) / dayMs) * dayMs;
  const fromMs = Math.max(firstMs, closed.fromMs ?? 0);
  if (days >= (closed.toMs - fromMs) / dayMs) return;
  for (let ms = fromMs; ms < closed.toMs; ms += daysAtOnce * dayMs)
    await countDays(db, merchantId, ms, Math.min(closed.toMs, ms + daysAtOnce * dayMs));
}

async function countDays(
  db: Queryable,
  merchantId: string,
  fromMs: number,
  toMs: number,
): Promise<void> {
  const starts = Array.from({ length: (toMs - fromMs) / dayMs }, (_, nth) => fromMs + nth * dayMs);
  await db.query(
    `insert into payout_day_counts (merchant_id, day, total, with_reference)
     select $1, d.day, counted.total, counted.with_reference
     from unnest($2::date[], $3::uuid[], $4::uuid[]) as d (day, first_id, next_id)
     cross join lateral (
       select count(*) as total, count(p.reference) as with_reference from payouts p
       where p.merchant_id = $1 and p.payout_id >= d.first_id and p.payout_id < d.next_id) counted
     where not exists (
       select from payout_day_counts c where c.merchant_id = $1 and c.day = d.day)
     order by d.day
     on conflict (merchant_id, day) do nothing`,
    [
      merchantId,
      starts.map(dayOf),
      starts.map(firstIdAt),
      starts.map((ms) => firstIdAt(ms + dayMs)),
    ],
  );
}

/**
 * Adds to `statement` an expression for the number of the merchant's payouts in the span (or of those with a reference), from what is
 * remembered and from a count of the rest. Right only after `rememberDays` with the same values.
 */
export function addTotal(
  statement: Statement,
  span: Span,
  nowMs: number,
  what: Counted = 'total',
): string {
  const closed = closedDays(span, nowMs);
  if (closed === undefined) return addLiveCount(statement, span, what);
  const { fromMs, toMs } = closed;
  const from = fromMs === undefined ? '' : `and c.day >= ${statement.add(dayOf(fromMs))}::date`;
  const parts = [
    `(select coalesce(sum(c.${what}), 0)::bigint from payout_day_counts c
      where c.merchant_id = $1 ${from} and c.day < ${statement.add(dayOf(toMs))}::date)`,
    addLiveCount(statement, { fromMs: toMs, toMs: span.toMs }, what),
  ];
  if (fromMs !== undefined) parts.push(addLiveCount(statement, { ...span, toMs: fromMs }, what));
  return `(${parts.join(' + ')})`;
}

function addLiveCount(statement: Statement, span: Span, what: Counted): string {
  const conditions = ['p.merchant_id = $1', ...spanConditions(statement, span)];
  return `(select ${counted[what]} from payouts p where ${conditions.join(' and ')})`;
}

/** On `p.payout_id`: made in the span. */
export function spanConditions(statement: Statement, { fromMs, toMs }: Span): string[] {
  const conditions: string[] = [];
  if (fromMs !== undefined) conditions.push(`p.payout_id >= ${statement.add(firstIdAt(fromMs))}`);
  if (toMs !== undefined) conditions.push(`p.payout_id < ${statement.add(firstIdAt(toMs))}`);
  return conditions;
}

/** `2026-01-31`, in UTC. */
function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** The instant that a time-ordered id carries. */
function msOf(id: string): number {
  return parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
