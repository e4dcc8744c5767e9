/** Which payments of customers are in the books already, and under which pay-in. Read behind the lock of their wallets. */
import type pg from 'pg';
import { arrayLiteral } from '../db/columns.ts';
import type { PayinCommand } from './payin-command.ts';
import type { PayinFact } from './payin-fact.ts';

export type BookedPaymentKey = Pick<PayinFact, 'merchantId' | 'payinId' | 'provider' | 'paymentId'>;

/** Whether this is the fact with which a payment came into the books. */
export function isBooking({ kind, verdict }: Pick<PayinFact, 'kind' | 'verdict'>): boolean {
  return (
    kind === 'received' &&
    (verdict === 'credited' || verdict === 'held' || verdict === 'giving_back')
  );
}

const statement = {
  name: 'payments_booked',
  // With its limit each is looked up by itself, in the shard of its merchant: a join may read all shards at once.
  text: `select r.merchant_id as "merchantId", o.payin_id as "payinId", r.provider, r.payment_id as "paymentId"
    from (select unnest($1::uuid[]) as merchant_id, unnest($2::uuid[]) as payin_id,
      unnest($3::text[]) as provider, unnest($4::text[]) as payment_id) as r
    cross join lateral (
      select f.payin_id from payin_facts f
      where f.merchant_id = r.merchant_id and f.payment_id = r.payment_id and f.provider = r.provider
        and f.kind = 'received' and f.verdict in ('credited', 'held', 'giving_back')
        and f.payin_id <> r.payin_id
      limit 1) as o`,
};

/** Of the payments that the commands bring news of, those that are booked under another pay-in than the one named. */
export async function loadBookedPayments(
  client: Pick<pg.ClientBase, 'query'>,
  commands: readonly PayinCommand[],
): Promise<BookedPaymentKey[]> {
  const news = commands.filter((command) => command.kind === 'news');
  if (news.length === 0) return [];
  const { rows } = await client.query<BookedPaymentKey>({
    ...statement,
    values: [
      arrayLiteral(news.map(({ merchantId }) => merchantId)),
      arrayLiteral(news.map(({ payinId }) => payinId)),
      arrayLiteral(news.map(({ provider }) => provider)),
      arrayLiteral(news.map(({ news: { payment } }) => payment.paymentId)),
    ],
  });
  return rows;
}
