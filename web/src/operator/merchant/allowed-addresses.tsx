import { useState } from 'react';
import { useMay } from '../../app/session.ts';
import { Button } from '../../kit/button.tsx';
import { Facts, Panel } from '../../kit/panel.tsx';
import { CallersDraft } from '../drafts/addresses-draft.tsx';
import type { PartProps } from './part.ts';
import { useChange } from './use-merchant.ts';

/** What the XoomPe contract lets in. */
export function AllowedAddresses({ merchant }: PartProps) {
  const { merchantId, allowedAddresses, apiAccess, nearDuplicateGuard } = merchant;
  const mayDraft = useMay('drafts.make');
  const mayChange = useMay('merchants.change');
  const change = useChange(merchantId);
  const [isChanging, setChanging] = useState(false);
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
        {mayDraft && <Button onClick={() => setChanging(true)}>Change addresses…</Button>}
      </div>
      {isChanging && (
        <CallersDraft
          title="Addresses that may call XoomPe"
          merchantId={merchantId}
          start={{ addresses: allowedAddresses }}
          onClose={() => setChanging(false)}
        />
      )}
    </Panel>
  );
}
