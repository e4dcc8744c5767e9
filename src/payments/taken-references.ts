/**
 * References that a merchant has used for money going out, by a payout or by a transfer. It has one name-space for both,
 * and the lock of its wallet in INR covers it.
 */
import type pg from 'pg';
import { binaryArray } from '../db/binary-array.ts';
import { noneOf } from '../db/sqlstate.ts';
import { referenceKey, type CreatePayout } from './create-payout.ts';
import { payoutColumns, payoutOf, type PayoutRow } from './payout-rows.ts';
import type { Payout } from './payout.ts';

/** By `referenceKey`. */
export interface TakenReferences {
  readonly byReference: ReadonlyMap<string, Payout>;
  /** Those of transfers. */
  readonly spent: ReadonlySet<string>;
}

type TakenRow = {
  readonly asked_by: string;
  readonly asked: string;
  readonly is_spent: boolean;
} & {
  readonly [Column in keyof PayoutRow]: PayoutRow[Column] | null;
};

// No inner joins: the planner must not begin with a table, which is spread over all nodes.
const statement = {
  name: 'references_taken_going_out',
  text: `select r.merchant_id as asked_by, r.reference as asked, f.is_spent is not null as is_spent, ${payoutColumns}
    from (select unnest($1::uuid[]) as merchant_id, unnest($2::text[]) as reference) as r
    left join payouts p
      on p.merchant_id = r.merchant_id and p.reference = r.reference and p.reference is not null
    left join lateral (select true as is_spent from transfers t
      where t.merchant_id = r.merchant_id and t.reference = r.reference
        and t.reference is not null and t.kind <> 'request' offset 0) f on true
    where p.payout_id is not null or f.is_spent`,
};

const unspent = {
  name: 'references_unspent_going_out',
  text: noneOf(`select from (select unnest($1::uuid[]) as merchant_id, unnest($2::text[]) as reference) as r
    cross join lateral (select from transfers t where t.merchant_id = r.merchant_id and t.reference = r.reference
      and t.reference is not null and t.kind <> 'request' offset 0) t`),
};

/** Fails when a transfer has spent any of the references. Sent behind the lock of the wallets, without waiting. */
export function assumeNoneSpent(
  client: pg.ClientBase,
  commands: readonly CreatePayout[],
): Promise<unknown>[] {
  const referenced = commands.filter((command) => command.reference !== null);
  if (referenced.length === 0) return [];
  return [client.query({ ...unspent, values: referenceArrays(referenced) })];
}

/** Sent behind the lock of the wallets. */
export async function loadTakenReferences(
  client: pg.ClientBase,
  commands: readonly CreatePayout[],
): Promise<TakenReferences> {
  const byReference = new Map<string, Payout>();
  const spent = new Set<string>();
  const referenced = commands.filter((command) => command.reference !== null);
  if (referenced.length === 0) return { byReference, spent };
  const { rows } = await client.query<TakenRow>({
    ...statement,
    values: referenceArrays(referenced),
  });
  for (const row of rows) {
    const key = referenceKey(row.asked_by, row.asked);
    if (row.is_spent) spent.add(key);
    if (isPayout(row)) byReference.set(key, payoutOf(row));
  }
  return { byReference, spent };
}

/** For `unnest($1::uuid[])` and `unnest($2::text[])`. */
export function referenceArrays(
  referenced: readonly { readonly merchantId: string; readonly reference: string | null }[],
): Buffer[] {
  return [
    binaryArray(
      'uuid',
      referenced.map((command) => command.merchantId),
    ),
    binaryArray(
      'text',
      referenced.map((command) => command.reference),
    ),
  ];
}

function isPayout(row: { readonly payout_id: string | null }): row is PayoutRow {
  return row.payout_id !== null;
}
