/** What a person has to sign in with: second factors, recovery codes, password and open sessions. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import type { EnrolledAnswer, FactorsAnswer } from '../../../src/console/answers/sign-in.ts';
import { ask } from '../app/api.ts';
import { useSession } from '../app/session.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field } from '../kit/field.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { Fault, Waiting } from '../kit/state.tsx';
import { say } from '../kit/toast.tsx';
import { useAction } from '../kit/use-action.ts';
import { Enrol } from './enrol.tsx';
import { Factors } from './factors.tsx';
import { Refused } from './frame.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { Sessions } from './sessions.tsx';
import './sign-in.css';

const factorsQuery = {
  queryKey: ['factors'],
  queryFn: () => ask<FactorsAnswer>('/me/factors'),
};

export default function SecurityPage() {
  const { person } = useSession();
  return (
    <>
      <PageHead title="Sign-in and security" note={`${person.name}, ${person.email}`} />
      <div className="stack">
        <FactorsPanel />
        <PasswordPanel />
        <Panel
          title="Open sessions"
          note="They end after half an hour without use, and after twelve hours."
        >
          <Sessions path="/me/sessions" />
        </Panel>
      </div>
    </>
  );
}

function FactorsPanel() {
  const { data: factors, error, refetch } = useQuery(factorsQuery);
  const client = useQueryClient();
  const [isAdding, setAdding] = useState(false);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const again = () => {
    setAdding(false);
    setCodes(null);
    void client.invalidateQueries({ queryKey: factorsQuery.queryKey });
  };
  const renew = useAction(async () => {
    const made = await ask<EnrolledAnswer>('/me/recovery-codes', { method: 'POST', body: {} });
    setCodes(made.recoveryCodes);
  });
  if (error !== null) return <Fault error={error} onRetry={() => void refetch()} />;
  if (factors === undefined) return <Waiting />;
  const hasOne = factors.hasTotp || factors.passkeys.length > 0;
  return (
    <Panel
      title="Second factors"
      note={
        factors.isFactorNeeded
          ? 'Your role needs at least one. Two are better: one may be lost.'
          : 'With one, a stolen password alone opens nothing.'
      }
      actions={<Button onClick={() => setAdding(true)}>Add</Button>}
    >
      <Factors factors={factors} onChanged={again} />
      {hasOne && (
        <p className="row small">
          <span className="soft">Recovery codes left: {factors.recoveryCodes}</span>
          <Button className="push" isBusy={renew.isBusy} onClick={() => renew.run()}>
            Make new codes
          </Button>
        </p>
      )}
      <Refused text={renew.fault} />
      <Dialog isOpen={isAdding} onClose={again} title="Add a second factor">
        <Enrol passkeysWork={factors.passkeysWork} onDone={again} />
      </Dialog>
      <Dialog isOpen={codes !== null} onClose={again} title="New recovery codes">
        {codes !== null && <RecoveryCodes codes={codes} onKept={again} />}
      </Dialog>
    </Panel>
  );
}

function PasswordPanel() {
  const [password, setPassword] = useState('');
  const change = useAction(async () => {
    await ask('/me/password', { method: 'POST', body: { password } });
    setPassword('');
    say('The password is changed. Your other sessions have ended.');
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    change.run();
  };
  return (
    <Panel title="Password">
      <form className="door-form" onSubmit={submit}>
        <Field
          label="New password"
          hint="At least 12 characters."
          type="password"
          autoComplete="new-password"
          required
          minLength={12}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          fault={change.faults['password']}
        />
        <Refused text={change.fault} />
        <div>
          <Button type="submit" isBusy={change.isBusy}>
            Change the password
          </Button>
        </div>
      </form>
    </Panel>
  );
}
