/** One settlement: how far it has come, what a person may do next, and everything that happened to it. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { SettlementDetail } from '../../../src/console/answers/settlements.ts';
import { ask } from '../app/api.ts';
import { useParam } from '../app/use-param.ts';
import { Status } from '../kit/badge.tsx';
import { Copied } from '../kit/copy.tsx';
import { moneyText } from '../kit/money.tsx';
import { Facts, PageHead, Panel } from '../kit/panel.tsx';
import { SettlementTrack } from '../kit/settlement-track.tsx';
import { Fault, Waiting } from '../kit/state.tsx';
import { When, WithTimes } from '../kit/when.tsx';
import { PaymentTimeline } from './payment-timeline.tsx';
import { SettlementActs } from './settlement-acts.tsx';
import { BalancesPanel, SumsPanel } from './sums.tsx';
import css from './payment.module.css';

export default function SettlementPage() {
  const path = `/settlements/${useParam('merchantId')}/${useParam('settlementId')}`;
  const { data, error, refetch } = useQuery({
    queryKey: [path],
    queryFn: () => ask<SettlementDetail>(path),
    refetchInterval: 10_000,
  });
  if (data === undefined)
    return error === null ? (
      <Waiting rows={10} />
    ) : (
      <Fault error={error} onRetry={() => void refetch()} />
    );
  return <Shown detail={data} path={path} />;
}

interface ShownProps {
  readonly detail: SettlementDetail;
  /** At the API. */
  readonly path: string;
}

function Shown({ detail, path }: ShownProps) {
  const { settlement, events, sums, balances, isBalanced } = detail;
  return (
    <>
      <PageHead
        title={
          <span className="row">
            <span className="number">{moneyText(settlement.amount)}</span>
            <Status of={settlement.status} />
          </span>
        }
        note={`Settlement of ${settlement.merchantName}`}
        actions={<SettlementActs detail={detail} path={path} />}
      />
      <div className="stack">
        <SettlementTrack settlement={settlement} />
        <Drafts detail={detail} />
        <div className={css['columns']}>
          <Panel title="What happened" note="Everything, in the order of time.">
            <PaymentTimeline label="What happened to the settlement" events={events} path={path} />
          </Panel>
          <div className="stack">
            <SumsPanel lines={sums} />
            <BalancesPanel rows={balances} isBalanced={isBalanced} />
            <Panel title="About it">
              <div className={css['about']}>
                <Facts rows={aboutOf(detail)} />
              </div>
            </Panel>
          </div>
        </div>
      </div>
    </>
  );
}

/** What somebody has asked for already, and nobody has decided. */
function Drafts({ detail: { settlement, drafts } }: Pick<ShownProps, 'detail'>) {
  if (drafts.length === 0) return null;
  return (
    <Panel>
      {drafts.map(({ draftId, title, madeBy }) => (
        <p key={draftId} className={css['line']}>
          <Link to={`/approvals/${settlement.merchantId}/${draftId}`}>{title}</Link> waits for a
          second person; {madeBy} has asked for it.
        </p>
      ))}
    </Panel>
  );
}

const copiedFacts = new Set(['To', 'Transfer']);

function aboutOf({ settlement, facts }: SettlementDetail) {
  return [
    ['Id', <Copied key="id" text={settlement.settlementId} />] as const,
    [
      'Merchant',
      <Link key="merchant" to={`/merchants/${settlement.merchantId}`}>
        {settlement.merchantName}
      </Link>,
    ] as const,
    ['Requested', <When key="at" at={settlement.createdAt} exact />] as const,
    ...facts.map(([name, value]) => [name, <Fact key={name} name={name} value={value} />] as const),
  ];
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  if (copiedFacts.has(name)) return <Copied text={value} />;
  return <WithTimes text={value} />;
}
