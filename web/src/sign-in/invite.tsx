import { useState, type SyntheticEvent } from 'react';
import type { LinkAnswer } from '../../../src/console/answers/people.ts';
import { ask } from '../app/api.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field, SelectField } from '../kit/field.tsx';
import { useAction } from '../kit/use-action.ts';
import { Refused } from './frame.tsx';
import type { PeopleSite } from './people-site.ts';
import './sign-in.css';

interface InviteProps {
  readonly site: PeopleSite;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onMade: (link: LinkAnswer) => void;
}

export function Invite(props: InviteProps) {
  return (
    <Dialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title="Invite somebody"
      note="You get a link to hand over. It works once and for three days."
    >
      <InviteForm {...props} />
    </Dialog>
  );
}

function InviteForm({ site, onMade }: InviteProps) {
  const names = Object.keys(site.roles);
  const [email, setEmail] = useState('');
  const [role, setRole] = useState(names.at(-1) ?? '');
  const send = useAction(async () => {
    onMade(await ask(`${site.path}/invitations`, { method: 'POST', body: { email, role } }));
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    send.run();
  };
  return (
    <form className="door-form" onSubmit={submit}>
      <Field
        label="E-mail"
        type="email"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        fault={send.faults['email']}
      />
      <SelectField
        label="Role"
        hint={site.roles[role]}
        options={names.map((name) => ({ value: name, label: name }))}
        value={role}
        onChange={(event) => setRole(event.target.value)}
        fault={send.faults['role']}
      />
      <Refused text={send.fault} />
      <Button kind="primary" type="submit" isBusy={send.isBusy}>
        Make the link
      </Button>
    </form>
  );
}
