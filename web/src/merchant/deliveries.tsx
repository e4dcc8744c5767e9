import { useState } from 'react';
import type { DeliveryRow } from '../../../src/console/answers/merchant-payments.ts';
import type { ReplayedAnswer } from '../../../src/console/answers/merchant-webhooks.ts';
import { useFilters } from '../app/filters.ts';
import { useMay } from '../app/session.ts';
import { Status } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field, SelectField } from '../kit/field.tsx';
import { ListView, type Column } from '../kit/list.tsx';
import { Panel } from '../kit/panel.tsx';
import { SearchField } from '../kit/search-field.tsx';
import { Empty } from '../kit/state.tsx';
import { say } from '../kit/toast.tsx';
import { useList } from '../kit/use-list.ts';
import { When } from '../kit/when.tsx';
import { fieldsOf, useAct } from './use-act.ts';
import styles from './filters.module.css';

const columns: readonly Column<DeliveryRow>[] = [
  {
    name: 'Created',
    cell: ({ createdAt }) => <When at={createdAt} />,
    text: ({ createdAt }) => createdAt,
  },
  {
    name: 'Webhook',
    cell: ({ webhookId, isPing }) => (
      <>
        <code className="small">{webhookId}</code>
        {isPing && <span className="soft small"> test</span>}
      </>
    ),
    text: ({ webhookId }) => webhookId,
    isMinor: true,
  },
  { name: 'State', cell: ({ state }) => <Status of={state} />, text: ({ state }) => state },
  {
    name: 'Last fault',
    cell: ({ lastError }) => <span className="soft small">{lastError ?? ''}</span>,
    text: ({ lastError }) => lastError ?? '',
    isMinor: true,
  },
  {
    name: 'Next attempt',
    cell: ({ nextAttemptAt }) => (nextAttemptAt === null ? '—' : <When at={nextAttemptAt} />),
    text: ({ nextAttemptAt }) => nextAttemptAt ?? '',
    isMinor: true,
  },
];

const states = [
  { value: '', label: 'Every state' },
  { value: 'pending', label: 'Pending' },
  { value: 'delivered', label: 'Delivered' },
  { value: 'dead', label: 'Given up' },
];

export function Deliveries() {
  const [{ state, search }, change] = useFilters();
  const mayChange = useMay('webhooks.change');
  const [isAsking, setAsking] = useState(false);
  const asked = { state, search };
  const pages = useList<DeliveryRow>('/webhooks/deliveries', asked, { refetchInterval: 5_000 });
  return (
    <Panel
      title="Deliveries"
      flush
      actions={mayChange && <Button onClick={() => setAsking(true)}>Send again since…</Button>}
    >
      <div className={styles['filters']}>
        <SearchField
          label="Webhook, number or reference"
          value={search ?? ''}
          onSearch={(text) => change({ search: text })}
        />
        <SelectField
          label="State"
          options={states}
          value={state ?? ''}
          onChange={(event) => change({ state: event.target.value })}
        />
      </div>
      <ListView
        name="Deliveries"
        columns={columns}
        pages={pages}
        keyOf={({ deliveryId }) => deliveryId}
        linkOf={({ deliveryId }) => `/webhooks/${deliveryId}`}
        empty={
          (search ?? '') === '' && (state ?? '') === '' ? (
            <Empty title="Nothing was sent">The next change of a payment is sent here.</Empty>
          ) : (
            <Empty title="No delivery fits">Take the filter away, or search for less.</Empty>
          )
        }
      />
      <ReplayDialog isOpen={isAsking} onClose={() => setAsking(false)} />
    </Panel>
  );
}

interface ReplayDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

function ReplayDialog({ isOpen, onClose }: ReplayDialogProps) {
  const [since, setSince] = useState('');
  const [which, setWhich] = useState('dead');
  const act = useAct<ReplayedAnswer>(({ replayed }) => {
    say(`${String(replayed)} webhooks are sent again`);
    onClose();
  });
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title="Send again"
      note="With the id and the bytes they always had, so that your system can tell a repeat."
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          const at = new Date(since);
          const iso = Number.isNaN(at.getTime()) ? '' : at.toISOString();
          act.mutate({ path: '/webhooks/replay', body: { since: iso, which } });
        }}
      >
        <Field
          label="Created since"
          type="datetime-local"
          value={since}
          fault={fieldsOf(act.error)['since']}
          onChange={(event) => setSince(event.target.value)}
        />
        <SelectField
          label="Which"
          options={[
            { value: 'dead', label: 'Those that were given up or wait for a later attempt' },
            { value: 'all', label: 'All of them, delivered ones too' },
          ]}
          value={which}
          onChange={(event) => setWhich(event.target.value)}
        />
        <div>
          <Button type="submit" kind="primary" isBusy={act.isPending}>
            Send again
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
