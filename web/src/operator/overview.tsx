/** The first page: what comes in and goes out, what is held and at risk, and who does how well. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { CurrencyOverview, OverviewAnswer } from '../../../src/console/answers/overview.ts';
import { ask } from '../app/api.ts';
import { useFilters } from '../app/filters.ts';
import { Chart } from '../kit/chart.tsx';
import { moneyText } from '../kit/money.tsx';
import { Figure, PageHead, Panel } from '../kit/panel.tsx';
import { Segments } from '../kit/segments.tsx';
import { Empty, Fault, Waiting } from '../kit/state.tsx';
import { shareText, unitText } from '../kit/unit.ts';
import { PartyTable } from './party-table.tsx';
import { Paused } from './paused.tsx';

const periods = [
  { value: 'day', label: '24 hours' },
  { value: 'week', label: '7 days' },
  { value: 'month', label: '30 days' },
] as const;

const refreshMs = 5_000;

export default function OverviewPage() {
  const [filters, change] = useFilters();
  const period = filters['period'] ?? 'day';
  const { data, error, refetch } = useQuery({
    queryKey: ['/overview', period],
    queryFn: ({ signal }) => ask<OverviewAnswer>(`/overview?period=${period}`, { signal }),
    refetchInterval: refreshMs,
    // The figures of the other period stay until those of this one are here.
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <PageHead
        title="Overview"
        note={data === undefined ? undefined : <Freshness overview={data} />}
        actions={
          <Segments
            label="Time"
            options={periods}
            value={period}
            onChange={(value) => change({ period: value === 'day' ? undefined : value })}
          />
        }
      />
      {data !== undefined ? (
        <div className="stack">
          <Paused pause={data.pause} />
          <Sums overview={data} currency={filters['currency']} onCurrency={change} />
        </div>
      ) : error !== null ? (
        <Fault error={error} onRetry={() => void refetch()} />
      ) : (
        <Waiting rows={10} />
      )}
    </>
  );
}

function Freshness({ overview }: { readonly overview: OverviewAnswer }) {
  const { openPayouts, openCases, journalsBehind, parked, switchesOff } = overview;
  const count = (value: string, name: string) => `${unitText(value, { kind: 'count' })} ${name}`;
  const behind = journalsBehind === '0' ? '' : ` · ${count(journalsBehind, 'journals to add')}`;
  const stuck = parked === '0' ? '' : ` · ${count(parked, 'parked: see the log')}`;
  const off = switchesOff === '0' ? '' : ` · ${count(switchesOff, 'switched off')}`;
  return (
    <span className="number">
      {count(openPayouts, 'payouts under way')} · {count(openCases, 'open cases')}
      {stuck}
      {off}
      {behind}
    </span>
  );
}

interface SumsProps {
  readonly overview: OverviewAnswer;
  readonly currency: string | undefined;
  readonly onCurrency: (change: { currency: string }) => void;
}

function Sums({ overview, currency, onCurrency }: SumsProps) {
  const { currencies, providers, merchants } = overview;
  const shown = currencies.find((each) => each.currency === currency) ?? busiest(currencies);
  if (shown === undefined)
    return (
      <Empty title="There is no wallet yet">Make a merchant, and its money is shown here.</Empty>
    );
  return (
    <div className="stack">
      {currencies.length > 1 && (
        <Segments
          label="Currency"
          options={currencies.map(({ currency: code }) => ({ value: code, label: code }))}
          value={shown.currency}
          onChange={(code) => onCurrency({ currency: code })}
        />
      )}
      <Figures of={shown} />
      <Charts of={shown} />
      <Panel title="Providers" flush>
        <PartyTable label="Providers" parties={providers} nameless="not with a provider" />
      </Panel>
      <Panel title="Merchants" note="The twenty with the most payments, by whole days" flush>
        <PartyTable label="Merchants" parties={merchants} linkTo="/merchants" />
      </Panel>
    </div>
  );
}

/** The one in which the most payments ended. */
function busiest(currencies: readonly CurrencyOverview[]): CurrencyOverview | undefined {
  const ended = (each: CurrencyOverview) => BigInt(each.succeeded) + BigInt(each.failed);
  return currencies.reduce<CurrencyOverview | undefined>(
    (best, each) => (best === undefined || ended(each) > ended(best) ? each : best),
    undefined,
  );
}

function Figures({ of }: { readonly of: CurrencyOverview }) {
  const count = (value: string) => unitText(value, { kind: 'count' });
  return (
    <div className="figures">
      <Figure name="Money in" value={moneyText(of.in)} note="from customers, through providers" />
      <Figure name="Money out" value={moneyText(of.out)} note="paid out, less what came back" />
      <Figure
        name="Success rate"
        value={of.successRate === null ? '–' : shareText(of.successRate)}
        note={`${count(of.succeeded)} succeeded, ${count(of.failed)} failed`}
      />
      <Figure
        name="In wallets now"
        value={moneyText(of.wallets)}
        note="what we owe the merchants"
      />
      <Figure name="Held now" value={moneyText(of.held)} note="for payments under way" />
      <Figure
        name="At risk now"
        value={moneyText(of.atRisk)}
        tone={of.atRiskCount === '0' ? undefined : 'warn'}
        note={
          of.atRiskCount === '0'
            ? 'the end of every payment is known'
            : `${count(of.atRiskCount)} with an unknown end`
        }
      />
    </div>
  );
}

function Charts({ of }: { readonly of: CurrencyOverview }) {
  const times = of.steps.map(({ at }) => at);
  return (
    <div className="grid charts">
      <Panel title="Money in and out">
        <Chart
          label={`Money in and out in ${of.currency}`}
          times={times}
          unit={{ kind: 'money', currency: of.currency }}
          series={[
            { name: 'Out', values: of.steps.map(({ outMinor }) => outMinor) },
            { name: 'In', values: of.steps.map(({ inMinor }) => inMinor) },
          ]}
        />
      </Panel>
      <Panel title="Success rate">
        <Chart
          label={`Success rate in ${of.currency}`}
          times={times}
          unit={{ kind: 'share' }}
          series={[{ name: 'Succeeded', values: of.steps.map(({ successRate }) => successRate) }]}
        />
      </Panel>
    </div>
  );
}
