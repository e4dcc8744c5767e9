/**
 * Endpoints of scope `order`: where single orders are heard of, by an address of their own. One address is one
 * endpoint. They hold no secret: what is sent to them is signed with the API secret of the merchant.
 */
import type pg from 'pg';
import { arraysOf, rowsFrom, type Columns } from '../db/columns.ts';

export interface NewOrderEndpoint {
  readonly merchantId: string;
  readonly endpointId: string;
  /** Checked by the door. */
  readonly url: string;
  readonly at: Date;
}

interface Row {
  merchant_id: string;
  endpoint_id: string;
  url: string;
  created_at: Date;
}

const columns: Columns<Row> = {
  merchant_id: 'uuid',
  endpoint_id: 'uuid',
  url: 'text',
  created_at: 'timestamptz',
};

const insert = {
  name: 'insert_order_endpoints',
  text: `insert into webhook_endpoints
      (merchant_id, endpoint_id, url, sealed_secrets, status, scope, created_at, updated_at)
    select r.merchant_id, r.endpoint_id, r.url, '{}', 'active', 'order', r.created_at, r.created_at
    from ${rowsFrom(columns)} order by r.merchant_id, r.url
    on conflict (merchant_id, url) where scope = 'order' do nothing`,
};

/** Who names an address anew wants to be heard there again, whatever it did before. */
const revive = {
  name: 'revive_order_endpoints',
  text: `update webhook_endpoints e
    set status = 'active', failing_since = null, updated_at = r.created_at
    from ${rowsFrom(columns)}
    where e.merchant_id = r.merchant_id and e.url = r.url and e.scope = 'order'
      and e.status = 'disabled'`,
};

/** Sends the statements without waiting; an address that is known and active stays as it is. */
export function writeOrderEndpoints(
  client: pg.ClientBase,
  endpoints: readonly NewOrderEndpoint[],
): Promise<unknown>[] {
  if (endpoints.length === 0) return [];
  const rows = endpoints.map(({ merchantId, endpointId, url, at }) => ({
    merchant_id: merchantId,
    endpoint_id: endpointId,
    url,
    created_at: at,
  }));
  return [insert, revive].map((statement) =>
    client.query({ ...statement, values: arraysOf(columns, rows) }),
  );
}
