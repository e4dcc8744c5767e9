/** Where the merchant's system hears of payments, what it was sent, and how it checks a signature. */
import { useQuery } from '@tanstack/react-query';
import type { EndpointsAnswer } from '../../../src/console/answers/merchant-webhooks.ts';
import { ask } from '../app/api.ts';
import { PageHead, Panel } from '../kit/panel.tsx';
import { Fault, Waiting } from '../kit/state.tsx';
import { Deliveries } from './deliveries.tsx';
import { Endpoint } from './endpoint.tsx';
import { Snippets } from './snippets.tsx';

export default function Webhooks() {
  const found = useQuery({
    queryKey: ['webhooks'],
    queryFn: () => ask<EndpointsAnswer>('/webhooks/endpoint'),
    refetchInterval: 10_000,
  });
  return (
    <>
      <PageHead title="Webhooks" note="We tell your system of every change of a payment." />
      <div className="stack">
        {found.data === undefined ? (
          <Panel title="URL">
            {found.error === null ? (
              <Waiting rows={2} />
            ) : (
              <Fault error={found.error} onRetry={() => void found.refetch()} />
            )}
          </Panel>
        ) : (
          <Endpoint endpoint={found.data.endpoint} />
        )}
        <Deliveries />
        <Snippets />
      </div>
    </>
  );
}
