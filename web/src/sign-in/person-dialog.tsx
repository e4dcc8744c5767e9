/** What may be changed about somebody else: role, being let in, a reset, and the open sessions. */
import { useState } from 'react';
import type { LinkAnswer, PersonRow } from '../../../src/console/answers/people.ts';
import { ask } from '../app/api.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { SelectField } from '../kit/field.tsx';
import { useAction } from '../kit/use-action.ts';
import { Refused } from './frame.tsx';
import type { PeopleSite } from './people-site.ts';
import { Sessions } from './sessions.tsx';

interface PersonDialogProps {
  readonly site: PeopleSite;
  readonly person: PersonRow | null;
  readonly onClose: () => void;
  readonly onChanged: (link: LinkAnswer | null) => void;
}

export function PersonDialog({ person, onClose, ...rest }: PersonDialogProps) {
  return (
    <Dialog
      isOpen={person !== null}
      onClose={onClose}
      title={person?.name ?? ''}
      note={person?.email}
    >
      {person !== null && <Changes key={person.personId} person={person} {...rest} />}
    </Dialog>
  );
}

interface ChangesProps extends Omit<PersonDialogProps, 'onClose' | 'person'> {
  readonly person: PersonRow;
}

function Changes({ site, person, onChanged }: ChangesProps) {
  const [role, setRole] = useState(person.role);
  const path = `${site.path}/${person.personId}`;
  const change = useAction(async (what: string, body: unknown = {}) => {
    const method = what === 'role' ? 'PUT' : 'POST';
    const answer = await ask<LinkAnswer | undefined>(`${path}/${what}`, { method, body });
    onChanged(what === 'reset' ? (answer ?? null) : null);
  });
  return (
    <div className="stack">
      <SelectField
        label="Role"
        hint={site.roles[role]}
        options={Object.keys(site.roles).map((name) => ({ value: name, label: name }))}
        value={role}
        onChange={(event) => setRole(event.target.value)}
        fault={change.faults['role']}
      />
      <div className="row">
        <Button
          disabled={role === person.role}
          isBusy={change.isBusy}
          onClick={() => change.run('role', { role })}
        >
          Change the role
        </Button>
        {person.status === 'active' ? (
          <Button kind="danger" isBusy={change.isBusy} onClick={() => change.run('disable')}>
            Disable
          </Button>
        ) : (
          <Button isBusy={change.isBusy} onClick={() => change.run('enable')}>
            Enable again
          </Button>
        )}
        <Button kind="danger" isBusy={change.isBusy} onClick={() => change.run('reset')}>
          Reset sign-in
        </Button>
      </div>
      <p className="soft small">
        A reset voids password, second factors and sessions at once; you get a link for a new start.
      </p>
      <Refused text={change.fault} />
      <Sessions path={`${path}/sessions`} />
    </div>
  );
}
