/** One payment: what it was, what it cost, how far it is, and what our webhooks told. */
import { useQuery } from '@tanstack/react-query';
import type { PaymentAnswer } from '../../../src/console/answers/merchant-payments.ts';
import { ask } from '../app/api.ts';
import { useParam } from '../app/use-param.ts';
import { useMay } from '../app/session.ts';
import { Status, type Tone } from '../kit/badge.tsx';
import { Copied } from '../kit/copy.tsx';
import { Amount } from '../kit/money.tsx';
import { Facts, PageHead, Panel } from '../kit/panel.tsx';
import { Fault, Waiting } from '../kit/state.tsx';
import { Timeline } from '../kit/timeline.tsx';
import { When } from '../kit/when.tsx';
import { DeliveryTable } from './delivery-table.tsx';
import { kindText } from './payment-columns.tsx';
import styles from './payment.module.css';

export default function Payment() {
  const paymentId = useParam('paymentId');
  const found = useQuery({
    queryKey: ['payment', paymentId],
    queryFn: () => ask<PaymentAnswer>(`/payments/${paymentId}`),
    refetchInterval: 5_000,
  });
  if (found.data === undefined)
    return found.error === null ? (
      <Waiting rows={8} />
    ) : (
      <Fault error={found.error} onRetry={() => void found.refetch()} />
    );
  return <Shown payment={found.data} />;
}

function Shown({ payment }: { readonly payment: PaymentAnswer }) {
  const seesWebhooks = useMay('webhooks.read');
  return (
    <>
      <PageHead
        title={
          <span className="row">
            <Amount money={payment.amount} /> <Status of={payment.status} />
          </span>
        }
        note={noteOf(payment)}
      />
      <div className={styles['columns']}>
        <div className="stack">
          <Panel title="Payment">
            <Facts rows={factsOf(payment)} />
          </Panel>
          <Panel title="Money">
            <Facts rows={moneyOf(payment)} />
          </Panel>
        </div>
        <Panel title="What happened">
          <Timeline label="What happened" events={eventsOf(payment)} />
        </Panel>
      </div>
      {seesWebhooks && (
        <div className={styles['below']}>
          <Panel title="Webhooks" note="What your system was told of it" flush>
            <DeliveryTable rows={payment.deliveries} />
          </Panel>
        </div>
      )}
    </>
  );
}

function noteOf(payment: PaymentAnswer): string {
  const { party, direction, kind } = payment;
  const where = direction === 'in' ? 'from' : 'to';
  const other = kind === 'transfer' ? party.toLowerCase() : party;
  return party === '' ? kindText(payment) : `${kindText(payment)} ${where} ${other}`;
}

const methods: Readonly<Record<string, string>> = {
  request: 'Asked for by the payee',
  send: 'Sent by the payer',
  exchange: 'Exchange',
  card: 'Card',
  mpesa: 'M-Pesa',
};

function methodText({ method }: PaymentAnswer): string {
  return methods[method] ?? method.toUpperCase();
}

function factsOf(payment: PaymentAnswer) {
  const isTransfer = payment.kind === 'transfer';
  return [
    ['Number', <Copied key="number" text={payment.transactionNumber} />] as const,
    ...(payment.reference === null
      ? []
      : [['Reference', <Copied key="reference" text={payment.reference} />] as const]),
    ...payment.details.map(({ name, value }) => [name, value] as const),
    ...(payment.method === '' ? [] : [['Method', methodText(payment)] as const]),
    ...(payment.utr === null ? [] : [['UTR', <Copied key="utr" text={payment.utr} />] as const]),
    ...(payment.remarks === null ? [] : [['Remarks', payment.remarks] as const]),
    ...(payment.expiresAt === null
      ? []
      : [
          [
            isTransfer ? 'Waits until' : 'To be paid until',
            <When key="until" at={payment.expiresAt} />,
          ] as const,
        ]),
    ...(payment.paymentUrl === null
      ? []
      : [
          [
            'Payment link',
            <Copied key="url" text={payment.paymentUrl} shown={payment.paymentUrl.slice(0, 40)} />,
          ] as const,
        ]),
  ];
}

function moneyOf(payment: PaymentAnswer) {
  return [
    ['Amount', <Amount key="amount" money={payment.amount} />] as const,
    ...(payment.received === null
      ? []
      : [['Received', <Amount key="received" money={payment.received} />] as const]),
    ['Fee', <Amount key="fee" money={payment.fee} />] as const,
    ['GST on the fee', <Amount key="gst" money={payment.gst} />] as const,
    [movedText(payment), <Amount key="total" money={payment.total} strong />] as const,
    ...(payment.exchanged === null
      ? []
      : [
          ['Rate', payment.exchanged.rate] as const,
          [
            'Comes into the other wallet',
            <Amount key="into" money={payment.exchanged.into} strong />,
          ] as const,
        ]),
  ];
}

/** A payout that was sent back has given the wallet all of it again. */
function movedText({ direction, status }: PaymentAnswer): string {
  if (direction === 'in') return 'Comes into the wallet';
  return status === 'reversed' ? 'Is back in the wallet' : 'Leaves the wallet';
}

const tones: Readonly<Record<string, Tone>> = {
  succeeded: 'good',
  failed: 'bad',
  expired: 'warn',
  reversed: 'warn',
  booked: 'good',
  rejected: 'bad',
  cancelled: 'warn',
  voided: 'warn',
  held: 'warn',
};
const words: Readonly<Record<string, string>> = {
  queued: 'Accepted, and its money held',
  created: 'Created',
  processing: 'Handed to a bank',
  succeeded: 'Succeeded',
  failed: 'Failed',
  expired: 'Expired without a payment',
  reversed: 'Sent back',
  pending: 'Waits for the payer to agree',
  held: 'Its money is set aside',
  booked: 'Booked',
  rejected: 'Turned down by the payer',
  cancelled: 'Cancelled',
  voided: 'Ended, and its money freed',
};

function eventsOf({ changes }: PaymentAnswer) {
  return changes.map(({ status, at }, index) => ({
    key: String(index),
    at,
    title: words[status] ?? status,
    tone: tones[status] ?? ('info' as const),
  }));
}
