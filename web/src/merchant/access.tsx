/** By what the merchant's programs are known, and from where they may call. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AccessAnswer, NewSecretAnswer } from '../../../src/console/answers/access.ts';
import { ask } from '../app/api.ts';
import { useMay } from '../app/session.ts';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { Checklist } from '../kit/checklist.tsx';
import { Copied } from '../kit/copy.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field } from '../kit/field.tsx';
import { Facts, PageHead, Panel } from '../kit/panel.tsx';
import { Empty, Fault, Waiting } from '../kit/state.tsx';
import { say } from '../kit/toast.tsx';
import { When } from '../kit/when.tsx';
import { ApiKeys } from './api-keys.tsx';
import { SecretShown } from './secret-shown.tsx';
import { fieldsOf, useAct } from './use-act.ts';
import '../kit/list.css';
import styles from './access.module.css';

export default function Access() {
  const found = useQuery({ queryKey: ['access'], queryFn: () => ask<AccessAnswer>('/access') });
  return (
    <>
      <PageHead title="API access" note="Secrets are shown once, when they are made." />
      {found.data === undefined ? (
        found.error === null ? (
          <Waiting rows={6} />
        ) : (
          <Fault error={found.error} onRetry={() => void found.refetch()} />
        )
      ) : (
        <div className="stack">
          <Credentials access={found.data} />
          {found.data.xpayout !== null && <Xpayout xpayout={found.data.xpayout} />}
          <ApiKeys xprizo={found.data.xprizo} />
        </div>
      )}
    </>
  );
}

interface RotateProps {
  readonly path: string;
  readonly what: string;
}

/** Asks before, since programs have to change over, and shows what was made. */
function Rotate({ path, what }: RotateProps) {
  const mayChange = useMay('credentials.change');
  const [isAsking, setAsking] = useState(false);
  const [made, setMade] = useState<NewSecretAnswer>();
  const act = useAct<NewSecretAnswer>((answer) => {
    setAsking(false);
    setMade(answer);
  });
  if (!mayChange) return null;
  return (
    <>
      <Button onClick={() => setAsking(true)}>New {what}</Button>
      <Dialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={`A new ${what}?`}
        note="What you use now goes on for 24 hours, so that your programs can change over."
      >
        <div>
          <Button kind="primary" isBusy={act.isPending} onClick={() => act.mutate({ path })}>
            Make it
          </Button>
        </div>
      </Dialog>
      <SecretShown
        title={made?.name ?? ''}
        secret={made?.secret}
        onClose={() => setMade(undefined)}
      />
    </>
  );
}

function Credentials({ access }: { readonly access: AccessAnswer }) {
  const { credentials, allowedAddresses } = access;
  return (
    <Panel
      title="Client credentials"
      note={
        allowedAddresses.length === 0
          ? 'May be used from any address.'
          : `May be used from ${allowedAddresses.join(', ')}.`
      }
      actions={<Rotate path="/access/client/rotate" what="client secret" />}
      flush
    >
      {credentials.length === 0 ? (
        <Empty title="No credential yet" />
      ) : (
        <div className="list-scroll" role="group" aria-label="Client credentials" tabIndex={0}>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">Client id</th>
                <th scope="col" className="list-minor">
                  Made
                </th>
                <th scope="col">Ends</th>
              </tr>
            </thead>
            <tbody>
              {credentials.map(({ clientId, createdAt, expiresAt }) => (
                <tr key={clientId}>
                  <td>
                    <Copied text={clientId} />
                  </td>
                  <td className="list-minor">
                    <When at={createdAt} />
                  </td>
                  <td>
                    {expiresAt === null ? (
                      <Badge tone="good">In use</Badge>
                    ) : (
                      <When at={expiresAt} />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

type XpayoutAccess = NonNullable<AccessAnswer['xpayout']>;

function Xpayout({ xpayout }: { readonly xpayout: XpayoutAccess }) {
  const mayChange = useMay('credentials.change');
  return (
    <Panel
      title="Signed orders"
      note="Of the XPayout contract"
      actions={<Rotate path="/access/xpayout/rotate" what="API secret" />}
    >
      <div className="stack">
        <Facts
          rows={[
            ['API key', <Copied key="key" text={xpayout.apiKey} />],
            ['Signatures', xpayout.hmacMode],
            [
              'State',
              xpayout.apiEnabled ? (
                <Badge key="state" tone="good">
                  On
                </Badge>
              ) : (
                <Badge key="state" tone="warn">
                  Off
                </Badge>
              ),
            ],
          ]}
        />
        <h3>Steps to the first order</h3>
        <Checklist steps={xpayout.checklist} />
        <h3>Addresses that may call</h3>
        <Addresses addresses={xpayout.addresses} />
        {mayChange && <NewAddress />}
      </div>
    </Panel>
  );
}

function Addresses({ addresses }: Pick<XpayoutAccess, 'addresses'>) {
  const mayChange = useMay('credentials.change');
  const act = useAct();
  if (addresses.length === 0) return <p className="soft">None: nobody can call.</p>;
  return (
    <ul className={styles['addresses']}>
      {addresses.map(({ address, isApproved }) => (
        <li key={address}>
          <code>{address}</code>
          {isApproved ? (
            <Badge tone="good">Approved</Badge>
          ) : (
            <Badge tone="warn">Waits for approval</Badge>
          )}
          {mayChange && (
            <Button
              kind="quiet"
              className="push"
              aria-label={`Remove ${address}`}
              isBusy={act.isPending}
              onClick={() => act.mutate({ path: '/access/addresses/remove', body: { address } })}
            >
              Remove
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

function NewAddress() {
  const [address, setAddress] = useState('');
  const act = useAct(() => {
    setAddress('');
    say('It may call once it is approved');
  });
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate({ path: '/access/addresses', body: { address } });
      }}
    >
      <Field
        label="Another address or CIDR range"
        placeholder="203.0.113.7"
        value={address}
        fault={fieldsOf(act.error)['address']}
        onChange={(event) => setAddress(event.target.value)}
      />
      <Button type="submit" isBusy={act.isPending}>
        Ask for it
      </Button>
    </form>
  );
}
