import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import type { AuditCheck, AuditStream } from '../../../src/console/answers/audit.ts';
import { ask } from '../app/api.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Progress } from '../kit/progress.tsx';
import { useAction } from '../kit/use-action.ts';
import { Refused } from '../sign-in/frame.tsx';

interface Found {
  readonly stream: AuditStream;
  readonly check: AuditCheck;
}

/** Reads every stream, one after the other, and says which are whole. */
export function AuditVerification({ streams }: { readonly streams: readonly AuditStream[] }) {
  const [isOpen, setOpen] = useState(false);
  const [found, setFound] = useState<readonly Found[]>([]);
  const verify = useAction(async () => {
    setFound([]);
    setOpen(true);
    for (const stream of streams) {
      const body = { stream: stream.streamId };
      const check = await ask<AuditCheck>('/audit/verify', { method: 'POST', body });
      setFound((before) => [...before, { stream, check }]);
    }
  });
  return (
    <>
      <Button
        icon={<ShieldCheck size={16} aria-hidden />}
        disabled={streams.length === 0}
        onClick={() => verify.run()}
      >
        Verify
      </Button>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title="Verification of the audit">
        <div className="stack">
          <Progress label="Streams read" done={found.length} total={streams.length} />
          <Refused text={verify.fault} />
          {!verify.isBusy && verify.fault === null && <Verdict found={found} />}
        </div>
      </Dialog>
    </>
  );
}

function Verdict({ found }: { readonly found: readonly Found[] }) {
  const events = found.reduce((sum, { check }) => sum + check.events, 0);
  const broken = found.filter(({ check }) => check.breaks.length > 0);
  if (broken.length === 0)
    return (
      <p role="status">
        All {events} events of {found.length} streams are whole.
      </p>
    );
  return (
    <div role="alert" className="fault">
      <p>These streams are not what was written:</p>
      <ul>
        {broken.map(({ stream, check }) => (
          <li key={stream.streamId}>
            {stream.name}:{' '}
            {check.breaks.map(({ eventNo, what }) => `no. ${eventNo} ${what}`).join(', ')}
          </li>
        ))}
      </ul>
    </div>
  );
}
