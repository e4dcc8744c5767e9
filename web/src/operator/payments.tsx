/** Payments of every kind and every merchant, newest first. */
import { Link } from '@tanstack/react-router';
import { ArrowDownLeft, ArrowLeftRight, ArrowUpRight, FileDown } from 'lucide-react';
import type { PaymentSummary } from '../../../src/console/answers/payments.ts';
import { queryText, useFilters, type Filters } from '../app/filters.ts';
import { basePath } from '../app/site.ts';
import { Status } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { DownloadProgress } from '../kit/download-progress.tsx';
import { ListView, type Column } from '../kit/list.tsx';
import { Amount, moneyText } from '../kit/money.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { SavedFilters } from '../kit/saved-filters.tsx';
import { Empty, Waiting } from '../kit/state.tsx';
import { useDownload } from '../kit/use-download.ts';
import { When } from '../kit/when.tsx';
import { useLivePayments } from './live-payments.ts';
import { PaymentFilters } from './payment-filters.tsx';
import { askedOf, isNarrowed } from './payment-query.ts';
import { kindWords } from './payment-words.ts';
import css from './payments.module.css';

export default function Payments() {
  const [filters, change] = useFilters();
  const { pages, newer, isLooking } = useLivePayments(filters);
  const asked = queryText(askedOf(filters));
  const whole = useDownload();
  const merchantName = pages.rows[0]?.merchantName;
  return (
    <>
      <PageHead
        title="Payments"
        note="Of every kind and every merchant, newest first."
        actions={
          <Button
            icon={<FileDown size={16} aria-hidden />}
            isBusy={whole.isRunning}
            onClick={() => whole.start(`${basePath}/api/payments/export?${asked}`)}
          >
            All of them as CSV
          </Button>
        }
      />
      <div className="stack">
        <DownloadProgress download={whole} inLines />
        <PaymentFilters {...{ filters, merchantName }} onChange={change} />
        <SavedFilters page="payments" filters={filters} />
        <div className={css['news']} role="status">
          {newer > 0 && (
            <Button onClick={pages.retry}>
              {newer} newer {newer === 1 ? 'payment' : 'payments'}: show
            </Button>
          )}
          {isLooking && <span className="soft small">Looking through earlier payments…</span>}
        </div>
        <Panel flush>
          {isLooking && pages.rows.length === 0 ? (
            <Waiting rows={8} />
          ) : (
            <ListView
              name="Payments"
              columns={columns(change)}
              pages={pages}
              keyOf={({ paymentId }) => paymentId}
              linkOf={linkOf}
              empty={<Nothing isNarrowed={isNarrowed(filters)} />}
            />
          )}
        </Panel>
      </div>
    </>
  );
}

function linkOf({ merchantId, kind, paymentId }: PaymentSummary): string {
  return `/payments/${merchantId}/${kind}/${paymentId}`;
}

function Nothing({ isNarrowed: isFiltered }: { readonly isNarrowed: boolean }) {
  return isFiltered ? (
    <Empty title="Nothing matches">
      A search takes the whole number or address, in capitals, in small letters or as it is written.
      Fewer filters show more.
    </Empty>
  ) : (
    <Empty title="No payments yet">
      They stand here as soon as a merchant makes the first one.
    </Empty>
  );
}

const icons = { payout: ArrowUpRight, payin: ArrowDownLeft, transfer: ArrowLeftRight };

function Kind({ kind }: Pick<PaymentSummary, 'kind'>) {
  const Icon = icons[kind];
  return (
    <span className={css['kind']}>
      <Icon size={15} aria-hidden />
      {kindWords[kind]}
    </span>
  );
}

function columns(change: (some: Filters) => void): readonly Column<PaymentSummary>[] {
  return [
    {
      name: 'Created',
      cell: ({ createdAt }) => <When at={createdAt} />,
      text: ({ createdAt }) => createdAt,
      isMinor: true,
    },
    { name: 'Kind', cell: (row) => <Kind kind={row.kind} />, text: ({ kind }) => kind },
    {
      name: 'Number',
      cell: (row) => (
        <Link className="number" to={linkOf(row)}>
          {row.number ?? row.paymentId.slice(0, 13)}
        </Link>
      ),
      text: ({ number, paymentId }) => number ?? paymentId,
    },
    {
      name: 'Merchant',
      cell: ({ merchantId, merchantName }) => (
        <button
          type="button"
          className={css['pick']}
          title={`Only ${merchantName}`}
          onClick={() => change({ merchant: merchantId })}
        >
          {merchantName}
        </button>
      ),
      text: ({ merchantName }) => merchantName,
      isMinor: true,
    },
    {
      name: 'Amount',
      align: 'end',
      cell: ({ amount }) => <Amount money={amount} strong />,
      text: ({ amount }) => moneyText(amount),
    },
    {
      name: 'Status',
      cell: ({ status }) => <Status of={status} />,
      text: ({ status }) => status,
    },
    minor('By', ({ method }) => method),
    {
      name: 'Reference',
      isMinor: true,
      cell: ({ reference }) => <span className={css['reference']}>{reference ?? '–'}</span>,
      text: ({ reference }) => reference ?? '',
    },
  ];
}

function minor(name: string, of: (row: PaymentSummary) => string | null): Column<PaymentSummary> {
  return { name, isMinor: true, cell: (row) => of(row) ?? '–', text: (row) => of(row) ?? '' };
}
