/** The sums of the overview over a stretch of time, from what `rollUp` keeps. */
import type { Queryable } from '../db/connection.ts';
import type { Currency } from '../kit/money.ts';
import { percentileOf, type StepCount } from './roll-steps.ts';

export type Flow = 'in' | 'out';
export type Span = 'final_in' | 'final_out' | 'told';

export interface Outcomes {
  readonly succeeded: bigint;
  readonly failed: bigint;
  readonly reversed: bigint;
}

export interface FlowSum extends Outcomes {
  /** Whose: a provider or a merchant; empty where it is nobody's. */
  readonly whose: string;
  readonly flow: Flow;
  readonly currency: Currency;
  readonly movedMinor: bigint;
}

export interface SpanSum {
  readonly whose: string;
  readonly span: Span;
  readonly counts: readonly StepCount[];
}

export interface ChartStep extends Outcomes {
  readonly startsAt: Date;
  readonly flow: Flow;
  readonly currency: Currency;
  readonly movedMinor: bigint;
}

interface FlowRow {
  whose: string;
  flow: Flow;
  currency: Currency;
  succeeded: bigint;
  failed: bigint;
  reversed: bigint;
  moved_minor: bigint;
}

interface SpanRow {
  whose: string;
  span: Span;
  step: number;
  occurrences: bigint;
}

const sums = `sum(succeeded_count)::bigint as succeeded, sum(failed_count)::bigint as failed,
  sum(reversed_count)::bigint as reversed, sum(moved_minor)::bigint as moved_minor`;

/** By provider, flow and currency. */
export async function sumByProvider(db: Queryable, from: Date): Promise<FlowSum[]> {
  const { rows } = await db.query<FlowRow>(
    `select provider as whose, flow, currency, ${sums} from payment_quarters
     where starts_at >= $1 group by 1, 2, 3 order by 1, 2, 3`,
    [from],
  );
  return rows.map(flowSum);
}

/** For one step of `stepMinutes` after another, by flow and currency; steps in which nothing happened are left out. */
export async function sumBySteps(
  db: Queryable,
  from: Date,
  stepMinutes: number,
): Promise<ChartStep[]> {
  const { rows } = await db.query<FlowRow & { starts_at: Date }>(
    `select date_bin($2::int * interval '1 minute', starts_at, $1) as starts_at, flow, currency, ${sums}
     from payment_quarters where starts_at >= $1 group by 1, 2, 3 order by 1, 2, 3`,
    [from, stepMinutes],
  );
  return rows.map(({ starts_at: startsAt, ...row }) => ({ ...flowSum(row), startsAt }));
}

export async function spansByProvider(db: Queryable, from: Date): Promise<SpanSum[]> {
  const { rows } = await db.query<SpanRow>(
    `select provider as whose, span, step, sum(occurrences)::bigint as occurrences from span_quarters
     where starts_at >= $1 group by 1, 2, 3 order by 1, 2, 3`,
    [from],
  );
  return spanSums(rows);
}

/** Of those with the most payments since the day `from` (`2026-11-26`), by flow and currency. */
export async function sumByMerchant(
  db: Queryable,
  from: string,
  limit: number,
): Promise<FlowSum[]> {
  const { rows } = await db.query<FlowRow>(
    `with busiest as (
       select merchant_id from payment_days where day >= $1::date
       group by 1 order by sum(succeeded_count + failed_count) desc, 1 limit $2
     )
     select d.merchant_id as whose, d.flow, d.currency, ${sums}
     from payment_days d join busiest using (merchant_id)
     where d.day >= $1::date group by 1, 2, 3 order by 1, 2, 3`,
    [from, limit],
  );
  return rows.map(flowSum);
}

export async function spansByMerchant(
  db: Queryable,
  from: string,
  merchantIds: readonly string[],
): Promise<SpanSum[]> {
  const { rows } = await db.query<SpanRow>(
    `select merchant_id as whose, span, step, sum(occurrences)::bigint as occurrences from span_days
     where merchant_id = any ($2::uuid[]) and day >= $1::date group by 1, 2, 3 order by 1, 2, 3`,
    [from, merchantIds],
  );
  return spanSums(rows);
}

/** The half and the nineteen twentieths of a span, in whole ms; null where there is none. */
export function percentiles(spans: readonly SpanSum[], whose: string, span: Span) {
  const counts = spans.find((each) => each.whose === whose && each.span === span)?.counts ?? [];
  return { p50: percentileOf(counts, 50n), p95: percentileOf(counts, 95n) };
}

/** Hundredths of a per cent, rounded down, of what ended well; null where nothing ended. */
export function successRate({
  succeeded,
  failed,
}: Pick<Outcomes, 'succeeded' | 'failed'>): bigint | null {
  const ended = succeeded + failed;
  return ended === 0n ? null : (succeeded * 10_000n) / ended;
}

function flowSum({ moved_minor: movedMinor, ...rest }: FlowRow): FlowSum {
  return { ...rest, movedMinor };
}

function spanSums(rows: readonly SpanRow[]): SpanSum[] {
  const byKey = Map.groupBy(rows, ({ whose, span }) => `${whose} ${span}`);
  return [...byKey.values()].flatMap((counts) =>
    counts[0] === undefined ? [] : [{ whose: counts[0].whose, span: counts[0].span, counts }],
  );
}
