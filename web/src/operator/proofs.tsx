/** The proofs of the books: a button that runs them, how far they have come, and what came of each run. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import type { ProofRow } from '../../../src/console/answers/ledger.ts';
import { ask } from '../app/api.ts';
import { useMay } from '../app/session.ts';
import { Badge, type Tone } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { ListView, type Column } from '../kit/list.tsx';
import { Panel } from '../kit/panel.tsx';
import { Progress } from '../kit/progress.tsx';
import { Empty } from '../kit/state.tsx';
import { say } from '../kit/toast.tsx';
import { useList } from '../kit/use-list.ts';
import { spanText, When } from '../kit/when.tsx';

const states: Readonly<Record<ProofRow['state'], readonly [string, Tone]>> = {
  running: ['Running', 'info'],
  held: ['All proofs hold', 'good'],
  broken: ['Broken', 'bad'],
  cancelled: ['Given up', 'plain'],
  stopped: ['Its process ended', 'warn'],
};

const columns: readonly Column<ProofRow>[] = [
  {
    name: 'Begun',
    cell: ({ askedAt }) => <When at={askedAt} />,
    text: ({ askedAt }) => askedAt,
  },
  { name: 'By', cell: ({ askedBy }) => askedBy, text: ({ askedBy }) => askedBy },
  {
    name: 'Result',
    cell: (run) => <Result of={run} />,
    text: ({ state, breaks }) => [state, ...breaks.map(({ what }) => what)].join('; '),
  },
  {
    name: 'Merchants',
    align: 'end',
    isMinor: true,
    cell: ({ done }) => <span className="number">{done}</span>,
    text: ({ done }) => String(done),
  },
  {
    name: 'Took',
    align: 'end',
    isMinor: true,
    cell: ({ askedAt, endedAt }) =>
      endedAt === null ? '–' : spanText(Date.parse(endedAt) - Date.parse(askedAt)),
  },
];

export function Proofs() {
  const pages = useList<ProofRow>('/ledger/proofs', {}, { refetchInterval: 1_000 });
  const running = pages.rows.find(({ state }) => state === 'running');
  const mayProve = useMay('ledger.prove');
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (path: string) => ask(path, { method: 'POST', body: {} }),
    onError: (error) => say(error.message, 'bad'),
    onSettled: () => client.invalidateQueries({ queryKey: ['/ledger/proofs'] }),
  });
  return (
    <Panel
      title="Proofs"
      note="Recomputed from every journal of every merchant, beside the traffic."
      flush
      actions={
        mayProve && (
          <Button
            kind="primary"
            icon={<ShieldCheck size={16} aria-hidden />}
            isBusy={change.isPending || running !== undefined}
            onClick={() => change.mutate('/ledger/proofs')}
          >
            Prove the books
          </Button>
        )
      }
    >
      {running !== undefined && (
        <div className="panel-body stack">
          <Progress label="Merchants proved" done={running.done} total={running.total} />
          {mayProve && (
            <div className="row">
              <Button
                isBusy={running.isBeingCancelled}
                onClick={() => change.mutate(`/ledger/proofs/${running.runId}/cancel`)}
              >
                Give up
              </Button>
            </div>
          )}
        </div>
      )}
      <ListView
        name="Runs of the proofs"
        columns={columns}
        pages={pages}
        keyOf={({ runId }) => runId}
        empty={<Empty title="Nobody has proved the books here yet" />}
      />
    </Panel>
  );
}

function Result({ of: { state, breaks } }: { readonly of: ProofRow }) {
  const [words, tone] = states[state];
  return (
    <>
      <Badge tone={tone}>{words}</Badge>
      {breaks.map(({ proof, merchantId, what }) => (
        <p key={`${merchantId} ${what}`} className="small">
          {proof}: {what}
        </p>
      ))}
    </>
  );
}
