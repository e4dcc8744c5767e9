/** The overview of a gateway: what came in and went out over a time, how well and how fast, and what stands now. */
import type { Queryable } from '../db/connection.ts';
import type { Currency } from '../kit/money.ts';
import { moneyNow, openings, type MoneyNow, type Openings } from './overview-now.ts';
import {
  percentiles,
  spansByMerchant,
  spansByProvider,
  successRate,
  sumByMerchant,
  sumByProvider,
  sumBySteps,
  type ChartStep,
  type Flow,
  type FlowSum,
  type SpanSum,
} from './overview-sums.ts';

export const periods = {
  day: { stepMinutes: 15, steps: 96 },
  week: { stepMinutes: 120, steps: 84 },
  month: { stepMinutes: 24 * 60, steps: 30 },
} as const;
export type Period = keyof typeof periods;

export interface Overview {
  readonly from: Date;
  readonly currencies: readonly CurrencyView[];
  readonly providers: readonly PartyView[];
  readonly merchants: readonly PartyView[];
  readonly openings: Openings;
}

export interface CurrencyView extends MoneyNow {
  readonly inMinor: bigint;
  readonly outMinor: bigint;
  readonly succeeded: bigint;
  readonly failed: bigint;
  readonly steps: readonly StepView[];
}

export interface StepView {
  readonly at: Date;
  readonly inMinor: bigint;
  readonly outMinor: bigint;
  readonly succeeded: bigint;
  readonly failed: bigint;
}

export interface PartyView {
  readonly id: string;
  readonly name: string;
  readonly moved: readonly {
    readonly flow: Flow;
    readonly currency: Currency;
    readonly minor: bigint;
  }[];
  readonly succeeded: bigint;
  readonly failed: bigint;
  /** Hundredths of a per cent; null where nothing ended. */
  readonly successRate: bigint | null;
  readonly finalIn: SpanView;
  readonly finalOut: SpanView;
  readonly told: SpanView;
}

type SpanView = ReturnType<typeof percentiles>;

const merchantsShown = 20;

/** `timeZone` says where the days of merchants begin, as for `rollUp`. */
export async function readOverview(
  db: Queryable,
  period: Period,
  now: Date,
  timeZone: string,
): Promise<Overview> {
  const { stepMinutes, steps } = periods[period];
  const from = firstStep(now, stepMinutes, steps);
  const day = new Intl.DateTimeFormat('en-CA', { timeZone }).format(from);
  const [byStep, byProvider, spans, merchants, standing, open] = await Promise.all([
    sumBySteps(db, from, stepMinutes),
    sumByProvider(db, from),
    spansByProvider(db, from),
    readMerchants(db, day),
    moneyNow(db),
    openings(db),
  ]);
  return {
    from,
    currencies: standing.map((each) => ({
      ...each,
      ...totals(byProvider.filter(({ currency }) => currency === each.currency)),
      steps: stepsOf(byStep, each.currency, { from, stepMinutes, steps }),
    })),
    providers: partiesOf(byProvider, spans, new Map()),
    merchants,
    openings: open,
  };
}

/** The last step is the one that `now` lies in. */
function firstStep(now: Date, stepMinutes: number, steps: number): Date {
  const stepMs = Math.min(stepMinutes, 60) * 60_000;
  const thisStepMs = Math.floor(now.getTime() / stepMs) * stepMs;
  return new Date(thisStepMs + stepMs - steps * stepMinutes * 60_000);
}

async function readMerchants(db: Queryable, day: string): Promise<PartyView[]> {
  const sums = await sumByMerchant(db, day, merchantsShown);
  const ids = [...new Set(sums.map(({ whose }) => whose))];
  const [spans, { rows }] = await Promise.all([
    spansByMerchant(db, day, ids),
    db.query<{ merchant_id: string; name: string }>(
      'select merchant_id, name from merchants where merchant_id = any ($1::uuid[])',
      [ids],
    ),
  ]);
  const names = new Map(rows.map(({ merchant_id, name }) => [merchant_id, name]));
  return partiesOf(sums, spans, names).sort((one, other) =>
    one.succeeded + one.failed < other.succeeded + other.failed ? 1 : -1,
  );
}

function partiesOf(
  sums: readonly FlowSum[],
  spans: readonly SpanSum[],
  names: ReadonlyMap<string, string>,
): PartyView[] {
  return [...Map.groupBy(sums, ({ whose }) => whose)].map(([id, own]) => {
    const { succeeded, failed } = totals(own);
    return {
      id,
      name: names.get(id) ?? id,
      moved: own.map(({ flow, currency, movedMinor: minor }) => ({ flow, currency, minor })),
      succeeded,
      failed,
      successRate: successRate({ succeeded, failed }),
      finalIn: percentiles(spans, id, 'final_in'),
      finalOut: percentiles(spans, id, 'final_out'),
      told: percentiles(spans, id, 'told'),
    };
  });
}

type Summed = Pick<FlowSum, 'flow' | 'movedMinor' | 'succeeded' | 'failed'>;

function totals(sums: readonly Summed[]) {
  const total = { inMinor: 0n, outMinor: 0n, succeeded: 0n, failed: 0n };
  for (const { flow, movedMinor, succeeded, failed } of sums) {
    total[flow === 'in' ? 'inMinor' : 'outMinor'] += movedMinor;
    total.succeeded += succeeded;
    total.failed += failed;
  }
  return total;
}

/** A step in which nothing happened stands there with nothing in it. */
function stepsOf(
  byStep: readonly ChartStep[],
  currency: Currency,
  { from, stepMinutes, steps }: { from: Date; stepMinutes: number; steps: number },
): StepView[] {
  const own = Map.groupBy(
    byStep.filter((step) => step.currency === currency),
    ({ startsAt }) => startsAt.getTime(),
  );
  return Array.from({ length: steps }, (_, place) => {
    const at = new Date(from.getTime() + place * stepMinutes * 60_000);
    return { at, ...totals(own.get(at.getTime()) ?? []) };
  });
}
