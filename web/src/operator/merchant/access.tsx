import { useState } from 'react';
import type { XpayoutAnswer } from '../../../../src/console/answers/merchants.ts';
import { useMay } from '../../app/session.ts';
import { Badge } from '../../kit/badge.tsx';
import { Button } from '../../kit/button.tsx';
import { Copied } from '../../kit/copy.tsx';
import { Field, SelectField } from '../../kit/field.tsx';
import { Form } from '../../kit/form.tsx';
import { Facts, Panel } from '../../kit/panel.tsx';
import { Empty } from '../../kit/state.tsx';
import { useAction } from '../../kit/use-action.ts';
import { ApprovedAddressesDraft } from '../drafts/addresses-draft.tsx';
import { CodeDraft } from '../drafts/code-draft.tsx';
import type { PartProps } from './part.ts';
import { AllowedAddresses } from './allowed-addresses.tsx';
import { useChange } from './use-merchant.ts';

export function MerchantAccess({ merchant }: PartProps) {
  const { xpayout } = merchant;
  return (
    <div className="merchant-columns">
      {xpayout === null ? (
        <Panel title="XPayout">
          <Empty title="No XPayout key yet">Issue one under Credentials.</Empty>
        </Panel>
      ) : (
        <>
          <Addresses merchantId={merchant.merchantId} xpayout={xpayout} />
          <Gate merchant={merchant} xpayout={xpayout} />
        </>
      )}
      <AllowedAddresses merchant={merchant} />
    </div>
  );
}

interface XpayoutProps {
  readonly merchantId: string;
  readonly xpayout: XpayoutAnswer;
}

function Addresses({ merchantId, xpayout }: XpayoutProps) {
  const { registeredAddresses, approvedAddresses } = xpayout;
  const mayDraft = useMay('drafts.make');
  const mayChange = useMay('merchants.change');
  const change = useChange(merchantId);
  const [approving, setApproving] = useState<string | null>(null);
  return (
    <Panel title="API addresses (XPayout)" note="Only approved addresses may call.">
      <div className="stack">
        {registeredAddresses.length === 0 && <p className="soft">None is registered.</p>}
        {registeredAddresses.map((address) => (
          <div key={address} className="row">
            <code>{address}</code>
            {approvedAddresses.includes(address) ? (
              <Badge tone="good">Approved</Badge>
            ) : (
              mayDraft && (
                <Button aria-label={`Approve ${address}`} onClick={() => setApproving(address)}>
                  Approve…
                </Button>
              )
            )}
            {mayChange && (
              <Button
                kind="quiet"
                className="push"
                aria-label={`Remove ${address}`}
                onClick={() =>
                  change.run('xpayout/addresses/remove', { addresses: [address] }, 'Removed.')
                }
              >
                Remove
              </Button>
            )}
          </div>
        ))}
        {mayChange && <Register merchantId={merchantId} />}
      </div>
      {approving !== null && (
        <ApprovedAddressesDraft
          title={`Let ${approving} call`}
          merchantId={merchantId}
          start={{ addresses: [approving] }}
          onClose={() => setApproving(null)}
        />
      )}
    </Panel>
  );
}

function Register({ merchantId }: { readonly merchantId: string }) {
  const change = useChange(merchantId);
  const [address, setAddress] = useState('');
  const send = useAction(() => {
    change.run('xpayout/addresses', { addresses: [address] }, 'Registered; it opens nothing yet.');
    setAddress('');
    return Promise.resolve();
  });
  return (
    <Form action={send} submit="Register" kind="primary">
      <Field
        label="Address or range to register"
        placeholder="203.0.113.7"
        required
        value={address}
        onChange={(event) => setAddress(event.target.value)}
        fault={change.faults['address'] ?? change.fault ?? undefined}
      />
    </Form>
  );
}

const modes = [
  { value: 'required', label: 'Required' },
  { value: 'optional', label: 'Optional' },
  { value: 'off', label: 'Off (sandbox only)' },
];

function Gate({ merchant, xpayout }: PartProps & { readonly xpayout: XpayoutAnswer }) {
  const { merchantId } = merchant;
  const { apiEnabled, hmacMode, marketplaceCode } = xpayout;
  const mayChange = useMay('merchants.change');
  const mayDraft = useMay('drafts.make');
  const change = useChange(merchantId);
  const [isAssigning, setAssigning] = useState(false);
  return (
    <Panel title="XPayout">
      <Facts
        rows={[
          ['API key', <Copied text={xpayout.apiKey} />],
          [
            'API access',
            apiEnabled ? <Badge tone="good">On</Badge> : <Badge tone="warn">Off</Badge>,
          ],
          ['Marketplace code', marketplaceCode ?? 'none'],
        ]}
      />
      <div className="form">
        {mayChange && (
          <SelectField
            label="Signatures"
            options={modes}
            value={hmacMode}
            fault={change.faults['hmac'] ?? change.fault ?? undefined}
            onChange={(event) => change.run('xpayout/hmac', { mode: event.target.value }, 'Set.')}
          />
        )}
        <div className="row">
          {mayChange && (
            <Button
              isBusy={change.isBusy}
              onClick={() =>
                change.run('xpayout/api', { on: !apiEnabled }, apiEnabled ? 'Off.' : 'On.')
              }
            >
              {apiEnabled ? 'Switch API access off' : 'Switch API access on'}
            </Button>
          )}
          {mayDraft && (
            <Button onClick={() => setAssigning(true)}>Assign a marketplace code…</Button>
          )}
        </div>
      </div>
      {isAssigning && (
        <CodeDraft
          title="Assign a marketplace code"
          merchantId={merchantId}
          start={{ code: marketplaceCode ?? '' }}
          onClose={() => setAssigning(false)}
        />
      )}
    </Panel>
  );
}
