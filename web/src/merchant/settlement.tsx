/** One settlement: how far it has come, where it goes, and what is made of the money. */
import { useQuery } from '@tanstack/react-query';
import type { SettlementAnswer } from '../../../src/console/answers/merchant-settlements.ts';
import { ask } from '../app/api.ts';
import { useParam } from '../app/use-param.ts';
import { Status, type Tone } from '../kit/badge.tsx';
import { Copied } from '../kit/copy.tsx';
import { Amount } from '../kit/money.tsx';
import { Facts, PageHead, Panel } from '../kit/panel.tsx';
import { SettlementTrack } from '../kit/settlement-track.tsx';
import { Fault, Waiting } from '../kit/state.tsx';
import { Timeline } from '../kit/timeline.tsx';
import { When } from '../kit/when.tsx';
import styles from './payment.module.css';

export default function SettlementPage() {
  const settlementId = useParam('settlementId');
  const found = useQuery({
    queryKey: ['settlement', settlementId],
    queryFn: () => ask<SettlementAnswer>(`/settlements/${settlementId}`),
    refetchInterval: 15_000,
  });
  if (found.data === undefined)
    return found.error === null ? (
      <Waiting rows={8} />
    ) : (
      <Fault error={found.error} onRetry={() => void found.refetch()} />
    );
  return <Shown settlement={found.data} />;
}

function Shown({ settlement }: { readonly settlement: SettlementAnswer }) {
  const { amount, status, network, label, address } = settlement;
  return (
    <>
      <PageHead
        title={
          <span className="row">
            <Amount money={amount} /> <Status of={status} />
          </span>
        }
        note={`Settlement to ${label === '' ? `${network} ${address}` : label}`}
      />
      <div className="stack">
        <SettlementTrack settlement={settlement} />
        <div className={styles['columns']}>
          <div className="stack">
            <Panel title="Settlement">
              <Facts rows={factsOf(settlement)} />
            </Panel>
            <Panel title="Money">
              <Facts rows={moneyOf(settlement)} />
            </Panel>
          </div>
          <Panel title="What happened">
            <Timeline label="What happened" events={eventsOf(settlement)} />
          </Panel>
        </div>
      </div>
    </>
  );
}

function factsOf(settlement: SettlementAnswer) {
  const { settlementId, network, address, transferReference, sentAt } = settlement;
  return [
    ['Id', <Copied key="id" text={settlementId} />] as const,
    ['Network', network] as const,
    ['To', <Copied key="to" text={address} />] as const,
    ['Asked for by', settlement.requestedBy ?? 'The operator'] as const,
    ['Requested', <When key="at" at={settlement.createdAt} exact />] as const,
    ...(transferReference === null
      ? []
      : [
          [
            network === 'BANK' ? 'UTR' : 'Transaction hash',
            <Copied key="transfer" text={transferReference} />,
          ] as const,
        ]),
    ...(sentAt === null ? [] : [['Sent', <When key="sent" at={sentAt} exact />] as const]),
  ];
}

const gaveBack = new Set(['rejected', 'failed', 'returned']);

function moneyOf({ amount, currency, quote, status }: SettlementAnswer) {
  const line = (name: string, money: typeof amount, strong = false) =>
    [name, <Amount key={name} money={money} strong={strong} />] as const;
  const leaves = line('Leaves the wallet', amount);
  if (gaveBack.has(status))
    return [line('Amount', amount), line('Is back in the wallet', amount, true)];
  if (quote === null)
    return currency === amount.currency
      ? [leaves, line('You are sent', amount, true)]
      : [leaves, ['You are sent', `${currency} at a quote that is not logged yet`] as const];
  return [
    leaves,
    line('Fee', quote.fee),
    line('GST on the fee', quote.gst),
    ...(quote.rounding.minor === '0' ? [] : [line('Left over', quote.rounding)]),
    line(`Given for ${currency}`, quote.given),
    ['Rate', quote.rate] as const,
    line('You are sent', quote.receives, true),
  ];
}

const tones: Readonly<Record<string, Tone>> = {
  completed: 'good',
  rejected: 'bad',
  failed: 'bad',
  returned: 'warn',
};
const words: Readonly<Record<string, string>> = {
  requested: 'Asked for: the money is held',
  approved: 'Approved by the operator',
  converted: 'A quote is logged',
  sent: 'Sent',
  completed: 'Arrived',
  returned: 'Came back as a whole',
  rejected: 'Rejected: the money is back in the wallet',
  failed: 'Failed: the money is back in the wallet',
};

function eventsOf({ changes }: SettlementAnswer) {
  return changes.map(({ status, at, because }, index) => ({
    ...{ key: String(index), at, title: words[status] ?? status },
    tone: tones[status] ?? ('info' as const),
    children: because === null ? undefined : <p className="soft small">{because}</p>,
  }));
}
