/** One file of payouts: how far it is, and what became of each row. */
import { useQuery } from '@tanstack/react-query';
import type { BatchAnswer, BatchRowAnswer } from '../../../src/console/answers/payouts.ts';
import { ask } from '../app/api.ts';
import { useParam } from '../app/use-param.ts';
import { basePath } from '../app/site.ts';
import { ListView } from '../kit/list.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { Fault, Waiting } from '../kit/state.tsx';
import { useList } from '../kit/use-list.ts';
import { whenText } from '../kit/when.tsx';
import { batchRowColumns } from './batch-row-columns.tsx';
import { RunningBatch, stoppedText } from './running-batch.tsx';

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
            <RunningBatch batch={batch} />
          ) : (
            <p>
              {made} of {rows} payouts are on their way
              {made < rows && '; the others say why not'}.{stoppedText(batch)}
            </p>
          )}
        </Panel>
        <Panel flush>
          <ListView
            name="Rows of the file"
            columns={batchRowColumns}
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
