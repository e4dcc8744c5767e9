import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { IssuedAnswer } from '../../../../src/console/answers/merchants.ts';
import { ask } from '../../app/api.ts';
import { useMay } from '../../app/session.ts';
import { Button } from '../../kit/button.tsx';
import { Copied } from '../../kit/copy.tsx';
import { Panel } from '../../kit/panel.tsx';
import { useAction } from '../../kit/use-action.ts';
import { When } from '../../kit/when.tsx';
import type { PartProps } from './part.ts';
import { ApiKeys } from './api-keys.tsx';
import { Secrets } from './secrets.tsx';

const overlapHours = 24;

export function MerchantCredentials({ merchant }: PartProps) {
  const { merchantId, credentials, xpayout, apiKeys } = merchant;
  const mayIssue = useMay('credentials.issue');
  const client = useQueryClient();
  const [issued, setIssued] = useState<IssuedAnswer | null>(null);
  const issue = useAction(async (contract: string, body: object) => {
    const path = `/merchants/${merchantId}/credentials/${contract}`;
    setIssued(await ask<IssuedAnswer>(path, { method: 'POST', body }));
    void client.invalidateQueries({ queryKey: ['/merchants', 'one', merchantId] });
  });
  const button = (contract: string, has: boolean, words: readonly [string, string]) =>
    mayIssue && (
      <Button
        isBusy={issue.isBusy}
        onClick={() => issue.run(contract, has ? { overlapHours } : {})}
      >
        {has ? words[1] : words[0]}
      </Button>
    );
  return (
    <>
      <p className="fault" role="alert" hidden={issue.fault === null}>
        {issue.fault}
      </p>
      <div className="merchant-columns">
        <Panel
          title="XoomPe"
          note={`A new one replaces the others after ${String(overlapHours)} hours.`}
          actions={button('xoompe', credentials.length > 0, ['Issue', 'Replace'])}
        >
          {credentials.length === 0 && <p className="soft">None.</p>}
          {credentials.map(({ clientId, createdAt, expiresAt }) => (
            <p key={clientId} className="row">
              <Copied text={clientId} />
              <span className="soft small">
                {expiresAt === null ? 'since ' : 'ends '}
                <When at={expiresAt ?? createdAt} />
              </span>
            </p>
          ))}
        </Panel>
        <Panel
          title="XPayout"
          note="The key stays; only the secret is replaced."
          actions={button('xpayout', xpayout !== null, ['Issue', 'Replace the secret'])}
        >
          {xpayout === null ? <p className="soft">None.</p> : <Copied text={xpayout.apiKey} />}
        </Panel>
        <Panel title="Xprizo" actions={button('xprizo', false, ['Issue a key', ''])}>
          <ApiKeys merchantId={merchantId} apiKeys={apiKeys} />
        </Panel>
      </div>
      <Secrets issued={issued} onClose={() => setIssued(null)} />
    </>
  );
}
