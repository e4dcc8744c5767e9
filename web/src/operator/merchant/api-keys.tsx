import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { MerchantAnswer } from '../../../../src/console/answers/merchants.ts';
import { ask } from '../../app/api.ts';
import { useMay } from '../../app/session.ts';
import { Badge } from '../../kit/badge.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { Form } from '../../kit/form.tsx';
import { say } from '../../kit/toast.tsx';
import { useAction } from '../../kit/use-action.ts';
import { When } from '../../kit/when.tsx';

type ApiKey = MerchantAnswer['apiKeys'][number];

interface ApiKeysProps {
  readonly merchantId: string;
  readonly apiKeys: readonly ApiKey[];
}

/** The keys of the Xprizo contract, of which there may be several, and the end of each. */
export function ApiKeys({ merchantId, apiKeys }: ApiKeysProps) {
  const mayIssue = useMay('credentials.issue');
  const [ending, setEnding] = useState<ApiKey | null>(null);
  if (apiKeys.length === 0) return <p className="soft">None.</p>;
  return (
    <div className="stack">
      {apiKeys.map((key) => (
        <div key={key.keyNo} className="row">
          <span>{nameOf(key)}</span>
          {!key.active && <Badge tone="bad">Off</Badge>}
          <span className="soft small">
            since <When at={key.createdAt} />
          </span>
          {mayIssue && (
            <Button
              kind="quiet"
              className="push"
              aria-label={`Delete key ${nameOf(key)}`}
              onClick={() => setEnding(key)}
            >
              Delete…
            </Button>
          )}
        </div>
      ))}
      {ending !== null && (
        <EndKey merchantId={merchantId} apiKey={ending} onClose={() => setEnding(null)} />
      )}
    </div>
  );
}

interface EndKeyProps {
  readonly merchantId: string;
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}

function EndKey({ merchantId, apiKey, onClose }: EndKeyProps) {
  const client = useQueryClient();
  const end = useAction(async () => {
    const path = `/merchants/${merchantId}/credentials/xprizo/${String(apiKey.keyNo)}`;
    await ask(path, { method: 'DELETE' });
    await client.invalidateQueries({ queryKey: ['/merchants', 'one', merchantId] });
    say('The key is gone.');
    onClose();
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Delete key ${nameOf(apiKey)}`}
      note="Calls with it are refused from now on, in every process. It does not come back."
    >
      <Form action={end} submit="Delete the key" kind="danger">
        {null}
      </Form>
    </Dialog>
  );
}

function nameOf({ keyNo, name }: ApiKey): string {
  return `${String(keyNo)}. ${name}`;
}
