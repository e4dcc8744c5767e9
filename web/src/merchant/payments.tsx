/** Every payment, in and out, found by its number, reference or UTR. */
import { Link } from '@tanstack/react-router';
import { FileDown } from 'lucide-react';
import { useState } from 'react';
import type {
  PaymentCountAnswer,
  PaymentRow,
} from '../../../src/console/answers/merchant-payments.ts';
import { ask } from '../app/api.ts';
import { queryText, useFilters, type Filters } from '../app/filters.ts';
import { useMay } from '../app/session.ts';
import { basePath } from '../app/site.ts';
import { Button } from '../kit/button.tsx';
import { DownloadProgress } from '../kit/download-progress.tsx';
import { Field, SelectField } from '../kit/field.tsx';
import { ListView } from '../kit/list.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { SavedFilters } from '../kit/saved-filters.tsx';
import { SearchField } from '../kit/search-field.tsx';
import { Empty } from '../kit/state.tsx';
import { useDownload } from '../kit/use-download.ts';
import { useList } from '../kit/use-list.ts';
import { dayEnd, dayStart } from './days.ts';
import { paymentColumns } from './payment-columns.tsx';
import styles from './filters.module.css';

const kinds = [
  { value: '', label: 'Every kind' },
  { value: 'payout', label: 'Payouts' },
  { value: 'payin', label: 'Pay-ins' },
  { value: 'transfer', label: 'Transfers' },
];
const states = [
  { value: '', label: 'Every status' },
  { value: 'open', label: 'Under way' },
  { value: 'succeeded', label: 'Succeeded' },
  { value: 'failed', label: 'Failed or ended' },
  { value: 'reversed', label: 'Reversed' },
];

export default function Payments() {
  const [filters, change] = useFilters();
  const { kind, state, search, from, to } = filters;
  const asked = { kind, state, search, from: dayStart(from), to: dayEnd(to) };
  const pages = useList<PaymentRow>('/payments', asked, { refetchInterval: 15_000 });
  const mayPay = useMay('payouts.create');
  const whole = useExport(asked);
  const isFiltered = [kind, state, search, from, to].some((value) => (value ?? '') !== '');
  return (
    <>
      <PageHead
        title="Payments"
        actions={
          <>
            <Button
              icon={<FileDown size={16} aria-hidden />}
              isBusy={whole.download.isRunning}
              onClick={whole.start}
            >
              All as CSV
            </Button>
            {mayPay && (
              <Link to="/pay" className="button button-primary">
                New payout
              </Link>
            )}
          </>
        }
      />
      <div className="stack">
        <DownloadProgress download={whole.download} lines={whole.lines} />
        <SavedFilters page="payments" filters={filters} />
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
      </div>
    </>
  );
}

/** The whole list as a file; how many rows it will have is asked for beside it. */
function useExport(asked: Filters) {
  const download = useDownload();
  const [lines, setLines] = useState<number>();
  const query = queryText(asked);
  const start = () => {
    setLines(undefined);
    download.start(`${basePath}/api/payments/export?${query}`);
    ask<PaymentCountAnswer>(`/payments/count?${query}`)
      .then(({ count, isMore }) => setLines(isMore ? undefined : count))
      // The file comes without it.
      .catch(() => undefined);
  };
  return { download, lines, start };
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
