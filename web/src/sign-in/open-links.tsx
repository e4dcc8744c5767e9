/** One-time links that nobody has used yet, and a way to take each back. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { InvitationRow } from '../../../src/console/answers/people.ts';
import type { List } from '../../../src/console/answers/shared.ts';
import { ask } from '../app/api.ts';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Form } from '../kit/form.tsx';
import { Panel } from '../kit/panel.tsx';
import { Fault, Waiting } from '../kit/state.tsx';
import { say } from '../kit/toast.tsx';
import { useAction } from '../kit/use-action.ts';
import { When } from '../kit/when.tsx';
import './sessions.css';

interface OpenLinksProps {
  /** Of the people in the API; their links are below it. */
  readonly path: string;
  readonly mayChange: boolean;
  readonly actions?: ReactNode;
}

export function OpenLinks({ path, mayChange, actions }: OpenLinksProps) {
  const [voiding, setVoiding] = useState<InvitationRow | null>(null);
  const place = `${path}/invitations`;
  const found = useQuery({
    queryKey: [place],
    queryFn: () => ask<List<InvitationRow>>(place),
  });
  const rows = found.data?.rows;
  return (
    <Panel
      title="Links that are out"
      note="Nobody has used them yet. What is in a link is shown only once, when it is made."
      actions={actions}
    >
      {rows === undefined ? (
        found.error === null ? (
          <Waiting rows={2} />
        ) : (
          <Fault error={found.error} onRetry={() => void found.refetch()} />
        )
      ) : rows.length === 0 ? (
        <p className="soft small">No link is out.</p>
      ) : (
        <ul className="sessions" aria-label="Links that are out">
          {rows.map((row) => (
            <LinkItem
              key={row.invitationId}
              row={row}
              onVoid={mayChange ? () => setVoiding(row) : undefined}
            />
          ))}
        </ul>
      )}
      <VoidDialog place={place} row={voiding} onClose={() => setVoiding(null)} />
    </Panel>
  );
}

interface LinkItemProps {
  readonly row: InvitationRow;
  readonly onVoid: (() => void) | undefined;
}

function LinkItem({ row, onVoid }: LinkItemProps) {
  const { role, kind, invitedBy, createdAt, expiresAt } = row;
  return (
    <li>
      <div>
        <p>
          <strong>{nameOf(row)}</strong> as {role} {kind === 'reset' && <Badge>New start</Badge>}
        </p>
        <p className="soft small">
          By {invitedBy} <When at={createdAt} />, ends <When at={expiresAt} />
        </p>
      </div>
      {onVoid !== undefined && (
        <Button
          className="push"
          aria-label={`Take back the link for ${nameOf(row)}`}
          onClick={onVoid}
        >
          Take back…
        </Button>
      )}
    </li>
  );
}

interface VoidDialogProps {
  readonly place: string;
  readonly row: InvitationRow | null;
  readonly onClose: () => void;
}

function VoidDialog({ place, row, onClose }: VoidDialogProps) {
  return (
    <Dialog
      isOpen={row !== null}
      onClose={onClose}
      title="Take the link back"
      note={
        row?.kind === 'reset'
          ? 'It lets nobody in from now on. The old password stays void: another reset makes another link.'
          : 'It lets nobody in from now on, and does not come back. Another one can be made.'
      }
    >
      {row !== null && <VoidForm place={place} row={row} onClose={onClose} />}
    </Dialog>
  );
}

function VoidForm({ place, row, onClose }: VoidDialogProps & { readonly row: InvitationRow }) {
  const client = useQueryClient();
  const take = useAction(async () => {
    await ask(`${place}/${row.invitationId}`, { method: 'DELETE' }).finally(() =>
      // Also where it was used meanwhile: the list says what is still out.
      client.invalidateQueries({ queryKey: [place] }),
    );
    say('The link lets nobody in any more.');
    onClose();
  });
  return (
    <Form action={take} submit="Take it back" kind="danger">
      <p>
        For <strong>{nameOf(row)}</strong> as {row.role}, made by {row.invitedBy}{' '}
        <When at={row.createdAt} />.
      </p>
    </Form>
  );
}

function nameOf({ email }: InvitationRow): string {
  return email ?? 'the first operator';
}
