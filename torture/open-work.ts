/** What is under way by the gateway's database, and the time that it waits for. */
import type { Postgres } from './postgres.ts';

export interface OpenWork {
  readonly payouts: number;
  /** Of customers who pay by UPI and have a minute for it. */
  readonly payins: number;
  /** Other deposits and transfers of Xprizo, which somebody has a day to answer. */
  readonly waiting: number;
  readonly promises: number;
}

/** Payments that are not final, and promises not kept. */
export async function openWork(postgres: Postgres): Promise<OpenWork> {
  return postgres.asOwner(async (client) => {
    const { rows } = await client.query<OpenWork>(
      `select
         (select count(*)::int from payouts where status in ('queued', 'processing')) as payouts,
         (select count(*)::int from payins where status = 'created' and method = 'upi') as payins,
         (select count(*)::int from payins where status = 'created' and method <> 'upi')
         + (select count(*)::int from transfers where status in ('pending', 'held')) as waiting,
         (select count(*)::int from outbox where state in ('due', 'leased')) as promises`,
    );
    return rows[0] ?? { payouts: 0, payins: 0, waiting: 0, promises: 0 };
  });
}

/** What each payout that is not final waits for, the oldest first, for whoever has to find out why. */
export async function waitingPayouts(postgres: Postgres): Promise<string[]> {
  return postgres.asOwner(async (client) => {
    const { rows } = await client.query<{ readonly line: string }>(
      `select concat_ws(' ', p.contract, p.status, 'for', floor(extract(epoch from now() - p.created_at)), 's; attempt',
         a.attempt_no, a.provider, a.state, '(' || a.detail || ')', 'asked', a.enquiry_count, 'times, not found', a.not_found_count,
         'times, news', floor(extract(epoch from now() - a.updated_at)), 's ago; promise', o.state, 'in vain', o.unsettled,
         'due in', floor(extract(epoch from o.due_at - now())), 's', o.last_error) as line
       from payouts p
       left join lateral (
         select * from payout_attempts a where a.merchant_id = p.merchant_id and a.payout_id = p.payout_id
         order by a.attempt_no desc limit 1
       ) a on true
       left join outbox o on o.merchant_id = p.merchant_id and o.subject_id = p.payout_id and o.topic = 'payout'
         and o.state in ('due', 'leased')
       where p.status in ('queued', 'processing')
       order by p.created_at limit 10`,
    );
    return rows.map(({ line }) => line);
  });
}

/** Everything that is due later is due now; customers who have a minute have had it. */
export async function bringForward(postgres: Postgres): Promise<void> {
  await postgres.asOwner(async (client) => {
    await client.query(
      `update payins i set expires_at = now()
       from (select merchant_id, payin_id from payins
             where status = 'created' and method = 'upi' and expires_at > now()
             for update skip locked) open
       where i.merchant_id = open.merchant_id and i.payin_id = open.payin_id`,
    );
    await client.query(
      `update outbox o set due_at = now()
       from (select merchant_id, outbox_id from outbox
             where state = 'due' and due_at > now() for update skip locked) later
       where o.merchant_id = later.merchant_id and o.outbox_id = later.outbox_id`,
    );
    // What its provider does not know of a while after it left never got there; how long a while is for real providers.
    await client.query(
      `update payout_attempts a set started_at = a.started_at - interval '1 minute'
       from (select merchant_id, payout_id, attempt_no from payout_attempts
             where state not in ('succeeded', 'rejected') and not_found_count > 0
               and started_at between now() - interval '1 minute' and now() - interval '10 seconds'
             for update skip locked) lost
       where a.merchant_id = lost.merchant_id and a.payout_id = lost.payout_id and a.attempt_no = lost.attempt_no`,
    );
  });
}

/** The day is over in which somebody could have answered. */
export async function passDay(postgres: Postgres): Promise<void> {
  await postgres.asOwner(async (client) => {
    await client.query(
      `update payins i set expires_at = now()
       from (select merchant_id, payin_id from payins
             where status = 'created' and contract = 'xprizo' and expires_at > now()
             for update skip locked) open
       where i.merchant_id = open.merchant_id and i.payin_id = open.payin_id`,
    );
    await client.query(
      `update transfers t set expires_at = now()
       from (select merchant_id, transfer_id from transfers
             where status in ('pending', 'held') and expires_at > now()
             for update skip locked) open
       where t.merchant_id = open.merchant_id and t.transfer_id = open.transfer_id`,
    );
    // Whoever looked just before the end of the day would look again at the end of the one that was planned; and webhooks
    // that were with many workers that died have had their hour's rest.
    await client.query(
      `update outbox o set due_at = now()
       from (select merchant_id, outbox_id from outbox
             where state = 'due' and due_at > now() + interval '15 seconds'
               and (topic in ('payin', 'transfer', 'hold') or (topic = 'webhook' and last_error like 'Resting:%'))
             for update skip locked) later
       where o.merchant_id = later.merchant_id and o.outbox_id = later.outbox_id`,
    );
  });
}
