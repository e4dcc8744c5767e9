/** Payments of customers that are in suspense until a person decides: late, twice, of another amount, or refused back. */
import type { Queryable } from '../db/connection.ts';
import type { StoredItem } from './shelf-item.ts';

/** Those that were decided long ago are in the index too, so that much is looked at and no more. */
const mostLookedAt = 5_000;

/** News `g` of a payment after which it is held no longer. */
export const releasing = `(g.kind in ('received', 'released') and g.verdict in ('credited', 'giving_back')
  or g.kind in ('refunded', 'reversed') and g.verdict = 'applied')`;

/** Newest news of each payment decides, as `standingOf` says; the case that was opened about it says why. */
export async function findHeldPayments(db: Queryable, most: number): Promise<StoredItem[]> {
  const { rows } = await db.query<StoredItem>(
    `select distinct on (f.merchant_id, f.payin_id, f.provider, f.payment_id)
       'held' as why, 'payin' as kind, m.merchant_id as "merchantId", m.name as "merchantName",
       f.payin_id as "paymentId", p.transaction_number as number, p.status,
       coalesce(c.code, f.code, 'held') as detail, coalesce(p.currency, 'INR') as currency,
       f.amount_minor as "amountMinor", f.seen_at as since, null as "nextLookAt", c.case_id as "caseId",
       f.payment_id as "heldPaymentId"
     from (
       select * from payin_facts where verdict = 'held' or kind = 'refund_refused'
       order by seen_at desc limit ${String(mostLookedAt)}) f
     join merchants m on m.merchant_id = f.merchant_id
     left join payins p on p.merchant_id = f.merchant_id and p.payin_id = f.payin_id
     left join cases c on c.merchant_id = f.merchant_id and c.payout_id = f.payin_id
       and c.closed_at is null and c.details->>'paymentId' = f.payment_id
     where f.verdict <> 'noted' and not exists (
       select from payin_facts g
       where g.merchant_id = f.merchant_id and g.payin_id = f.payin_id and g.provider = f.provider
         and g.payment_id = f.payment_id and g.seen_at > f.seen_at and ${releasing})
     order by f.merchant_id, f.payin_id, f.provider, f.payment_id, f.seen_at
     limit $1`,
    [most],
  );
  return rows;
}
