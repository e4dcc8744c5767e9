/** Money on its way to the merchant itself: what there was, and asking for more. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type {
  SettlementRow,
  SettlementTermsAnswer,
} from '../../../src/console/answers/merchant-settlements.ts';
import { ask } from '../app/api.ts';
import { useMay } from '../app/session.ts';
import { Badge, Status } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { Copied } from '../kit/copy.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field, SelectField } from '../kit/field.tsx';
import { ListView, type Column } from '../kit/list.tsx';
import { Amount, moneyText } from '../kit/money.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { Empty, Fault } from '../kit/state.tsx';
import { say } from '../kit/toast.tsx';
import { useList } from '../kit/use-list.ts';
import { When } from '../kit/when.tsx';
import { fieldsOf, useAct } from './use-act.ts';
import styles from './access.module.css';

const columns: readonly Column<SettlementRow>[] = [
  {
    name: 'Requested',
    cell: ({ createdAt }) => <When at={createdAt} />,
    text: ({ createdAt }) => createdAt,
    isMinor: true,
  },
  {
    name: 'Status',
    cell: ({ status, createdAt }) => (
      <>
        <Status of={status} />
        <span className="phone-only soft small">
          <When at={createdAt} />
        </span>
      </>
    ),
    text: ({ status }) => status,
  },
  {
    name: 'To',
    cell: ({ network, address }) => (
      <>
        {network}
        <br />
        <code className="small">{address}</code>
      </>
    ),
    text: ({ network, address }) => `${network} ${address}`,
    isMinor: true,
  },
  {
    name: 'Transfer',
    cell: ({ transferReference }) =>
      transferReference === null ? '—' : <Copied text={transferReference} />,
    text: ({ transferReference }) => transferReference ?? '',
    isMinor: true,
  },
  {
    name: 'Amount',
    align: 'end',
    cell: ({ amount }) => <Amount money={amount} />,
    text: ({ amount }) => moneyText(amount),
  },
];

export default function Settlements() {
  const pages = useList<SettlementRow>('/settlements', {}, { refetchInterval: 15_000 });
  const terms = useQuery({
    queryKey: ['settlement terms'],
    queryFn: () => ask<SettlementTermsAnswer>('/settlements/terms'),
  });
  const mayRequest = useMay('settlements.request');
  const [isAsking, setAsking] = useState(false);
  const isOpen = terms.data?.enabled === true && terms.data.addresses.length > 0;
  return (
    <>
      <PageHead
        title="Settlements"
        note="From your wallet to yourself. Another person at the operator approves each."
        actions={
          mayRequest &&
          isOpen && (
            <Button kind="primary" onClick={() => setAsking(true)}>
              Ask for a settlement
            </Button>
          )
        }
      />
      <div className="stack">
        {terms.data?.enabled === false && (
          <Panel>
            <p>
              Settlements are switched off for you. The operator switches them on and lists your
              addresses.
            </p>
          </Panel>
        )}
        <Panel flush>
          <ListView
            name="Settlements"
            columns={columns}
            pages={pages}
            keyOf={({ settlementId }) => settlementId}
            linkOf={({ settlementId }) => `/settlements/${settlementId}`}
            empty={<Empty title="No settlement yet" />}
          />
        </Panel>
        {terms.data !== undefined && <Addresses terms={terms.data} />}
        {terms.error !== null && terms.data === undefined && (
          <Fault error={terms.error} onRetry={() => void terms.refetch()} />
        )}
      </div>
      {isAsking && terms.data !== undefined && (
        <RequestDialog terms={terms.data} onClose={() => setAsking(false)} />
      )}
    </>
  );
}

function Addresses({ terms }: { readonly terms: SettlementTermsAnswer }) {
  return (
    <Panel
      title="Where you are settled"
      note={`The operator lists an address; it may be used ${laterText(terms)}.`}
    >
      {terms.addresses.length === 0 ? (
        <p className="soft">No address is listed.</p>
      ) : (
        <ul className={styles['addresses']}>
          {terms.addresses.map(({ addressId, network, address, label, usableFrom, isUsable }) => (
            <li key={addressId}>
              <span>{network}</span>
              <code>{address}</code>
              <span className="soft">{label}</span>
              {isUsable ? (
                <Badge tone="good">Usable</Badge>
              ) : (
                <span className="soft small">
                  from <When at={usableFrom} /> on
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function laterText({ coolingOffHours }: SettlementTermsAnswer): string {
  return coolingOffHours === 0 ? 'at once' : `${String(coolingOffHours)} hours later`;
}

interface RequestDialogProps {
  readonly terms: SettlementTermsAnswer;
  readonly onClose: () => void;
}

function RequestDialog({ terms, onClose }: RequestDialogProps) {
  const usable = terms.addresses.filter(({ isUsable }) => isUsable);
  const [amount, setAmount] = useState('');
  const [addressId, setAddressId] = useState(usable[0]?.addressId ?? '');
  const act = useAct(() => {
    say('The money is held, and waits for approval');
    onClose();
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Ask for a settlement"
      note={`Up to ${moneyText(terms.available)}. It is held at once, and sent when somebody has approved it.`}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate({ path: '/settlements', body: { amount, addressId } });
        }}
      >
        <Field
          label="Amount in rupees"
          inputMode="decimal"
          value={amount}
          fault={fieldsOf(act.error)['amount']}
          onChange={(event) => setAmount(event.target.value)}
        />
        <SelectField
          label="To"
          options={usable.map((each) => ({
            value: each.addressId,
            label: `${each.network} ${each.label === '' ? each.address : each.label}`,
          }))}
          value={addressId}
          onChange={(event) => setAddressId(event.target.value)}
        />
        <div>
          <Button
            type="submit"
            kind="primary"
            isBusy={act.isPending}
            disabled={usable.length === 0}
          >
            Ask for it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
