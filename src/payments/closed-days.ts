/**
 * What is counted of a day once and remembered: payouts are never deleted and their ids carry their time, so
 * what was counted of a day that is over never changes. It is counted when it is first asked for, by whoever
 * reads; creating a payout knows nothing of it.
 */
import type { Queryable } from '../db/connection.ts';
import { firstIdAt } from '../kit/ids.ts';
import type { Statement } from './statement.ts';

export interface Span {
  readonly fromMs?: number | undefined;
  /** Exclusive. */
  readonly toMs?: number | undefined;
}

/** A table with a row for each merchant and day, and how its other columns are counted. */
export interface DayTable {
  readonly name: string;
  readonly columns: string;
  /** Days counted in one statement, so that each stays far below the statement timeout. */
  readonly daysAtOnce: number;
  /** A query for the columns, from `payouts p` under the condition. */
  readonly count: (condition: string) => string;
}

const dayMs = 86_400_000;

/**
 * A day is remembered when it is over for this long: an id carries the clock of the process that made it,
 * and its commit comes later. Clocks that differ by less, and commits that take less, change nothing.
 */
const settleMs = 3_600_000;

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

/** Writes down what the table does not yet say of the span's closed days. Afterwards `addSum` is exact. */
export async function rememberDays(
  db: Queryable,
  merchantId: string,
  table: DayTable,
  span: Span,
  nowMs: number,
): Promise<void> {
  const closed = closedDays(span, nowMs);
  if (closed === undefined) return;
  const known = await db.query<{ first_id: string | null; days: number }>({
    name: `${table.name}_known`,
    text: `select
        (select p.payout_id from payouts p where p.merchant_id = $1 order by p.payout_id limit 1) as first_id,
        (select count(*)::int from ${table.name} c
          where c.merchant_id = $1 and c.day >= $2::date and c.day < $3::date) as days`,
    values: [merchantId, dayOf(closed.fromMs ?? 0), dayOf(closed.toMs)],
  });
  const { first_id: firstId, days = 0 } = known.rows[0] ?? {};
  if (firstId === null || firstId === undefined) return;
  const firstMs = Math.floor(msOf(firstId) / dayMs) * dayMs;
  const fromMs = Math.max(firstMs, closed.fromMs ?? 0);
  if (days >= (closed.toMs - fromMs) / dayMs) return;
  const stepMs = table.daysAtOnce * dayMs;
  for (let ms = fromMs; ms < closed.toMs; ms += stepMs)
    await countDays(db, merchantId, table, ms, Math.min(closed.toMs, ms + stepMs));
}

async function countDays(
  db: Queryable,
  merchantId: string,
  { name, columns, count }: DayTable,
  fromMs: number,
  toMs: number,
): Promise<void> {
  const starts = Array.from({ length: (toMs - fromMs) / dayMs }, (_, nth) => fromMs + nth * dayMs);
  const ofDay = 'p.merchant_id = $1 and p.payout_id >= d.first_id and p.payout_id < d.next_id';
  await db.query(
    `insert into ${name} (merchant_id, day, ${columns})
     select $1, d.day, counted.*
     from unnest($2::date[], $3::uuid[], $4::uuid[]) as d (day, first_id, next_id)
     cross join lateral (${count(ofDay)}) counted
     where not exists (select from ${name} c where c.merchant_id = $1 and c.day = d.day)
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

/** What a number is summed from: the rows `c` of the closed days, and the payouts `p` of the rest. */
interface Parts {
  readonly remembered: (condition: string) => string;
  readonly live: (condition: string) => string;
}

/**
 * Adds to `statement` an expression for a number of the merchant's payouts in the span, from what is remembered and
 * from a count of the rest. Right only after `rememberDays` of the same table with the same values.
 */
export function addSum(statement: Statement, span: Span, nowMs: number, parts: Parts): string {
  const live = (rest: Span) =>
    `(${parts.live(['p.merchant_id = $1', ...spanConditions(statement, rest)].join(' and '))})`;
  const closed = closedDays(span, nowMs);
  if (closed === undefined) return live(span);
  const { fromMs, toMs } = closed;
  const days = ['c.merchant_id = $1', `c.day < ${statement.add(dayOf(toMs))}::date`];
  if (fromMs !== undefined) days.push(`c.day >= ${statement.add(dayOf(fromMs))}::date`);
  const sums = [
    `(${parts.remembered(days.join(' and '))})`,
    live({ fromMs: toMs, toMs: span.toMs }),
  ];
  if (fromMs !== undefined) sums.push(live({ ...span, toMs: fromMs }));
  return `(${sums.join(' + ')})`;
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
