/** The days of a report: local dates, both inclusive, and the instants between which they lie. */
import type { Queryable } from '../db/connection.ts';
import { isDay } from '../kit/is-day.ts';

const maxDays = 366;
const dayMs = 86_400_000;

export interface Days {
  /** `2026-01-31`. */
  readonly from: string;
  readonly to: string;
}

/** The sentence that says what is wrong with the days; undefined when nothing is. */
export function faultOfDays({
  from,
  to,
}: Days): { field: 'from' | 'to'; fault: string } | undefined {
  // The last day first: where no first one is given, it follows from the last.
  for (const [field, day] of [
    ['to', to],
    ['from', from],
  ] as const)
    if (!isReportDay(day)) return { field, fault: 'Must be a date such as 2026-01-31.' };
  if (to < from) return { field: 'to', fault: 'Must not be before the first day.' };
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
  if (days > maxDays)
    return { field: 'to', fault: `A report covers at most ${String(maxDays)} days.` };
  return undefined;
}

/** A date such as 2026-01-31, from the years that a report may be of. */
export function isReportDay(text: string): boolean {
  return /^(?:19[7-9]|2\d\d)/.test(text) && isDay(text);
}

/** The day of an instant in the time zone. */
export function localDay(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(at);
  const part = (type: string) => parts.find((entry) => entry.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** So many days later, or earlier. `day` must be one. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
}

/** Midnight to midnight of the zone, by the same clock that writes the times of the rows. */
export async function spanOf(
  db: Queryable,
  { from, to }: Days,
  timeZone: string,
): Promise<{ fromAt: Date; toAt: Date }> {
  const { rows } = await db.query<{ from_at: Date; to_at: Date }>(
    `select $1::date::timestamp at time zone $3 as from_at,
       ($2::date + 1)::timestamp at time zone $3 as to_at`,
    [from, to, timeZone],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('The database does not know when a day begins.');
  return { fromAt: row.from_at, toAt: row.to_at };
}
