/** The open sessions of a person, and a way to end each. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { List } from '../../../src/console/answers/shared.ts';
import type { SessionRow } from '../../../src/console/answers/sign-in.ts';
import { ask } from '../app/api.ts';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { Fault, Waiting } from '../kit/state.tsx';
import { say } from '../kit/toast.tsx';
import { When } from '../kit/when.tsx';
import './sessions.css';

/** `path` of the API. */
export function Sessions({ path }: { readonly path: string }) {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: [path],
    queryFn: () => ask<List<SessionRow>>(path),
  });
  const end = async (sessionId: string) => {
    await ask(`${path}/${sessionId}`, { method: 'DELETE' }).catch((refusal: unknown) =>
      say(refusal instanceof Error ? refusal.message : 'It was not ended.', 'bad'),
    );
    await client.invalidateQueries({ queryKey: [path] });
  };
  if (error !== null) return <Fault error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Waiting rows={2} />;
  if (data.rows.length === 0) return <p className="soft small">No session is open.</p>;
  return (
    <ul className="sessions" aria-label="Open sessions">
      {data.rows.map((session) => (
        <li key={session.sessionId}>
          <div>
            <p>
              {browserOf(session.browser)} at <span className="number">{session.address}</span>{' '}
              {session.isThis && <Badge tone="good">This one</Badge>}
            </p>
            <p className="soft small">
              Since <When at={session.createdAt} />, last used <When at={session.seenAt} />
            </p>
          </div>
          {!session.isThis && (
            <Button
              className="push"
              aria-label={`End the session at ${session.address}`}
              onClick={() => void end(session.sessionId)}
            >
              End
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

function browserOf(agent: string): string {
  const browser = /Firefox|Edg|OPR|Chrome|Safari/.exec(agent)?.[0] ?? 'A browser';
  const system = /iPhone|iPad|Android|Windows|Mac OS|Linux/.exec(agent)?.[0];
  return system === undefined ? browser : `${browser} on ${system}`;
}
