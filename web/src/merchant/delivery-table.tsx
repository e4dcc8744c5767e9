import { Link } from '@tanstack/react-router';
import type { DeliveryRow } from '../../../src/console/answers/merchant-payments.ts';
import { Status } from '../kit/badge.tsx';
import { Empty } from '../kit/state.tsx';
import { When } from '../kit/when.tsx';

/** A few deliveries, all of them at once. */
export function DeliveryTable({ rows }: { readonly rows: readonly DeliveryRow[] }) {
  if (rows.length === 0) return <Empty title="Nothing was sent yet" />;
  return (
    <div className="list-scroll" tabIndex={-1}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Webhook</th>
            <th scope="col">State</th>
            <th scope="col">Created</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ deliveryId, webhookId, state, createdAt, lastError }) => (
            <tr key={deliveryId}>
              <td>
                <Link to="/webhooks/$deliveryId" params={{ deliveryId }}>
                  <code>{webhookId}</code>
                </Link>
              </td>
              <td>
                <Status of={state} /> <span className="soft small">{lastError}</span>
              </td>
              <td>
                <When at={createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
