/** One payment: what it is, how each rupee of it moved, and everything that happened to it. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { PaymentStory } from '../../../src/console/answers/payment.ts';
import { ask } from '../app/api.ts';
import { Status } from '../kit/badge.tsx';
import { Copied } from '../kit/copy.tsx';
import { moneyText } from '../kit/money.tsx';
import { Facts, PageHead, Panel } from '../kit/panel.tsx';
import { Fault, Waiting } from '../kit/state.tsx';
import { When, WithTimes } from '../kit/when.tsx';
import { PaymentActs } from './payment-acts.tsx';
import { PaymentTimeline } from './payment-timeline.tsx';
import { kindWords } from './payment-words.ts';
import { BalancesPanel, SumsPanel } from './sums.tsx';
import css from './payment.module.css';

export default function Payment() {
  const params: Readonly<Record<string, string | undefined>> = useParams({ strict: false });
  const { merchantId = '', kind = '', paymentId = '' } = params;
  const path = `/merchants/${merchantId}/${kind}s/${paymentId}`;
  const found = useQuery({
    queryKey: [path],
    queryFn: () => ask<PaymentStory>(path),
    refetchInterval: 5_000,
  });
  if (found.data === undefined)
    return found.error === null ? (
      <Waiting rows={10} />
    ) : (
      <Fault error={found.error} onRetry={() => void found.refetch()} />
    );
  return <Shown story={found.data} path={path} />;
}

function Shown({ story, path }: { readonly story: PaymentStory; readonly path: string }) {
  const { payment, events, nextLookAt } = story;
  return (
    <>
      <PageHead
        title={
          <span className="row">
            <span className="number">{moneyText(payment.amount)}</span>
            <Status of={payment.status} />
          </span>
        }
        note={`${kindWords[payment.kind]} of ${payment.merchantName}`}
        actions={<PaymentActs story={story} path={path} />}
      />
      <div className={css['columns']}>
        <div className="stack">
          <Panel title="What happened" note="Everything, in the order of time.">
            <PaymentTimeline label="What happened to the payment" events={events} path={path} />
            {nextLookAt !== null && (
              <p className="soft small">
                A worker looks again: <When at={nextLookAt} exact />
              </p>
            )}
          </Panel>
        </div>
        <div className="stack">
          <SumsPanel lines={story.sums} />
          <BalancesPanel rows={story.balances} isBalanced={story.isBalanced} />
          <Panel title="About it">
            <div className={css['about']}>
              <Facts rows={aboutOf(story)} />
            </div>
          </Panel>
        </div>
      </div>
    </>
  );
}

function aboutOf({ payment, facts, settlement }: PaymentStory) {
  const copied = (text: string) => <Copied text={text} />;
  return [
    ['Number', payment.number === null ? '–' : copied(payment.number)] as const,
    ['Reference', payment.reference === null ? '–' : copied(payment.reference)] as const,
    ['Id', copied(payment.paymentId)] as const,
    [
      'Merchant',
      <Link key="merchant" to="/payments" search={{ merchant: payment.merchantId }}>
        {payment.merchantName}
      </Link>,
    ] as const,
    ['Contract', payment.contract] as const,
    ['Created', <When key="created" at={payment.createdAt} exact />] as const,
    ...(settlement === null
      ? []
      : [['Settled with', <SettledWith key="settled" of={settlement} />] as const]),
    ...facts.map(([name, value]) => [name, <WithTimes key={name} text={value} />] as const),
  ];
}

/** Money in a wallet is not marked: the next settlement after the credit is the one that took it along. */
function SettledWith({ of }: { readonly of: NonNullable<PaymentStory['settlement']> }) {
  if (of === 'none yet') return 'no settlement since';
  const { merchantId, settlementId, createdAt, status } = of;
  return (
    <span className="row">
      <Link to={`/settlements/${merchantId}/${settlementId}`}>
        the settlement of <When at={createdAt} />
      </Link>
      <Status of={status} />
    </span>
  );
}
