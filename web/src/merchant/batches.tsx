/** Files of payouts, the newest first. */
import { Link } from '@tanstack/react-router';
import type { BatchSummary } from '../../../src/console/answers/payouts.ts';
import { useFilters } from '../app/filters.ts';
import { useMay } from '../app/session.ts';
import { Status } from '../kit/badge.tsx';
import { ListView, type Column } from '../kit/list.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { SearchField } from '../kit/search-field.tsx';
import { Empty } from '../kit/state.tsx';
import { useList } from '../kit/use-list.ts';
import { When } from '../kit/when.tsx';
import styles from './filters.module.css';

function stateOf({ endedAt, stoppedAt }: BatchSummary): string {
  if (stoppedAt !== null) return 'stopped';
  return endedAt === null ? 'processing' : 'completed';
}

const columns: readonly Column<BatchSummary>[] = [
  {
    name: 'Ordered',
    cell: ({ createdAt }) => <When at={createdAt} />,
    text: ({ createdAt }) => createdAt,
    isMinor: true,
  },
  {
    name: 'File',
    cell: ({ fileName, createdAt }) => (
      <>
        {fileName}
        <span className="phone-only soft small">
          <When at={createdAt} />
        </span>
      </>
    ),
    text: ({ fileName }) => fileName,
  },
  {
    name: 'Payouts',
    cell: ({ rows }) => <span className="number">{rows}</span>,
    text: ({ rows }) => String(rows),
    align: 'end',
  },
  { name: 'State', cell: (row) => <Status of={stateOf(row)} />, text: stateOf },
  {
    name: 'By',
    cell: ({ orderedBy }) => orderedBy,
    text: ({ orderedBy }) => orderedBy,
    isMinor: true,
  },
];

export default function Batches() {
  const [{ search }, change] = useFilters();
  const pages = useList<BatchSummary>('/payout-batches', { search }, { refetchInterval: 5_000 });
  const mayPay = useMay('payouts.create');
  return (
    <>
      <PageHead
        title="Payouts from a file"
        actions={
          mayPay && (
            <Link to="/batches/new" className="button button-primary">
              Pay from a file
            </Link>
          )
        }
      />
      <Panel flush>
        <div className={styles['search']}>
          <SearchField
            label="File or person"
            value={search ?? ''}
            onSearch={(text) => change({ search: text })}
          />
        </div>
        <ListView
          name="Files of payouts"
          columns={columns}
          pages={pages}
          keyOf={({ batchId }) => batchId}
          linkOf={({ batchId }) => `/batches/${batchId}`}
          empty={
            (search ?? '') === '' ? (
              <Empty title="No file yet">
                Many payouts at once: every row is checked before anything moves.
              </Empty>
            ) : (
              <Empty title="No file fits">Search for less of its name.</Empty>
            )
          }
        />
      </Panel>
    </>
  );
}
