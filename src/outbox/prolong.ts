/** Keeps a claim for longer work than a lease was made for. */
import type { Queryable } from '../db/connection.ts';
import type { Claim } from './claim.ts';

/** False when the claim has passed to somebody else meanwhile. */
export async function prolongClaim(
  db: Queryable,
  { merchantId, outboxId, leaseId }: Claim,
  until: Date,
  /** A part of the work is done: whatever happens to the rest, the tries before came to something. */
  { hasMoved }: { readonly hasMoved: boolean } = { hasMoved: false },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update outbox set due_at = $4, unsettled = case when $5 then 1 else unsettled end
     where merchant_id = $1 and outbox_id = $2 and lease_id = $3 and state = 'leased'`,
    [merchantId, outboxId, leaseId, until, hasMoved],
  );
  return rowCount === 1;
}
