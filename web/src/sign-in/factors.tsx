import { KeyRound, Smartphone } from 'lucide-react';
import type { ReactNode } from 'react';
import type { FactorsAnswer } from '../../../src/console/answers/sign-in.ts';
import { ask } from '../app/api.ts';
import { Button } from '../kit/button.tsx';
import { useAction } from '../kit/use-action.ts';
import { When } from '../kit/when.tsx';
import { Refused } from './frame.tsx';
import './sessions.css';

interface FactorsProps {
  readonly factors: FactorsAnswer;
  readonly onChanged: () => void;
}

/** The passkeys and the app of a person, each with a way to take it away. */
export function Factors({ factors, onChanged }: FactorsProps) {
  const remove = useAction(async (path: string) => {
    await ask(path, { method: 'DELETE' });
    onChanged();
  });
  if (!factors.hasTotp && factors.passkeys.length === 0)
    return <p className="soft">You have none yet.</p>;
  return (
    <>
      <ul className="sessions" aria-label="Second factors">
        {factors.passkeys.map((key) => (
          <Factor
            key={key.credentialId}
            icon={<KeyRound size={18} aria-hidden />}
            name={key.name}
            isBusy={remove.isBusy}
            onRemove={() => remove.run(`/me/passkeys/${encodeURIComponent(key.credentialId)}`)}
          >
            Passkey, added <When at={key.createdAt} />
          </Factor>
        ))}
        {factors.hasTotp && (
          <Factor
            icon={<Smartphone size={18} aria-hidden />}
            name="Authenticator app"
            isBusy={remove.isBusy}
            onRemove={() => remove.run('/me/totp')}
          >
            Six digits, new every 30 seconds
          </Factor>
        )}
      </ul>
      <Refused text={remove.fault} />
    </>
  );
}

interface FactorProps {
  readonly icon: ReactNode;
  readonly name: string;
  readonly isBusy: boolean;
  readonly onRemove: () => void;
  readonly children: ReactNode;
}

function Factor({ icon, name, isBusy, onRemove, children }: FactorProps) {
  return (
    <li>
      {icon}
      <div>
        <p>{name}</p>
        <p className="soft small">{children}</p>
      </div>
      <Button className="push" aria-label={`Remove ${name}`} isBusy={isBusy} onClick={onRemove}>
        Remove
      </Button>
    </li>
  );
}
