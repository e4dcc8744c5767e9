/** One file of payouts: how far it is, and what became of each row. */
import { useQuery } from '@tanstack/react-query';
import type { BatchAnswer, BatchRowAnswer } from '../../../src/console/answers/payouts.ts';
import { ask } from '../app/api.ts';
import { useParam } from '../app/use-param.ts';
import { basePath } from '../app/site.ts';
import { Badge, type Tone } from '../kit/badge.tsx';
import { ListView, type Column } from '../kit/list.tsx';
import { Amount, moneyText } from '../kit/money.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { Progress } from '../kit/progress.tsx';
import { Fault, Waiting } from '../kit/state.tsx';
import { useList } from '../kit/use-list.ts';
import { whenText } from '../kit/when.tsx';

const outcomes: Readonly<Record<string, readonly [string, Tone]>> = {
  waiting: ['Waiting', 'plain'],
  created: ['On its way', 'good'],
  paid_before: ['Paid before', 'warn'],
  insufficient_funds: ['Wallet did not cover it', 'bad'],
  limit_exceeded: ['Above your limit', 'bad'],
  reference_conflict: ['Reference taken', 'bad'],
  not_served: ['Cannot be paid this way', 'bad'],
};

const columns: readonly Column<BatchRowAnswer>[] = [
  {
    name: 'Line',
    cell: ({ line }) => <span className="number">{line}</span>,
    text: ({ line }) => String(line),
  },
  {
    name: 'Beneficiary',
    cell: ({ name, to }) => (
      <>
        {name === '' ? to : name}
        {name !== '' && (
          <span className="soft small number">
            <br />
            {to}
          </span>
        )}
      </>
    ),
    text: ({ name, to }) => `${name} ${to}`.trim(),
  },
  {
    name: 'Amount',
    align: 'end',
    cell: ({ amount }) => <Amount money={amount} />,
    text: ({ amount }) => moneyText(amount),
  },
  {
    name: 'Outcome',
    cell: ({ outcome }) => {
      const [word, tone] = outcomes[outcome] ?? [outcome, 'plain'];
      return <Badge tone={tone}>{word}</Badge>;
    },
    text: ({ outcome }) => outcome,
  },
  {
    name: 'Number',
    cell: ({ transactionNumber }) => <span className="number">{transactionNumber ?? ''}</span>,
    text: ({ transactionNumber }) => transactionNumber ?? '',
    isMinor: true,
  },
  {
    name: 'Reference',
    cell: ({ reference }) => <span className="number">{reference}</span>,
    text: ({ reference }) => reference,
    isMinor: true,
  },
];

export default function BatchPage() {
  const batchId = useParam('batchId');
  const found = useQuery({
    queryKey: ['batch', batchId],
    queryFn: () => ask<BatchAnswer>(`/payout-batches/${batchId}`),
    refetchInterval: ({ state }) => (state.data?.endedAt == null ? 1_000 : false),
  });
  if (found.data === undefined)
    return found.error === null ? (
      <Waiting rows={6} />
    ) : (
      <Fault error={found.error} onRetry={() => void found.refetch()} />
    );
  return <Shown batch={found.data} />;
}

function Shown({ batch }: { readonly batch: BatchAnswer }) {
  const { batchId, fileName, rows, orderedBy, createdAt, counts, endedAt } = batch;
  const isRunning = endedAt === null;
  const pages = useList<BatchRowAnswer>(
    `/payout-batches/${batchId}/rows`,
    {},
    isRunning ? { refetchInterval: 2_000 } : {},
  );
  const made = counts['created'] ?? 0;
  return (
    <>
      <PageHead
        title={fileName}
        note={`${String(rows)} payouts, ordered by ${orderedBy} on ${whenText(createdAt)}`}
        actions={
          <a
            className="button button-plain"
            href={`${basePath}/api/payout-batches/${batchId}/result`}
            download
          >
            Result as CSV
          </a>
        }
      />
      <div className="stack">
        <Panel>
          {isRunning ? (
            <Progress label="Making payouts" done={rows - (counts['waiting'] ?? 0)} total={rows} />
          ) : (
            <p>
              {made} of {rows} payouts are on their way
              {made < rows && '; the others say why not'}.
            </p>
          )}
        </Panel>
        <Panel flush>
          <ListView
            name="Rows of the file"
            columns={columns}
            pages={pages}
            keyOf={({ line }) => String(line)}
            linkOf={({ paymentId }) => (paymentId === null ? undefined : `/payments/${paymentId}`)}
            empty={null}
          />
        </Panel>
      </div>
    </>
  );
}
