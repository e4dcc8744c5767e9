/** Signing in, step by step: where it stands is known to the gateway, so that a reload goes on at the same step. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useEffect, useState, type SyntheticEvent } from 'react';
import type { SignInAnswer } from '../../../src/console/answers/sign-in.ts';
import { ask } from '../app/api.ts';
import { audience, basePath } from '../app/site.ts';
import { Button } from '../kit/button.tsx';
import { Field } from '../kit/field.tsx';
import { Fault, Waiting } from '../kit/state.tsx';
import { useAction } from '../kit/use-action.ts';
import { Enrol } from './enrol.tsx';
import { FactorForm } from './factor-form.tsx';
import { Frame, Refused } from './frame.tsx';
import { signInQuery } from './state.ts';

export default function SignInPage() {
  const { next = '/' }: { readonly next?: string } = useSearch({ strict: false });
  const { data: state, error, refetch } = useQuery({ ...signInQuery, staleTime: Infinity });
  const client = useQueryClient();
  // A new document: nothing of whoever was signed in before stays in memory.
  const enter = () => location.assign(placeOf(next));
  if (error !== null) return <Fault error={error} onRetry={() => void refetch()} />;
  if (state === undefined) return <Waiting />;
  if (state.stage === 'full') return <Entering onShown={enter} />;
  return (
    <Frame {...titleOf(state)} brand={state.brand}>
      {state.stage === 'none' && (
        <PasswordForm
          onBegun={(begun) =>
            begun.stage === 'full' ? enter() : client.setQueryData(signInQuery.queryKey, begun)
          }
        />
      )}
      {state.stage === 'factor' && <FactorForm state={state} allowPaper onProven={enter} />}
      {state.stage === 'enrol' && <Enrol passkeysWork={state.passkeysWork} onDone={enter} />}
      {state.stage !== 'none' && <StartOver />}
    </Frame>
  );
}

function Entering({ onShown }: { readonly onShown: () => void }) {
  useEffect(onShown);
  return <Waiting />;
}

/** Always below this site, whatever stands in the address. */
function placeOf(next: string): string {
  const inside = next.startsWith(`${basePath}/`) ? next.slice(basePath.length) : next;
  return `${basePath}/${inside.replace(/^\/+/, '')}`;
}

function titleOf({ stage, email }: SignInAnswer): { title: string; note: string } {
  if (stage === 'factor')
    return { title: 'One more step', note: `Signing in as ${email ?? 'you'}.` };
  if (stage === 'enrol')
    return {
      title: 'Add a second factor',
      note: 'A password alone opens nothing here. A passkey is the safest and the quickest.',
    };
  return {
    title: 'Sign in',
    note: audience === 'operator' ? 'To the console of operators.' : 'To your dashboard.',
  };
}

function PasswordForm({ onBegun }: { readonly onBegun: (state: SignInAnswer) => void }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const send = useAction(async () => {
    onBegun(await ask('/sign-in', { method: 'POST', body: { email, password } }));
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
        name="email"
        autoComplete="username"
        autoFocus
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        fault={send.faults['email']}
      />
      <Field
        label="Password"
        type="password"
        name="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        fault={send.faults['password']}
      />
      <Refused text={send.fault} />
      <Button kind="primary" type="submit" isBusy={send.isBusy}>
        Sign in
      </Button>
    </form>
  );
}

function StartOver() {
  const leave = useAction(async () => {
    await ask('/session', { method: 'DELETE' });
    location.reload();
  });
  return (
    <p className="small soft door-foot">
      Not you?{' '}
      <button type="button" className="link" onClick={() => leave.run()}>
        Start over
      </button>
    </p>
  );
}
