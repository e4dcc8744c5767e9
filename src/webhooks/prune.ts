/** Clears away what was delivered long ago, with its attempts. Given up and open deliveries stay. */
import { arrayLiteral } from '../db/columns.ts';
import { transaction, type Pool } from '../db/connection.ts';
import { firstIdAt } from '../kit/ids.ts';

const dayMs = 24 * 60 * 60_000;
const together = 1_000;
const firstId = '00000000-0000-0000-0000-000000000000';

/** Resolves to how many deliveries are gone. Goes merchant by merchant in small commits, so it may run beside traffic. */
export async function pruneWebhooks(pool: Pool, keepDays: number, now: Date): Promise<number> {
  if (!Number.isSafeInteger(keepDays) || keepDays < 1)
    throw new RangeError('Webhooks are kept for a whole number of days, at least one.');
  const before = new Date(now.getTime() - keepDays * dayMs);
  const merchants = await pool.query<{ merchant_id: string }>(
    'select merchant_id from merchants order by merchant_id',
  );
  let count = 0;
  for (const { merchant_id: merchantId } of merchants.rows)
    count += await pruneMerchant(pool, merchantId, before);
  return count;
}

async function pruneMerchant(pool: Pool, merchantId: string, before: Date): Promise<number> {
  let afterId = firstId;
  let count = 0;
  for (;;) {
    // Created and delivered before: a replay of an old event starts its time anew.
    const { rows } = await pool.query<{ outbox_id: string }>(
      `select outbox_id from outbox
       where merchant_id = $1 and outbox_id > $2 and outbox_id < $3
         and topic = 'webhook' and state = 'done' and updated_at < $4
       order by outbox_id limit $5`,
      [merchantId, afterId, firstIdAt(before.getTime()), before, together],
    );
    const last = rows.at(-1);
    if (last === undefined) return count;
    count += await remove(
      pool,
      merchantId,
      rows.map((row) => row.outbox_id),
    );
    afterId = last.outbox_id;
  }
}

function remove(pool: Pool, merchantId: string, ids: readonly string[]): Promise<number> {
  return transaction(pool, async (tx) => {
    // Somebody may have asked for a replay since.
    const { rows } = await tx.query<{ outbox_id: string }>(
      `delete from outbox where merchant_id = $1 and outbox_id = any ($2::uuid[]) and state = 'done'
       returning outbox_id`,
      [merchantId, arrayLiteral(ids)],
    );
    await tx.query(
      'delete from webhook_attempts where merchant_id = $1 and outbox_id = any ($2::uuid[])',
      [merchantId, arrayLiteral(rows.map((row) => row.outbox_id))],
    );
    return rows.length;
  });
}
