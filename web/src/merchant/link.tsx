/** One payment link: the code to scan, the address to send, and what became of it. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { LinkAnswer } from '../../../src/console/answers/links.ts';
import { ask } from '../app/api.ts';
import { useMay } from '../app/session.ts';
import { useParam } from '../app/use-param.ts';
import { Status } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { Copied } from '../kit/copy.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Amount } from '../kit/money.tsx';
import { Facts, PageHead, Panel } from '../kit/panel.tsx';
import { Fault, Waiting } from '../kit/state.tsx';
import { say } from '../kit/toast.tsx';
import { When } from '../kit/when.tsx';
import { useAct } from './use-act.ts';
import styles from './link.module.css';

export default function LinkPage() {
  const paymentId = useParam('paymentId');
  const found = useQuery({
    queryKey: ['link', paymentId],
    queryFn: () => ask<LinkAnswer>(`/links/${paymentId}`),
    refetchInterval: 3_000,
  });
  if (found.data === undefined)
    return found.error === null ? (
      <Waiting rows={6} />
    ) : (
      <Fault error={found.error} onRetry={() => void found.refetch()} />
    );
  return <Shown link={found.data} />;
}

function Shown({ link }: { readonly link: LinkAnswer }) {
  const mayMake = useMay('links.create');
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <PageHead
        title={
          <span className="row">
            <Amount money={link.amount} /> <Status of={link.status} />
          </span>
        }
        note={link.customer === '' ? 'Payment link' : `Payment link for ${link.customer}`}
        actions={
          mayMake &&
          link.status === 'created' && (
            <Button kind="danger" onClick={() => setAsking(true)}>
              Take it back…
            </Button>
          )
        }
      />
      <Dialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title="Take the payment link back"
        note="Nobody can pay by it from now on, and it does not come back. Money that is on its way all the same is held for you."
      >
        <TakeBack paymentId={link.paymentId} onDone={() => setAsking(false)} />
      </Dialog>
      <div className={styles['columns']}>
        <Panel title="Link">
          <Facts rows={factsOf(link)} />
        </Panel>
        {link.qr !== null && (
          <Panel title="To scan">
            <img
              className={styles['code']}
              src={`data:image/svg+xml,${encodeURIComponent(link.qr)}`}
              alt="QR code of the payment link"
            />
          </Panel>
        )}
      </div>
    </>
  );
}

interface TakeBackProps {
  readonly paymentId: string;
  readonly onDone: () => void;
}

function TakeBack({ paymentId, onDone }: TakeBackProps) {
  const act = useAct(() => {
    say('Nobody can pay by this link any more');
    onDone();
  });
  return (
    <div className="row">
      <Button
        kind="danger"
        isBusy={act.isPending}
        onClick={() => act.mutate({ path: `/links/${paymentId}/cancel` })}
      >
        Take it back
      </Button>
    </div>
  );
}

function factsOf(link: LinkAnswer) {
  return [
    ...(link.url === null ? [] : [['Address', <Copied key="url" text={link.url} />] as const]),
    ['Reference', <Copied key="reference" text={link.reference} />] as const,
    [
      'Payment',
      <Link key="payment" to="/payments/$paymentId" params={{ paymentId: link.paymentId }}>
        {link.transactionNumber}
      </Link>,
    ] as const,
    ['Created', <When key="created" at={link.createdAt} />] as const,
    ['Can be paid until', <When key="until" at={link.expiresAt} />] as const,
    ...(link.received === null
      ? []
      : [['Received', <Amount key="received" money={link.received} />] as const]),
  ];
}
