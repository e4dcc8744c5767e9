/** All owners of wallets: found by name or number, and new ones made. */
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { CreatedMerchantAnswer, MerchantRow } from '../../../src/console/answers/merchants.ts';
import { ask } from '../app/api.ts';
import { useFilters } from '../app/filters.ts';
import { useMay } from '../app/session.ts';
import { Badge, Status } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field, SelectField } from '../kit/field.tsx';
import { Form } from '../kit/form.tsx';
import { ListView, type Column } from '../kit/list.tsx';
import { Amount, moneyText } from '../kit/money.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { SavedFilters } from '../kit/saved-filters.tsx';
import { SearchField } from '../kit/search-field.tsx';
import { Empty } from '../kit/state.tsx';
import { useAction } from '../kit/use-action.ts';
import { useList } from '../kit/use-list.ts';
import { When } from '../kit/when.tsx';
import { Secrets } from './merchant/secrets.tsx';
import './merchant/merchant.css';

export default function MerchantsPage() {
  const [filters, change] = useFilters();
  const { q, status, kind } = filters;
  const [isMaking, setMaking] = useState(false);
  const pages = useList<MerchantRow>('/merchants', { q, status, kind });
  const mayChange = useMay('merchants.change');
  return (
    <>
      <PageHead
        title="Merchants"
        note="Whoever has wallets here, and whoever acts for them."
        actions={
          mayChange && (
            <Button
              kind="primary"
              icon={<Plus size={16} aria-hidden />}
              onClick={() => setMaking(true)}
            >
              New merchant
            </Button>
          )
        }
      />
      <div className="stack">
        <SavedFilters page="merchants" filters={{ q, status, kind }} />
        <Panel flush>
          <div className="merchant-filters">
            <SearchField
              label="Name, number or id"
              value={q ?? ''}
              onSearch={(text) => change({ q: text })}
            />
            <SelectField
              label="Status"
              options={statuses}
              value={status ?? ''}
              onChange={(event) => change({ status: event.target.value })}
            />
            <SelectField
              label="Kind"
              options={kinds}
              value={kind ?? ''}
              onChange={(event) => change({ kind: event.target.value })}
            />
          </div>
          <ListView
            name="Merchants"
            columns={columns}
            pages={pages}
            keyOf={(row) => row.merchantId}
            linkOf={(row) => `/merchants/${row.merchantId}`}
            empty={<Empty title="No merchant is like that">Make one, or search for less.</Empty>}
          />
        </Panel>
      </div>
      <NewMerchant isOpen={isMaking} onClose={() => setMaking(false)} />
    </>
  );
}

const statuses = [
  { value: '', label: 'All' },
  { value: 'active', label: 'Active' },
  { value: 'disabled', label: 'Disabled' },
];
const kinds = [
  { value: '', label: 'All' },
  { value: 'merchant', label: 'Merchants' },
  { value: 'processing', label: 'Processing profiles' },
  { value: 'user', label: 'Persons' },
];

const columns: readonly Column<MerchantRow>[] = [
  {
    name: 'Merchant',
    cell: (row) => (
      <>
        <strong>{row.name}</strong>
        <span className="phone-only soft small number">{row.merchantNo}</span>
      </>
    ),
    text: (row) => row.name,
  },
  {
    name: 'Number',
    cell: (row) => <span className="number">{row.merchantNo}</span>,
    text: (row) => String(row.merchantNo),
    isMinor: true,
  },
  { name: 'Kind', cell: (row) => row.kind, text: (row) => row.kind, isMinor: true },
  {
    name: 'Status',
    cell: (row) => (
      <span className="row">
        <Status of={row.status} />
        {row.isSwitchedOff && <Badge tone="warn">Switched off</Badge>}
      </span>
    ),
    text: (row) => row.status,
  },
  {
    name: 'Available',
    cell: (row) => <Amount money={row.available} />,
    text: (row) => moneyText(row.available),
    align: 'end',
  },
  {
    name: 'Held',
    cell: (row) => <Amount money={row.held} />,
    text: (row) => moneyText(row.held),
    align: 'end',
    isMinor: true,
  },
  {
    name: 'Since',
    cell: (row) => <When at={row.createdAt} />,
    text: (row) => row.createdAt,
    isMinor: true,
  },
];

function NewMerchant({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [made, setMade] = useState<CreatedMerchantAnswer | null>(null);
  const create = useAction(async () => {
    setMade(await ask<CreatedMerchantAnswer>('/merchants', { method: 'POST', body: { name } }));
    void client.invalidateQueries({ queryKey: ['/merchants'] });
  });
  const close = () => {
    if (made !== null) void navigate({ to: `/merchants/${made.merchantId}` });
    setMade(null);
    setName('');
    onClose();
  };
  if (made !== null) return <Secrets issued={made} onClose={close} />;
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      title="New merchant"
      note="It gets wallets, keys for every contract and a profile, and no way in yet: that follows on its page."
    >
      <Form action={create} submit="Make the merchant">
        <Field
          label="Name"
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
          fault={create.faults['name']}
        />
      </Form>
    </Dialog>
  );
}
