/** The promise to bring a payment to its end: its id is that of the payment. */
import type { Queryable } from '../db/connection.ts';

/** When a worker looks at it next; null when it has ended. */
export async function findPromise(
  db: Queryable,
  merchantId: string,
  paymentId: string,
): Promise<Date | null> {
  const { rows } = await db.query<{ due_at: Date }>(
    `select due_at from outbox
     where merchant_id = $1 and outbox_id = $2 and state in ('due', 'leased')`,
    [merchantId, paymentId],
  );
  return rows[0]?.due_at ?? null;
}
