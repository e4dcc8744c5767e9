/**
 * Nonces of signed requests: each is spent once per merchant and route, by whichever process hears it first, and
 * that is durable before the request has any effect. Requests of one moment share a commit.
 */
import type pg from 'pg';
import { arraysOf, rowsFrom, type Columns } from '../db/columns.ts';
import type { Pool } from '../db/connection.ts';
import { Lane } from '../db/lane.ts';

export interface SpendNonce {
  readonly merchantId: string;
  readonly route: string;
  readonly nonce: string;
}

/** Answers whether the nonce was new. Throws DomainError `service.overloaded` or `service.unavailable`. */
export type NonceLane = Lane<SpendNonce, boolean>;

/**
 * Three times the tolerance of signatures: a request may be 300 s ahead and stays valid for 600 s. The rest is for clocks of
 * processes that differ: both ends are told by the one of the database.
 */
const keptMinutes = 15;

interface Row {
  merchant_id: string;
  route: string;
  nonce: string;
}

const columns: Columns<Row> = {
  merchant_id: 'uuid',
  route: 'text',
  nonce: 'text',
};

const insert = {
  name: 'insert_request_nonces',
  // In the order of the key, so that two processes never wait for each other crosswise.
  text: `insert into request_nonces (merchant_id, route, nonce, seen_at)
    select r.merchant_id, r.route, r.nonce, now() from ${rowsFrom(columns)}
    order by r.merchant_id, r.route, r.nonce
    on conflict (merchant_id, route, nonce) do nothing
    returning merchant_id, route, nonce`,
};

export function openNonceLane(settings: {
  readonly url: string;
  readonly oneMerchantPerCommit: boolean;
}): NonceLane {
  return new Lane<SpendNonce, boolean>(
    {
      run: async (client, commands) => {
        const answers = await spend(client, commands);
        return { answers, write: () => [] };
      },
      // Whose nonce it was cannot be told any more: the caller signs its request again.
      recover: () => Promise.resolve(undefined),
    },
    { url: settings.url, name: 'nonce lane' },
    settings.oneMerchantPerCommit ? { groupOf: ({ merchantId }) => merchantId } : {},
  );
}

async function spend(client: pg.Client, commands: readonly SpendNonce[]): Promise<boolean[]> {
  const { rows } = await client.query<Row>({
    name: insert.name,
    text: insert.text,
    values: arraysOf(
      columns,
      commands.map(({ merchantId, route, nonce }) => ({
        merchant_id: merchantId,
        route,
        nonce,
      })),
    ),
  });
  const fresh = new Set(rows.map((row) => `${row.merchant_id} ${row.route} ${row.nonce}`));
  // Of two alike in one batch the first is the one that spent it.
  return commands.map(({ merchantId, route, nonce }) =>
    fresh.delete(`${merchantId} ${route} ${nonce}`),
  );
}

/** Forgets nonces whose requests are too old to be accepted. Resolves to how many are gone. */
export async function pruneNonces(pool: Pool): Promise<number> {
  const merchants = await pool.query<{ merchant_id: string }>(
    'select merchant_id from xpayout_access order by merchant_id',
  );
  let count = 0;
  for (const { merchant_id: merchantId } of merchants.rows) {
    const { rowCount } = await pool.query(
      'delete from request_nonces where merchant_id = $1 and seen_at < now() - make_interval(mins => $2)',
      [merchantId, keptMinutes],
    );
    count += rowCount ?? 0;
  }
  return count;
}
