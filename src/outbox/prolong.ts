/** Keeps a claim for longer work than a lease was made for. */
import type { Pool } from '../db/connection.ts';
import type { Claim } from './claim.ts';

/** False when the claim has passed to somebody else meanwhile. */
export async function prolongClaim(
  pool: Pool,
  { merchantId, outboxId, leaseId }: Claim,
  until: Date,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update outbox set due_at = $4
     where merchant_id = $1 and outbox_id = $2 and lease_id = $3 and state = 'leased'`,
    [merchantId, outboxId, leaseId, until],
  );
  return rowCount === 1;
}
