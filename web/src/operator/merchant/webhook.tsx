import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { IssuedAnswer } from '../../../../src/console/answers/merchants.ts';
import { ask } from '../../app/api.ts';
import { useMay } from '../../app/session.ts';
import { Status } from '../../kit/badge.tsx';
import { Button } from '../../kit/button.tsx';
import { Field } from '../../kit/field.tsx';
import { Form } from '../../kit/form.tsx';
import { Facts, Panel } from '../../kit/panel.tsx';
import { useAction } from '../../kit/use-action.ts';
import { When } from '../../kit/when.tsx';
import type { PartProps } from '../merchant.tsx';
import { Secrets } from './secrets.tsx';

export function MerchantWebhook({ merchant }: PartProps) {
  const { merchantId, webhook } = merchant;
  const mayIssue = useMay('credentials.issue');
  const client = useQueryClient();
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [issued, setIssued] = useState<IssuedAnswer | null>(null);
  const send = async (path: string, body: object) => {
    setIssued(
      await ask<IssuedAnswer>(`/merchants/${merchantId}/${path}`, { method: 'POST', body }),
    );
    void client.invalidateQueries({ queryKey: ['/merchants', 'one', merchantId] });
  };
  const set = useAction(() => send('webhook', { url }));
  const rotate = useAction(() => send('webhook/rotate', { overlapHours: 24 }));
  return (
    <div className="merchant-columns">
      <Panel title="Where it hears of its payments">
        {webhook === null ? (
          <p className="soft">Nowhere yet.</p>
        ) : (
          <Facts
            rows={[
              ['URL', webhook.url],
              ['State', <Status of={webhook.status} />],
              [
                'Failing since',
                webhook.failingSince === null ? '—' : <When at={webhook.failingSince} />,
              ],
            ]}
          />
        )}
        {webhook !== null && mayIssue && (
          <Button isBusy={rotate.isBusy} onClick={() => rotate.run()}>
            New secret, with the old one for a day
          </Button>
        )}
      </Panel>
      {mayIssue && (
        <Panel title="Set the URL" note="With a new secret, which is shown once.">
          <Form action={set} submit="Set the URL">
            <Field
              label="URL"
              type="url"
              required
              value={url}
              onChange={(event) => setUrl(event.target.value)}
              fault={set.faults['url']}
            />
          </Form>
        </Panel>
      )}
      <Secrets issued={issued} onClose={() => setIssued(null)} />
    </div>
  );
}
