/** Brings a promise forward: there is reason to believe that it can be kept now. */
import type { Queryable } from '../db/connection.ts';

/** One that is claimed at this moment, or closed, stays as it is. */
export async function hasten(
  db: Queryable,
  merchantId: string,
  outboxId: string,
  at: Date,
): Promise<void> {
  await db.query({
    name: 'outbox_hasten',
    text: `update outbox set due_at = $3, updated_at = $3
      where merchant_id = $1 and outbox_id = $2 and state = 'due' and due_at > $3`,
    values: [merchantId, outboxId, at],
  });
}
