/**
 * References that requests have spent. A merchant has one name-space for money coming in, and the lock of its wallet in INR
 * covers it; so whoever creates a pay-in looks here, too.
 */
import type pg from 'pg';
import { referenceKey } from './create-payout.ts';
import { referenceArrays } from './taken-references.ts';

interface Referenced {
  readonly merchantId: string;
  readonly reference: string | null;
}

// No joins: the planner must not begin with the table, which is spread over all nodes.
const statement = {
  name: 'references_spent_by_requests',
  text: `select r.merchant_id, r.reference from (select unnest($1::uuid[]) as merchant_id, unnest($2::text[]) as reference) as r
    cross join lateral (select from incoming_transfers i where i.merchant_id = r.merchant_id
      and i.reference = r.reference and i.kind = 'request' offset 0) f`,
};

/** Sent behind the lock of the wallets. By `referenceKey`. */
export async function loadSpentByRequests(
  client: pg.ClientBase,
  payments: readonly Referenced[],
): Promise<ReadonlySet<string>> {
  const referenced = payments.filter(({ reference }) => reference !== null);
  if (referenced.length === 0) return new Set();
  const { rows } = await client.query<{ merchant_id: string; reference: string }>({
    ...statement,
    values: referenceArrays(referenced),
  });
  return new Set(rows.map((row) => referenceKey(row.merchant_id, row.reference)));
}
