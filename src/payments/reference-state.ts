/** Whether what spent a reference is still under way. */
import type { Queryable } from '../db/connection.ts';

const statements = {
  in: `select exists (select from payins where merchant_id = $1 and reference = $2 and status = 'created')
    or exists (select from incoming_transfers where merchant_id = $1 and reference = $2
      and kind = 'request' and status = 'asked') as is_open`,
  out: `select exists (select from payouts where merchant_id = $1 and reference = $2
      and status in ('queued', 'processing'))
    or exists (select from transfers where merchant_id = $1 and reference = $2
      and kind <> 'request' and status in ('pending', 'held')) as is_open`,
} as const;

export async function isReferenceOpen(
  db: Queryable,
  merchantId: string,
  reference: string,
  direction: keyof typeof statements,
): Promise<boolean> {
  const { rows } = await db.query<{ is_open: boolean }>(statements[direction], [
    merchantId,
    reference,
  ]);
  return rows[0]?.is_open ?? false;
}
