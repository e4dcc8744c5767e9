/** Shows a second factor: the passkey first, then a code of the app, then a code from paper. */
import { KeyRound } from 'lucide-react';
import { useState, type SyntheticEvent } from 'react';
import type { SignInAnswer } from '../../../src/console/answers/sign-in.ts';
import { ask } from '../app/api.ts';
import { Button } from '../kit/button.tsx';
import { Field } from '../kit/field.tsx';
import { useAction } from '../kit/use-action.ts';
import { Refused } from './frame.tsx';
import { showPasskey } from './passkey.ts';

type Way = 'passkey' | 'app' | 'paper' | 'password';

interface FactorFormProps {
  readonly state: SignInAnswer;
  /** `paper`: a code from paper will do too, as at the sign-in. */
  readonly allowPaper: boolean;
  readonly onProven: () => void;
}

const words: Readonly<Record<Way, string>> = {
  passkey: 'Use a passkey',
  app: 'Use a code of the app',
  paper: 'Use a recovery code',
  password: 'Use the password',
};

export function FactorForm({ state, allowPaper, onProven }: FactorFormProps) {
  const ways = waysOf(state, allowPaper);
  const [way, setWay] = useState<Way>(ways[0] ?? 'password');
  return (
    <div className="door-form">
      {way === 'passkey' ? (
        <PasskeyForm onProven={onProven} />
      ) : (
        <CodeForm key={way} way={way} onProven={onProven} />
      )}
      {ways
        .filter((other) => other !== way)
        .map((other) => (
          <Button key={other} kind="quiet" onClick={() => setWay(other)}>
            {words[other]}
          </Button>
        ))}
    </div>
  );
}

/** Only whoever has no second factor shows the password instead. */
function waysOf({ hasPasskey, hasTotp, passkeysWork }: SignInAnswer, allowPaper: boolean): Way[] {
  if (!hasPasskey && !hasTotp) return ['password'];
  const ways: Way[] = [];
  if (hasPasskey && passkeysWork) ways.push('passkey');
  if (hasTotp) ways.push('app');
  if (allowPaper) ways.push('paper');
  return ways;
}

function PasskeyForm({ onProven }: { readonly onProven: () => void }) {
  const show = useAction(async () => {
    await showPasskey();
    onProven();
  });
  return (
    <>
      <Button
        kind="primary"
        icon={<KeyRound size={16} aria-hidden />}
        isBusy={show.isBusy}
        onClick={() => show.run()}
        autoFocus
      >
        Continue with a passkey
      </Button>
      <Refused text={show.fault} />
    </>
  );
}

const fields = {
  app: { path: '/sign-in/code', name: 'code', label: 'Code of the app' },
  paper: { path: '/sign-in/recovery', name: 'code', label: 'Recovery code' },
  password: { path: '/sign-in/password', name: 'password', label: 'Password' },
} as const;

interface CodeFormProps {
  readonly way: keyof typeof fields;
  readonly onProven: () => void;
}

function CodeForm({ way, onProven }: CodeFormProps) {
  const [text, setText] = useState('');
  const { path, name, label } = fields[way];
  const send = useAction(async () => {
    const value = way === 'app' ? text.replaceAll(/\s/g, '') : text;
    await ask(path, { method: 'POST', body: { [name]: value } });
    onProven();
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    send.run();
  };
  return (
    <form className="door-form" onSubmit={submit}>
      <Field
        label={label}
        type={way === 'password' ? 'password' : 'text'}
        inputMode={way === 'app' ? 'numeric' : 'text'}
        autoComplete={
          way === 'app' ? 'one-time-code' : way === 'paper' ? 'off' : 'current-password'
        }
        autoFocus
        required
        value={text}
        onChange={(event) => setText(event.target.value)}
        fault={send.faults[name]}
      />
      <Refused text={send.fault} />
      <Button kind="primary" type="submit" isBusy={send.isBusy}>
        Continue
      </Button>
    </form>
  );
}
