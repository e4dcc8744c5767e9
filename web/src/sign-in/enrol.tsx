/** A new second factor: a passkey of this device, or an authenticator app. */
import { KeyRound, Smartphone } from 'lucide-react';
import { useState, type SyntheticEvent } from 'react';
import type { EnrolledAnswer, TotpOfferAnswer } from '../../../src/console/answers/sign-in.ts';
import { ask } from '../app/api.ts';
import { Button } from '../kit/button.tsx';
import { Copied } from '../kit/copy.tsx';
import { Field } from '../kit/field.tsx';
import { useAction } from '../kit/use-action.ts';
import { Refused } from './frame.tsx';
import { deviceName, makePasskey } from './passkey.ts';
import { RecoveryCodes } from './recovery-codes.tsx';
import './sign-in.css';

interface EnrolProps {
  /** At a bare address no browser binds a passkey. */
  readonly passkeysWork: boolean;
  readonly onDone: () => void;
}

export function Enrol({ passkeysWork, onDone }: EnrolProps) {
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [offer, setOffer] = useState<TotpOfferAnswer | null>(null);
  const enrolled = ({ recoveryCodes }: EnrolledAnswer) => {
    if (recoveryCodes === null) onDone();
    else setCodes(recoveryCodes);
  };
  if (codes !== null) return <RecoveryCodes codes={codes} onKept={onDone} />;
  if (offer !== null) return <ConfirmApp offer={offer} onEnrolled={enrolled} />;
  return <Choice passkeysWork={passkeysWork} onEnrolled={enrolled} onOffer={setOffer} />;
}

interface ChoiceProps {
  readonly passkeysWork: boolean;
  readonly onEnrolled: (answer: EnrolledAnswer) => void;
  readonly onOffer: (offer: TotpOfferAnswer) => void;
}

function Choice({ passkeysWork, onEnrolled, onOffer }: ChoiceProps) {
  const passkey = useAction(async () => onEnrolled(await makePasskey(deviceName())));
  const app = useAction(async () => onOffer(await ask('/me/totp', { method: 'POST', body: {} })));
  return (
    <div className="door-form">
      <Button
        kind="primary"
        icon={<KeyRound size={16} aria-hidden />}
        isBusy={passkey.isBusy}
        disabled={!passkeysWork}
        onClick={() => passkey.run()}
      >
        Add a passkey of this device
      </Button>
      {!passkeysWork && (
        <p className="soft small">A passkey needs a host name in the address of this page.</p>
      )}
      <Button
        kind={passkeysWork ? 'plain' : 'primary'}
        icon={<Smartphone size={16} aria-hidden />}
        isBusy={app.isBusy}
        onClick={() => app.run()}
      >
        Use an authenticator app
      </Button>
      <Refused text={passkey.fault ?? app.fault} />
    </div>
  );
}

interface ConfirmAppProps {
  readonly offer: TotpOfferAnswer;
  readonly onEnrolled: (answer: EnrolledAnswer) => void;
}

function ConfirmApp({ offer, onEnrolled }: ConfirmAppProps) {
  const [code, setCode] = useState('');
  const confirm = useAction(async () => {
    const body = { code: code.replaceAll(/\s/g, '') };
    onEnrolled(await ask('/me/totp/confirm', { method: 'POST', body }));
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    confirm.run();
  };
  return (
    <form className="door-form" onSubmit={submit}>
      <p className="soft">Scan this with the app, then type the code that it shows.</p>
      <div className="qr">
        <img
          alt="QR code for the authenticator app"
          src={`data:image/svg+xml,${encodeURIComponent(offer.svg)}`}
        />
      </div>
      <p className="small">
        Or type in: <Copied text={offer.secret} />
      </p>
      <Field
        label="Code of the app"
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        required
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      <Refused text={confirm.fault} />
      <Button kind="primary" type="submit" isBusy={confirm.isBusy}>
        Continue
      </Button>
    </form>
  );
}
