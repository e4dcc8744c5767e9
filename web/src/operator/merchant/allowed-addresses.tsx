import { useState } from 'react';
import { useMay } from '../../app/session.ts';
import { Button } from '../../kit/button.tsx';
import { Field } from '../../kit/field.tsx';
import { Facts, Panel } from '../../kit/panel.tsx';
import type { PartProps } from '../merchant.tsx';
import { DraftForm } from './draft-form.tsx';
import { useChange } from './use-merchant.ts';

/** What the XoomPe contract lets in. */
export function AllowedAddresses({ merchant }: PartProps) {
  const { merchantId, allowedAddresses, apiAccess, nearDuplicateGuard } = merchant;
  const mayDraft = useMay('drafts.make');
  const mayChange = useMay('merchants.change');
  const change = useChange(merchantId);
  const [text, setText] = useState<string | null>(null);
  const addresses = () => (text ?? '').split(/[\s,]+/).filter((each) => each !== '');
  return (
    <Panel title="All contracts, and XoomPe">
      <Facts
        rows={[
          ['API access', apiAccess ? 'on' : 'off'],
          ['Guard against near duplicates', nearDuplicateGuard ? 'on' : 'off'],
          ['Addresses that may call XoomPe', allowedAddresses.join(', ') || 'any'],
        ]}
      />
      <div className="row">
        {mayChange && (
          <>
            <Button onClick={() => change.run('api-access', { on: !apiAccess }, 'Set.')}>
              {apiAccess ? 'Switch all API access off' : 'Switch all API access on'}
            </Button>
            <Button onClick={() => change.run('guard', { on: !nearDuplicateGuard }, 'Set.')}>
              {nearDuplicateGuard ? 'Guard off' : 'Guard on'}
            </Button>
          </>
        )}
        {mayDraft && (
          <Button onClick={() => setText(allowedAddresses.join(', '))}>Change addresses…</Button>
        )}
      </div>
      {text !== null && (
        <DraftForm
          title="Addresses that may call XoomPe"
          kind="merchant.addresses"
          merchantId={merchantId}
          change={() => ({ addresses: addresses() })}
          onClose={() => setText(null)}
        >
          {(faults) => (
            <Field
              label="Addresses and ranges"
              hint="With commas between them; none lets any address call."
              value={text}
              onChange={(event) => setText(event.target.value)}
              fault={faults['addresses']}
            />
          )}
        </DraftForm>
      )}
    </Panel>
  );
}
