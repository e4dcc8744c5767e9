/** Where a one-time link leads: a name and a password, and then a second factor. The link's secret never leaves by its address. */
import { useQuery } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import type { InvitationAnswer } from '../../../src/console/answers/sign-in.ts';
import { ask } from '../app/api.ts';
import { basePath } from '../app/site.ts';
import { Button } from '../kit/button.tsx';
import { Field } from '../kit/field.tsx';
import { Waiting } from '../kit/state.tsx';
import { useAction } from '../kit/use-action.ts';
import { Frame, Refused } from './frame.tsx';

// Kept for as long as the page stands and taken out of the address, where it would be seen and remembered.
const token = location.hash.slice(1);
if (token !== '') history.replaceState(null, '', location.pathname);

export default function WelcomePage() {
  const { data: invitation, error } = useQuery({
    queryKey: ['welcome'],
    queryFn: () => ask<InvitationAnswer>('/welcome/look', { method: 'POST', body: { token } }),
    staleTime: Infinity,
  });
  if (error !== null || token === '')
    return (
      <Frame brand="Hundi" title="This link does not work" note={error?.message}>
        <p className="soft">
          It works once and for three days. Ask whoever sent it for a new one, or{' '}
          <a href={`${basePath}/sign-in`}>sign in</a>.
        </p>
      </Frame>
    );
  if (invitation === undefined) return <Waiting />;
  return (
    <Frame {...titleOf(invitation)} brand={invitation.merchantName ?? invitation.brand}>
      <WelcomeForm invitation={invitation} />
    </Frame>
  );
}

function titleOf({ kind, role, brand, merchantName }: InvitationAnswer) {
  if (kind === 'first')
    return { title: `Welcome to ${brand}`, note: 'You are the first operator, and its owner.' };
  if (kind === 'reset')
    return { title: 'Begin anew', note: 'Choose a new password, then a new second factor.' };
  return { title: 'You are invited', note: `To ${merchantName ?? brand}, as ${role}.` };
}

function WelcomeForm({ invitation }: { readonly invitation: InvitationAnswer }) {
  const [email, setEmail] = useState(invitation.email ?? '');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const join = useAction(async () => {
    await ask('/welcome', { method: 'POST', body: { token, name, email, password } });
    location.assign(`${basePath}/sign-in`);
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    join.run();
  };
  return (
    <form className="door-form" onSubmit={submit}>
      <Field
        label="E-mail"
        type="email"
        autoComplete="username"
        required
        readOnly={invitation.email !== null}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        fault={join.faults['email']}
      />
      {invitation.kind !== 'reset' && (
        <Field
          label="Your name"
          autoComplete="name"
          autoFocus
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
          fault={join.faults['name']}
        />
      )}
      <Field
        label="Password"
        hint="At least 12 characters. A few words in a row are easy to keep and hard to guess."
        type="password"
        autoComplete="new-password"
        required
        minLength={12}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        fault={join.faults['password']}
      />
      <Refused text={join.fault} />
      <Button kind="primary" type="submit" isBusy={join.isBusy}>
        Continue
      </Button>
    </form>
  );
}
