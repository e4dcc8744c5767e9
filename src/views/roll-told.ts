/** Counts how long merchants waited for their webhooks: each is looked at once, when it had time to arrive. */
import type { Transaction } from '../db/connection.ts';
import { firstIdAt } from '../kit/ids.ts';
import { quarterOf } from './roll-journals.ts';
import { stepOf } from './roll-steps.ts';

/** So old is a webhook when it is looked at. What has not arrived by then counts as having taken this long. */
export const lookedAtAfterMs = 5 * 60_000;

/** Those that were promised from `from` on and before `until`. */
export async function rollTold(
  tx: Transaction,
  from: Date,
  until: Date,
  timeZone: string,
): Promise<void> {
  const step = stepOf('promised_at', 'arrived_at');
  await tx.query(
    `with told as materialized (
       select o.merchant_id, o.created_at as promised_at,
         case when o.state = 'done' and o.replayed_at is null
           then least(o.updated_at, o.created_at + $4::int * interval '1 millisecond')
           else o.created_at + $4::int * interval '1 millisecond' end as arrived_at,
         coalesce(attempt.provider, payin.provider, '') as provider
       from merchants m
       join outbox o on o.merchant_id = m.merchant_id and o.outbox_id >= $1 and o.outbox_id < $2
         and o.topic = 'webhook'
       left join payins payin on payin.merchant_id = o.merchant_id and payin.payin_id = o.subject_id
       left join lateral (
         select a.provider from payout_attempts a
         where a.merchant_id = o.merchant_id and a.payout_id = o.subject_id
         order by a.attempt_no desc limit 1
       ) attempt on true
     ), quarters as (
       insert into span_quarters as q (starts_at, span, provider, step, occurrences)
       select ${quarterOf('promised_at')}, 'told', provider, ${step}, count(*)
       from told group by 1, 3, 4 order by 1, 3, 4
       on conflict (starts_at, span, provider, step) do update set occurrences = q.occurrences + excluded.occurrences
     )
     insert into span_days as d (merchant_id, day, span, step, occurrences)
     select merchant_id, (promised_at at time zone $3)::date, 'told', ${step}, count(*)
     from told group by 1, 2, 4 order by 1, 2, 4
     on conflict (merchant_id, day, span, step) do update set occurrences = d.occurrences + excluded.occurrences`,
    [firstIdAt(from.getTime()), firstIdAt(until.getTime()), timeZone, lookedAtAfterMs],
  );
}
