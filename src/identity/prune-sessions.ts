/** Forgets sessions that ended long ago, with their refresh tokens: a program that logs in for each payout leaves a row each time. */
import type { Pool } from '../db/connection.ts';

/** Longer than any access token lives, so that one of a session that was ended early stays refused for all its life. */
const keptMs = 2 * 24 * 3_600_000;
const together = 1_000;

/** Resolves to how many rows are gone. Goes merchant by merchant in small commits, so it may run beside traffic. */
export async function pruneSessions(pool: Pool, now: Date): Promise<number> {
  const endedBefore = new Date(now.getTime() - keptMs);
  const merchants = await pool.query<{ merchant_id: string }>(
    'select merchant_id from merchants order by merchant_id',
  );
  let count = 0;
  for (const { merchant_id: merchantId } of merchants.rows) {
    count += await untilNone(pool, families, [merchantId, together, endedBefore]);
    count += await untilNone(pool, tokens, [merchantId, together]);
  }
  return count;
}

const families = `delete from token_families
  where merchant_id = $1 and family_id in (
    select family_id from token_families where merchant_id = $1 and expires_at < $3 limit $2)`;

/** A token is written with its family or behind it, so one without has outlived it. */
const tokens = `delete from refresh_tokens
  where merchant_id = $1 and token_hash in (
    select t.token_hash from refresh_tokens t
    where t.merchant_id = $1 and not exists (
      select from token_families f where f.merchant_id = $1 and f.family_id = t.family_id)
    limit $2)`;

async function untilNone(pool: Pool, text: string, values: readonly unknown[]): Promise<number> {
  let count = 0;
  for (;;) {
    const { rowCount } = await pool.query(text, [...values]);
    if (rowCount === null || rowCount === 0) return count;
    count += rowCount;
  }
}
