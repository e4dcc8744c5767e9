/** Puts a claim aside that came to nothing: what was counted of it stays counted until it is settled. */
import type { Queryable } from '../db/connection.ts';
import type { Claim } from './claim.ts';

export interface Parking {
  readonly at: Date;
  readonly dueAt: Date;
  readonly error: string;
}

/** One that has passed to somebody else is left alone. */
export async function parkClaim(
  db: Queryable,
  { merchantId, outboxId, leaseId }: Claim,
  { at, dueAt, error }: Parking,
): Promise<void> {
  await db.query(
    `update outbox set state = 'due', due_at = $4, lease_id = null, last_error = $5, updated_at = $6
     where merchant_id = $1 and outbox_id = $2 and lease_id = $3`,
    [merchantId, outboxId, leaseId, dueAt, error, at],
  );
}

/** This claim does not count as one that came to nothing. */
export async function forgetTry(
  db: Queryable,
  { merchantId, outboxId, leaseId }: Claim,
): Promise<void> {
  await db.query(
    `update outbox set unsettled = greatest(unsettled - 1, 0)
     where merchant_id = $1 and outbox_id = $2 and lease_id = $3`,
    [merchantId, outboxId, leaseId],
  );
}
