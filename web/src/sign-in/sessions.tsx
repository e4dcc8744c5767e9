/** The open sessions of a person, and a way to end each and all. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { List } from '../../../src/console/answers/shared.ts';
import type { SessionRow } from '../../../src/console/answers/sign-in.ts';
import { ask } from '../app/api.ts';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { Fault, Waiting } from '../kit/state.tsx';
import { say } from '../kit/toast.tsx';
import { useAction } from '../kit/use-action.ts';
import { When } from '../kit/when.tsx';
import { Refused } from './frame.tsx';
import './sessions.css';

/** `path` of the API. */
export function Sessions({ path }: { readonly path: string }) {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: [path],
    queryFn: () => ask<List<SessionRow>>(path),
  });
  const end = useAction(async (which: string) => {
    await ask(`${path}${which}`, { method: 'DELETE' });
    await client.invalidateQueries({ queryKey: [path] });
    say(which === '' ? 'They have ended.' : 'It has ended.');
  });
  if (error !== null) return <Fault error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Waiting rows={2} />;
  if (data.rows.length === 0) return <p className="soft small">No session is open.</p>;
  const isOwn = data.rows.some(({ isThis }) => isThis);
  return (
    <div className="stack">
      <ul className="sessions" aria-label="Open sessions">
        {data.rows.map((session) => (
          <SessionItem
            key={session.sessionId}
            session={session}
            isBusy={end.isBusy}
            onEnd={() => end.run(`/${session.sessionId}`)}
          />
        ))}
      </ul>
      <Refused text={end.fault} />
      {(!isOwn || data.rows.length > 1) && (
        <div>
          <Button isBusy={end.isBusy} onClick={() => end.run('')}>
            {isOwn ? 'End all others' : 'End all of them'}
          </Button>
        </div>
      )}
    </div>
  );
}

interface SessionItemProps {
  readonly session: SessionRow;
  readonly isBusy: boolean;
  readonly onEnd: () => void;
}

function SessionItem({ session, isBusy, onEnd }: SessionItemProps) {
  const { browser, address, isThis, createdAt, seenAt } = session;
  return (
    <li>
      <div>
        <p>
          {browserOf(browser)} at <span className="number">{address}</span>{' '}
          {isThis && <Badge tone="good">This one</Badge>}
        </p>
        <p className="soft small">
          Since <When at={createdAt} />, last used <When at={seenAt} />
        </p>
      </div>
      {!isThis && (
        <Button
          className="push"
          aria-label={`End the session at ${address}`}
          isBusy={isBusy}
          onClick={onEnd}
        >
          End
        </Button>
      )}
    </li>
  );
}

function browserOf(agent: string): string {
  const browser = /Firefox|Edg|OPR|Chrome|Safari/.exec(agent)?.[0] ?? 'A browser';
  const system = /iPhone|iPad|Android|Windows|Mac OS|Linux/.exec(agent)?.[0];
  return system === undefined ? browser : `${browser} on ${system}`;
}
