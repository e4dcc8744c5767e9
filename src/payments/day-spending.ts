/** What merchants with a cap on the day have paid out on it, read behind the lock of their wallets. */
import type pg from 'pg';
import { binaryArray } from '../db/binary-array.ts';
import { firstIdAt } from '../kit/ids.ts';
import type { CreatePayout } from './create-payout.ts';

/** By merchant; failed payouts are left out. Nothing is asked for those without a cap. */
export async function loadPaidToday(
  client: pg.ClientBase,
  commands: readonly CreatePayout[],
): Promise<Map<string, bigint>> {
  const sinceOf = new Map<string, string>();
  for (const { merchantId, caps } of commands)
    if (caps !== undefined && caps.dayMinor !== null)
      sinceOf.set(merchantId, firstIdAt(caps.dayStartsAt.getTime()));
  if (sinceOf.size === 0) return new Map();
  const { rows } = await client.query<{ merchant_id: string; paid: bigint }>({
    name: 'payouts_paid_today',
    // Ids carry their time, so the day is a range of the primary key.
    text: `select r.merchant_id, (
        select coalesce(sum(p.amount_minor), 0)::bigint from payouts p
        where p.merchant_id = r.merchant_id and p.payout_id >= r.since_id and p.status <> 'failed'
      ) as paid
      from unnest($1::uuid[], $2::uuid[]) as r (merchant_id, since_id)`,
    values: [binaryArray('uuid', [...sinceOf.keys()]), binaryArray('uuid', [...sinceOf.values()])],
  });
  return new Map(rows.map((row) => [row.merchant_id, row.paid]));
}
