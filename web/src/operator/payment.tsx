/** One payment: what it is, how each rupee of it moved, and everything that happened to it. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type {
  AccountBalance,
  PaymentStory,
  SumLine,
} from '../../../src/console/answers/payment.ts';
import { ask } from '../app/api.ts';
import { Badge, Status } from '../kit/badge.tsx';
import { Copied } from '../kit/copy.tsx';
import { Amount, moneyText } from '../kit/money.tsx';
import { Facts, PageHead, Panel } from '../kit/panel.tsx';
import { Fault, Waiting } from '../kit/state.tsx';
import { When } from '../kit/when.tsx';
import { PaymentActs } from './payment-acts.tsx';
import { PaymentTimeline } from './payment-timeline.tsx';
import { kindWords } from './payment-words.ts';
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
            <PaymentTimeline events={events} path={path} />
            {nextLookAt !== null && (
              <p className="soft small">
                A worker looks again: <When at={nextLookAt} exact />
              </p>
            )}
          </Panel>
        </div>
        <div className="stack">
          <Panel title="How the sums come about">
            <Sums lines={story.sums} />
          </Panel>
          <Panel
            title="What it did to the accounts"
            note="All that is booked; holds move nothing."
            actions={
              <Badge tone={story.isBalanced ? 'good' : 'bad'}>
                {story.isBalanced ? 'Comes to zero' : 'Does not balance'}
              </Badge>
            }
          >
            <Balances rows={story.balances} />
          </Panel>
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

function aboutOf({ payment, facts }: PaymentStory) {
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
    ...facts,
  ];
}

function Sums({ lines }: { readonly lines: readonly SumLine[] }) {
  return (
    <dl className={css['sums']}>
      {lines.map(({ label, amount, how, isTotal }) => (
        <div key={label} className={isTotal ? css['total'] : undefined}>
          <dt>
            {label}
            {how !== null && <span className="soft small">{how}</span>}
          </dt>
          <dd>
            <Amount money={amount} strong={isTotal} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Balances({ rows }: { readonly rows: readonly AccountBalance[] }) {
  if (rows.length === 0) return <p className="soft">Nothing is booked yet.</p>;
  return (
    <dl className={css['sums']}>
      {rows.map(({ account, change }) => (
        <div key={`${account} ${change.currency}`}>
          <dt>{account}</dt>
          <dd>
            <Amount money={change} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
