/** Counts the pay-ins that ended without money. Nothing numbers them, so the last stretch of time is counted anew each time. */
import type { Transaction } from '../db/connection.ts';
import { quarterOf } from './roll-journals.ts';

/** A commit comes later than the instant it names, by the time it waited for its turn; never by this much. */
export const lateMs = 60 * 60_000;

/** Sets the counts of every quarter-hour and every day from the one of `from` to that of `until`. */
export async function rollUnpaid(
  tx: Transaction,
  from: Date,
  until: Date,
  timeZone: string,
): Promise<void> {
  await tx.query(
    `insert into payment_quarters as q
       (starts_at, flow, provider, currency, succeeded_count, failed_count, reversed_count, moved_minor)
     select ${quarterOf('h.at')}, 'in', p.provider, p.currency, 0, count(*), 0, 0
     from payin_history h
     join payins p on p.merchant_id = h.merchant_id and p.payin_id = h.payin_id
     where h.at >= ${quarterOf('$1::timestamptz')} and h.at < $2 and h.to_status in ('expired', 'failed')
     group by 1, 3, 4 order by 1, 3, 4
     on conflict (starts_at, flow, provider, currency) do update set failed_count = excluded.failed_count`,
    [from, until],
  );
  await tx.query(
    `insert into payment_days as d
       (merchant_id, day, flow, provider, currency, succeeded_count, failed_count, reversed_count, moved_minor)
     select h.merchant_id, (h.at at time zone $3)::date, 'in', p.provider, p.currency, 0, count(*), 0, 0
     from payin_history h
     join payins p on p.merchant_id = h.merchant_id and p.payin_id = h.payin_id
     where h.at >= date_trunc('day', $1::timestamptz, $3) and h.at < $2 and h.to_status in ('expired', 'failed')
     group by 1, 2, 4, 5 order by 1, 2, 4, 5
     on conflict (merchant_id, day, flow, provider, currency) do update set failed_count = excluded.failed_count`,
    [from, until, timeZone],
  );
}
