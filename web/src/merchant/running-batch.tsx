/** How far a file of payouts is, and its end by hand. */
import { useState } from 'react';
import type { BatchAnswer } from '../../../src/console/answers/payouts.ts';
import { useMay } from '../app/session.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Progress } from '../kit/progress.tsx';
import { whenText } from '../kit/when.tsx';
import { useAct } from './use-act.ts';
import styles from './filters.module.css';

export function stoppedText({ stoppedBy, stoppedAt }: BatchAnswer): string {
  return stoppedAt === null || stoppedBy === null
    ? ''
    : ` ${stoppedBy} stopped it on ${whenText(stoppedAt)}.`;
}

/** Asks before, since what is stopped does not go on again. */
export function RunningBatch({ batch }: { readonly batch: BatchAnswer }) {
  const { batchId, rows, counts, stoppedAt } = batch;
  const mayStop = useMay('payouts.create') && stoppedAt === null;
  const [isAsking, setAsking] = useState(false);
  const act = useAct(() => setAsking(false));
  return (
    <div className={styles['running']}>
      <Progress
        label={stoppedAt === null ? 'Making payouts' : 'Stopping'}
        done={rows - (counts['waiting'] ?? 0)}
        total={rows}
      />
      {mayStop && <Button onClick={() => setAsking(true)}>Stop</Button>}
      <Dialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title="Stop making payouts?"
        note="What was made stays, and so does what is being made at this instant. The rest is never made: to pay it, send a file of it."
      >
        <div>
          <Button
            kind="danger"
            isBusy={act.isPending}
            onClick={() => act.mutate({ path: `/payout-batches/${batchId}/stop` })}
          >
            Stop it
          </Button>
        </div>
      </Dialog>
    </div>
  );
}
