/** One key: whether it is good, on which days, from where, and its end. */
import { useState } from 'react';
import type { ApiKeyAnswer } from '../../../src/console/answers/access.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { CheckField, Field } from '../kit/field.tsx';
import { say } from '../kit/toast.tsx';
import { dayEnd, dayOf, dayStart } from './days.ts';
import { fieldsOf, useAct } from './use-act.ts';
import styles from './access.module.css';

interface ApiKeyDialogProps {
  readonly apiKey: ApiKeyAnswer;
  readonly onClose: () => void;
}

export function ApiKeyDialog({ apiKey, onClose }: ApiKeyDialogProps) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={apiKey.name}
      note={`API key no. ${String(apiKey.keyNo)}`}
    >
      <Terms apiKey={apiKey} onClose={onClose} />
      <KeyAddresses apiKey={apiKey} />
      <Ending apiKey={apiKey} onClose={onClose} />
    </Dialog>
  );
}

/** The last day is meant with all of it. */
function Terms({ apiKey, onClose }: ApiKeyDialogProps) {
  const { keyNo } = apiKey;
  const [active, setActive] = useState(apiKey.active);
  const [description, setDescription] = useState(apiKey.description);
  const [first, setFirst] = useState(dayOf(apiKey.startsAt));
  const [last, setLast] = useState(lastDayOf(apiKey.endsAt));
  const act = useAct(() => {
    onClose();
    say('The key is changed');
  });
  const faults = fieldsOf(act.error);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        const body = { active, description, ...instantsOf(apiKey, first, last) };
        act.mutate({ path: `/access/xprizo/keys/${String(keyNo)}`, method: 'PUT', body });
      }}
    >
      <CheckField
        label="Programs may call with it"
        checked={active}
        onChange={(event) => setActive(event.target.checked)}
      />
      <Field
        label="Description"
        maxLength={500}
        value={description}
        fault={faults['description']}
        onChange={(event) => setDescription(event.target.value)}
      />
      <div className={styles['days']}>
        <Field
          label="First day"
          type="date"
          value={first}
          fault={faults['startsAt']}
          onChange={(event) => setFirst(event.target.value)}
        />
        <Field
          label="Last day"
          type="date"
          value={last}
          fault={faults['endsAt']}
          onChange={(event) => setLast(event.target.value)}
        />
      </div>
      <div>
        <Button type="submit" kind="primary" isBusy={act.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}

/** What was not touched stays to the second, even when it was set by the API to another hour. */
function instantsOf({ startsAt, endsAt }: ApiKeyAnswer, first: string, last: string) {
  return {
    startsAt: first === dayOf(startsAt) ? startsAt : (dayStart(first) ?? null),
    endsAt: last === lastDayOf(endsAt) ? endsAt : (dayEnd(last) ?? null),
  };
}

/** The end itself does not belong to it. */
function lastDayOf(endsAt: string | null): string {
  return dayOf(endsAt === null ? null : new Date(Date.parse(endsAt) - 1).toISOString());
}

function KeyAddresses({ apiKey: { keyNo, addresses } }: Pick<ApiKeyDialogProps, 'apiKey'>) {
  const [address, setAddress] = useState('');
  const add = useAct(() => setAddress(''));
  const drop = useAct();
  const path = `/access/xprizo/keys/${String(keyNo)}/addresses`;
  return (
    <section className="stack">
      <h3>Addresses that may call with it</h3>
      {addresses.length === 0 ? (
        <p className="soft">Any. With the first one, no other may call.</p>
      ) : (
        <ul className={styles['addresses']}>
          {addresses.map((each) => (
            <li key={each}>
              <code>{each}</code>
              <Button
                kind="quiet"
                className="push"
                aria-label={`Remove ${each}`}
                isBusy={drop.isPending}
                onClick={() => drop.mutate({ path: `${path}/remove`, body: { address: each } })}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate({ path, body: { address } });
        }}
      >
        <Field
          label="Another address or CIDR range"
          placeholder="203.0.113.7"
          value={address}
          fault={fieldsOf(add.error)['address']}
          onChange={(event) => setAddress(event.target.value)}
        />
        <Button type="submit" isBusy={add.isPending}>
          Add
        </Button>
      </form>
    </section>
  );
}

/** Asks once more, since a deleted key does not come back. */
function Ending({ apiKey: { keyNo, name }, onClose }: ApiKeyDialogProps) {
  const [isAsking, setAsking] = useState(false);
  const act = useAct(() => {
    onClose();
    say('The key is deleted');
  });
  if (!isAsking)
    return (
      <div>
        <Button onClick={() => setAsking(true)}>Delete…</Button>
      </div>
    );
  return (
    <div className="row">
      <span>Programs that use {name} are refused from then on.</span>
      <Button
        kind="danger"
        isBusy={act.isPending}
        onClick={() =>
          act.mutate({ path: `/access/xprizo/keys/${String(keyNo)}`, method: 'DELETE' })
        }
      >
        Delete for good
      </Button>
    </div>
  );
}
