/** Links by which customers pay, the newest first. */
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { LinkRow, MadeLinkAnswer } from '../../../src/console/answers/links.ts';
import { useFilters } from '../app/filters.ts';
import { useMay } from '../app/session.ts';
import { Status } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field, SelectField } from '../kit/field.tsx';
import { ListView, type Column } from '../kit/list.tsx';
import { Amount, moneyText } from '../kit/money.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { SearchField } from '../kit/search-field.tsx';
import { Empty } from '../kit/state.tsx';
import { useList } from '../kit/use-list.ts';
import { When } from '../kit/when.tsx';
import { forgetFormKey, formKey } from './form-key.ts';
import { amountAndStatus } from './payment-columns.tsx';
import { fieldsOf, useAct } from './use-act.ts';
import styles from './filters.module.css';

const columns: readonly Column<LinkRow>[] = [
  {
    name: 'Created',
    cell: ({ createdAt }) => <When at={createdAt} />,
    text: ({ createdAt }) => createdAt,
    isMinor: true,
  },
  {
    name: 'Customer',
    cell: ({ customer, reference, expiresAt }) => (
      <>
        {customer === '' ? 'Anybody' : customer}
        <br />
        <span className={`soft small number ${styles['clip'] ?? ''}`} title={reference}>
          {reference}
        </span>
        <span className="phone-only soft small">
          until <When at={expiresAt} />
        </span>
      </>
    ),
    text: ({ customer, reference }) => `${customer} ${reference}`.trim(),
  },
  {
    name: 'Status',
    cell: ({ status }) => <Status of={status} />,
    text: ({ status }) => status,
    isMinor: true,
  },
  {
    name: 'Until',
    cell: ({ expiresAt }) => <When at={expiresAt} />,
    text: ({ expiresAt }) => expiresAt,
    isMinor: true,
  },
  {
    name: 'Amount',
    align: 'end',
    cell: ({ amount }) => <Amount money={amount} />,
    text: ({ amount }) => moneyText(amount),
    isMinor: true,
  },
  amountAndStatus(),
];

export default function Links() {
  const [{ search }, change] = useFilters();
  const pages = useList<LinkRow>('/links', { search }, { refetchInterval: 10_000 });
  const mayMake = useMay('links.create');
  const [isMaking, setMaking] = useState(false);
  const make = mayMake && (
    <Button kind="primary" onClick={() => setMaking(true)}>
      New link
    </Button>
  );
  return (
    <>
      <PageHead title="Payment links" actions={make} />
      <Panel flush>
        <div className={styles['search']}>
          <SearchField
            label="Number, reference, UTR or name"
            value={search ?? ''}
            onSearch={(text) => change({ search: text })}
          />
        </div>
        <ListView
          name="Payment links"
          columns={columns}
          pages={pages}
          keyOf={({ paymentId }) => paymentId}
          linkOf={({ paymentId }) => `/links/${paymentId}`}
          empty={
            (search ?? '') === '' ? (
              <Empty title="No link yet">A link, or its code to scan, takes one UPI payment.</Empty>
            ) : (
              <Empty title="No link fits">
                Numbers, references and UTRs are found by their beginning, names among the newest
                5,000 links.
              </Empty>
            )
          }
        />
      </Panel>
      {isMaking && <LinkDialog onClose={() => setMaking(false)} />}
    </>
  );
}

const lives = [
  { value: '15', label: '15 minutes' },
  { value: '60', label: '1 hour' },
  { value: '1440', label: '1 day' },
  { value: '10080', label: '7 days' },
  { value: '43200', label: '30 days' },
];

function LinkDialog({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate();
  const [form, setForm] = useState({
    ...{ amount: '', reference: '', customerName: '', customerEmail: '', minutes: '1440' },
  });
  const act = useAct<MadeLinkAnswer>(({ paymentId }) => {
    forgetFormKey('link', form);
    void navigate({ to: '/links/$paymentId', params: { paymentId } });
  });
  const faults = fieldsOf(act.error);
  const field = (name: keyof typeof form) => ({
    value: form[name],
    fault: faults[name],
    onChange: (event: { target: { value: string } }) =>
      setForm({ ...form, [name]: event.target.value }),
  });
  return (
    <Dialog isOpen onClose={onClose} title="New payment link">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate({ path: '/links', body: { ...form, formKey: formKey('link', form) } });
        }}
      >
        <Field label="Amount in rupees" inputMode="decimal" {...field('amount')} />
        <Field label="Your reference" hint="Optional" {...field('reference')} />
        <Field label="Name of the customer" hint="Optional" {...field('customerName')} />
        <Field label="E-mail of the customer" hint="Optional" {...field('customerEmail')} />
        <SelectField label="Can be paid for" options={lives} {...field('minutes')} />
        <div>
          <Button type="submit" kind="primary" isBusy={act.isPending}>
            Make the link
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
