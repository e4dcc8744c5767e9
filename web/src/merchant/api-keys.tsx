/** Keys of the Xprizo contract: one for each program, so that one can end without the others. */
import { useState } from 'react';
import type {
  AccessAnswer,
  ApiKeyAnswer,
  NewSecretAnswer,
} from '../../../src/console/answers/access.ts';
import { useMay } from '../app/session.ts';
import { Badge, type Tone } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field } from '../kit/field.tsx';
import { Panel } from '../kit/panel.tsx';
import { Empty } from '../kit/state.tsx';
import { whenText } from '../kit/when.tsx';
import { ApiKeyDialog } from './api-key-dialog.tsx';
import { SecretShown } from './secret-shown.tsx';
import { fieldsOf, useAct } from './use-act.ts';
import styles from './access.module.css';

export function ApiKeys({ xprizo }: Pick<AccessAnswer, 'xprizo'>) {
  const { keys, profileId } = xprizo;
  const mayChange = useMay('credentials.change');
  const [changed, setChanged] = useState<number>();
  const key = keys.find(({ keyNo }) => keyNo === changed);
  return (
    <Panel
      title="API keys"
      note={`Of the Xprizo contract, for profile ${profileId}`}
      actions={mayChange && <NewKey />}
      flush
    >
      {keys.length === 0 ? (
        <Empty title="No key yet">Each of your programs can have one of its own.</Empty>
      ) : (
        <ul className={styles['keys']}>
          {keys.map((each) => (
            <KeyRow
              key={each.keyNo}
              apiKey={each}
              onChange={mayChange ? () => setChanged(each.keyNo) : undefined}
            />
          ))}
        </ul>
      )}
      {key !== undefined && <ApiKeyDialog apiKey={key} onClose={() => setChanged(undefined)} />}
    </Panel>
  );
}

interface KeyRowProps {
  readonly apiKey: ApiKeyAnswer;
  /** Undefined of whoever may only look. */
  readonly onChange: (() => void) | undefined;
}

function KeyRow({ apiKey, onChange }: KeyRowProps) {
  const { keyNo, name, description, addresses } = apiKey;
  const [word, tone] = stateOf(apiKey);
  return (
    <li>
      <span className={styles['key']}>
        <span>
          <b>{name}</b> <span className="soft number">no. {keyNo}</span>
        </span>
        {description !== '' && <span className="soft small">{description}</span>}
        <span className="soft small">{termsOf(apiKey)}</span>
        <span className="soft small">
          {addresses.length === 0 ? 'From any address' : `From ${addresses.join(', ')}`}
        </span>
      </span>
      <Badge tone={tone}>{word}</Badge>
      {onChange !== undefined && (
        <Button onClick={onChange} aria-label={`Change ${name}`}>
          Change
        </Button>
      )}
    </li>
  );
}

function stateOf({ active, startsAt, endsAt }: ApiKeyAnswer): readonly [string, Tone] {
  const now = new Date().toISOString();
  if (!active) return ['Switched off', 'bad'];
  if (startsAt !== null && startsAt > now) return ['Not yet', 'info'];
  if (endsAt !== null && endsAt <= now) return ['Ended', 'bad'];
  return ['In use', 'good'];
}

function termsOf({ createdAt, startsAt, endsAt }: ApiKeyAnswer): string {
  const parts = [
    `Made ${whenText(createdAt)}`,
    startsAt !== null && `good from ${whenText(startsAt)}`,
    endsAt !== null && `until ${whenText(endsAt)}`,
  ];
  return parts.filter(Boolean).join(', ');
}

function NewKey() {
  const [isAsking, setAsking] = useState(false);
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [made, setMade] = useState<NewSecretAnswer>();
  const act = useAct<NewSecretAnswer>((answer) => {
    setAsking(false);
    setName('');
    setDescription('');
    setMade(answer);
  });
  const faults = fieldsOf(act.error);
  return (
    <>
      <Button onClick={() => setAsking(true)}>New API key</Button>
      <Dialog isOpen={isAsking} onClose={() => setAsking(false)} title="A new API key">
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            act.mutate({ path: '/access/xprizo/keys', body: { name, description } });
          }}
        >
          <Field
            label="Name"
            hint="Of the program that will use it"
            maxLength={100}
            value={name}
            fault={faults['name']}
            onChange={(event) => setName(event.target.value)}
          />
          <Field
            label="Description"
            maxLength={500}
            value={description}
            fault={faults['description']}
            onChange={(event) => setDescription(event.target.value)}
          />
          <div>
            <Button type="submit" kind="primary" isBusy={act.isPending}>
              Make it
            </Button>
          </div>
        </form>
      </Dialog>
      <SecretShown
        title={made?.name ?? ''}
        secret={made?.secret}
        onClose={() => setMade(undefined)}
      />
    </>
  );
}
