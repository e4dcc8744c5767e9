import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type {
  EndpointAnswer,
  EndpointSecretAnswer,
  PingAnswer,
} from '../../../src/console/answers/merchant-webhooks.ts';
import { useMay } from '../app/session.ts';
import { Status } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { Copied } from '../kit/copy.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field, SelectField } from '../kit/field.tsx';
import { Facts, Panel } from '../kit/panel.tsx';
import { Empty } from '../kit/state.tsx';
import { When } from '../kit/when.tsx';
import { SecretShown } from './secret-shown.tsx';
import { fieldsOf, useAct } from './use-act.ts';

const path = '/webhooks/endpoint';

/** The URL, whether it answers, and what may be done with it. */
export function Endpoint({ endpoint }: { readonly endpoint: EndpointAnswer | null }) {
  const mayChange = useMay('webhooks.change');
  const [asks, setAsks] = useState<'url' | 'secret'>();
  const [secret, setSecret] = useState<string>();
  const close = () => setAsks(undefined);
  const show = (answer: EndpointSecretAnswer) => {
    close();
    setSecret(answer.secret);
  };
  return (
    <Panel
      title="URL"
      actions={
        mayChange && (
          <>
            {endpoint?.status === 'active' && <Ping />}
            {endpoint !== null && <Button onClick={() => setAsks('secret')}>New secret</Button>}
            <Button kind={endpoint === null ? 'primary' : 'plain'} onClick={() => setAsks('url')}>
              {endpoint === null ? 'Set a URL' : 'Change URL'}
            </Button>
            {endpoint !== null && <Switch endpoint={endpoint} />}
          </>
        )
      }
    >
      {endpoint === null ? (
        <Empty title="No URL yet">Without one your system hears of nothing.</Empty>
      ) : (
        <Facts rows={factsOf(endpoint)} />
      )}
      <UrlDialog isOpen={asks === 'url'} was={endpoint?.url ?? ''} onClose={close} onSet={show} />
      <RotateDialog isOpen={asks === 'secret'} onClose={close} onSet={show} />
      <SecretShown
        title="Your signing secret"
        secret={secret}
        onClose={() => setSecret(undefined)}
      />
    </Panel>
  );
}

function factsOf({ url, status, failingSince, updatedAt }: EndpointAnswer) {
  return [
    ['URL', <Copied key="url" text={url} />] as const,
    ['State', <Status key="state" of={status} />] as const,
    ...(failingSince === null
      ? []
      : [['Every attempt has failed since', <When key="since" at={failingSince} />] as const]),
    ['Changed', <When key="changed" at={updatedAt} />] as const,
  ];
}

function Ping() {
  const navigate = useNavigate();
  const act = useAct<PingAnswer>(({ deliveryId }) => {
    void navigate({ to: '/webhooks/$deliveryId', params: { deliveryId } });
  });
  return (
    <Button isBusy={act.isPending} onClick={() => act.mutate({ path: `${path}/ping` })}>
      Send a test
    </Button>
  );
}

function Switch({ endpoint }: { readonly endpoint: EndpointAnswer }) {
  const act = useAct();
  const next = endpoint.status === 'active' ? 'disabled' : 'active';
  return (
    <Button
      kind={next === 'disabled' ? 'danger' : 'plain'}
      isBusy={act.isPending}
      onClick={() => act.mutate({ path: `${path}/status`, body: { status: next } })}
    >
      {next === 'disabled' ? 'Switch off' : 'Switch on'}
    </Button>
  );
}

interface AskProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onSet: (answer: EndpointSecretAnswer) => void;
}

function UrlDialog({ isOpen, was, onClose, onSet }: AskProps & { readonly was: string }) {
  const [url, setUrl] = useState(was);
  const act = useAct<EndpointSecretAnswer>(onSet);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title="Webhook URL"
      note="A new URL gets a new secret; the old one ends at once."
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate({ path, method: 'PUT', body: { url } });
        }}
      >
        <Field
          label="URL"
          type="url"
          placeholder="https://"
          value={url}
          fault={fieldsOf(act.error)['url']}
          onChange={(event) => setUrl(event.target.value)}
        />
        <div>
          <Button type="submit" kind="primary" isBusy={act.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const overlaps = [
  { value: '24', label: '24 hours' },
  { value: '168', label: '7 days' },
  { value: '1', label: '1 hour' },
  { value: '0', label: 'Not at all: the old one has leaked' },
];

function RotateDialog({ isOpen, onClose, onSet }: AskProps) {
  const [overlapHours, setOverlap] = useState('24');
  const act = useAct<EndpointSecretAnswer>(onSet);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title="New secret"
      note="For a while both secrets sign, so that your system can change over."
    >
      <SelectField
        label="The old secret goes on signing for"
        options={overlaps}
        value={overlapHours}
        onChange={(event) => setOverlap(event.target.value)}
      />
      <div>
        <Button
          kind="primary"
          isBusy={act.isPending}
          onClick={() => act.mutate({ path: `${path}/secret`, body: { overlapHours } })}
        >
          Make a new secret
        </Button>
      </div>
    </Dialog>
  );
}
