/** Payouts are paused for the whole deployment: told on the pages where somebody looks who wonders why nothing goes out. */
import type { PauseAnswer } from '../../../src/console/answers/shared.ts';
import { Badge } from '../kit/badge.tsx';
import { Panel } from '../kit/panel.tsx';
import { When } from '../kit/when.tsx';

export function Paused({ pause }: { readonly pause: PauseAnswer | null }) {
  if (pause === null) return null;
  return (
    <Panel
      title="Payouts are paused"
      note={
        <>
          Since <When at={pause.since} exact />
        </>
      }
      actions={<Badge tone="bad">Paused</Badge>}
    >
      <p>{pause.reason}</p>
      <p className="soft small">
        Nothing is submitted to the bank; payouts are still taken, and wait. On the command line{' '}
        <code>hundi payout resume</code> ends it, once its cause is dealt with.
      </p>
    </Panel>
  );
}
