/** Every payment, in and out, found by its number, reference or UTR. */
import { Link } from '@tanstack/react-router';
import type { PaymentRow } from '../../../src/console/answers/merchant-payments.ts';
import { useFilters, type Filters } from '../app/filters.ts';
import { useMay } from '../app/session.ts';
import { Field, SelectField } from '../kit/field.tsx';
import { ListView } from '../kit/list.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { SearchField } from '../kit/search-field.tsx';
import { Empty } from '../kit/state.tsx';
import { useList } from '../kit/use-list.ts';
import { dayEnd, dayStart } from './days.ts';
import { paymentColumns } from './payment-columns.tsx';
import styles from './filters.module.css';

const kinds = [
  { value: '', label: 'In and out' },
  { value: 'payout', label: 'Payouts' },
  { value: 'payin', label: 'Pay-ins' },
];
const states = [
  { value: '', label: 'Every status' },
  { value: 'open', label: 'Under way' },
  { value: 'succeeded', label: 'Succeeded' },
  { value: 'failed', label: 'Failed or expired' },
  { value: 'reversed', label: 'Reversed' },
];

export default function Payments() {
  const [filters, change] = useFilters();
  const { kind, state, search, from, to } = filters;
  const pages = useList<PaymentRow>(
    '/payments',
    { kind, state, search, from: dayStart(from), to: dayEnd(to) },
    { refetchInterval: 15_000 },
  );
  const mayPay = useMay('payouts.create');
  const isFiltered = [kind, state, search, from, to].some((value) => value !== undefined);
  return (
    <>
      <PageHead
        title="Payments"
        actions={
          mayPay && (
            <Link to="/pay" className="button button-primary">
              New payout
            </Link>
          )
        }
      />
      <Panel flush>
        <PaymentFilters filters={filters} change={change} />
        <ListView
          name="Payments"
          columns={paymentColumns}
          pages={pages}
          keyOf={({ paymentId }) => paymentId}
          linkOf={({ paymentId }) => `/payments/${paymentId}`}
          empty={
            isFiltered ? (
              <Empty title="No payment fits">Take a filter away, or search for less.</Empty>
            ) : (
              <Empty title="No payment yet">The first payout or pay-in will stand here.</Empty>
            )
          }
        />
      </Panel>
    </>
  );
}

interface PaymentFiltersProps {
  readonly filters: Filters;
  readonly change: (some: Filters) => void;
}

function PaymentFilters({ filters, change }: PaymentFiltersProps) {
  const { kind, state, search, from, to } = filters;
  return (
    <div className={styles['filters']}>
      <SearchField
        label="Number, reference or UTR"
        value={search ?? ''}
        onSearch={(text) => change({ search: text })}
      />
      <SelectField
        label="Kind"
        options={kinds}
        value={kind ?? ''}
        onChange={(event) => change({ kind: event.target.value })}
      />
      <SelectField
        label="Status"
        options={states}
        value={state ?? ''}
        onChange={(event) => change({ state: event.target.value })}
      />
      <Field
        label="From"
        type="date"
        value={from ?? ''}
        onChange={(event) => change({ from: event.target.value })}
      />
      <Field
        label="To"
        type="date"
        value={to ?? ''}
        onChange={(event) => change({ to: event.target.value })}
      />
    </div>
  );
}
