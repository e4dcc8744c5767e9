/** `GET /overview`: the first page of an operator. */
import type { OverviewAnswer, PartyOverview, SpanFigures } from '../answers/overview.ts';
import type { OperatorRoute } from '../route.ts';
import { DomainError } from '../../kit/errors.ts';
import { successRate, type Flow } from '../../views/overview-sums.ts';
import {
  periods,
  readOverview,
  type Overview,
  type PartyView,
  type Period,
} from '../../views/overview.ts';
import { listOff } from '../../switches/list-switches.ts';
import type { OperatorDeps } from './deps.ts';
import { pauseNow } from './switches.ts';

type OverviewDeps = Pick<OperatorDeps, 'pool' | 'timeZone'>;

export function overviewRoutes({ pool, timeZone }: OverviewDeps): readonly OperatorRoute[] {
  return [
    {
      method: 'GET',
      path: '/overview',
      permission: 'overview.read',
      handle: async ({ query, nowMs }): Promise<OverviewAnswer> => {
        const period = periodOf(query['period'] ?? 'day');
        const [overview, pause, off] = await Promise.all([
          readOverview(pool, period, new Date(nowMs), timeZone),
          pauseNow(pool),
          listOff(pool),
        ]);
        return { ...answerOf(period, overview), pause, switchesOff: String(off.length) };
      },
    },
  ];
}

function periodOf(text: string): Period {
  if (!Object.hasOwn(periods, text))
    throw new DomainError('request.invalid_fields', {
      fields: { period: [`One of ${Object.keys(periods).join(', ')}.`] },
    });
  return text as Period;
}

type Figures = Omit<OverviewAnswer, 'pause' | 'switchesOff'>;

function answerOf(period: Period, overview: Overview): Figures {
  const { from, currencies, providers, merchants, openings } = overview;
  return {
    period,
    from: from.toISOString(),
    currencies: currencies.map(({ currency, ...view }) => {
      const money = (minor: bigint) => ({ minor: minor.toString(), currency });
      return {
        currency,
        in: money(view.inMinor),
        out: money(view.outMinor),
        wallets: money(view.walletsMinor),
        held: money(view.heldMinor),
        atRisk: money(view.atRiskMinor),
        atRiskCount: view.atRiskCount.toString(),
        ...rated(view),
        steps: view.steps.map((step) => ({
          at: step.at.toISOString(),
          inMinor: step.inMinor.toString(),
          outMinor: step.outMinor.toString(),
          successRate: rated(step).successRate,
        })),
      };
    }),
    providers: providers.map(partyOf),
    merchants: merchants.map(partyOf),
    openPayouts: openings.openPayouts.toString(),
    openCases: openings.openCases.toString(),
    parked: openings.parked.toString(),
    journalsBehind: openings.journalsBehind.toString(),
  };
}

function partyOf(party: PartyView): PartyOverview {
  const moved = (wanted: Flow) =>
    party.moved
      .filter(({ flow }) => flow === wanted)
      .map(({ minor, currency }) => ({ minor: minor.toString(), currency }));
  return {
    id: party.id,
    name: party.name,
    in: moved('in'),
    out: moved('out'),
    ...rated(party),
    finalIn: spanOf(party.finalIn),
    finalOut: spanOf(party.finalOut),
    told: spanOf(party.told),
  };
}

function rated({ succeeded, failed }: { readonly succeeded: bigint; readonly failed: bigint }) {
  return {
    succeeded: succeeded.toString(),
    failed: failed.toString(),
    successRate: successRate({ succeeded, failed })?.toString() ?? null,
  };
}

function spanOf({ p50, p95 }: PartyView['told']): SpanFigures {
  return { p50: p50 === null ? null : String(p50), p95: p95 === null ? null : String(p95) };
}
