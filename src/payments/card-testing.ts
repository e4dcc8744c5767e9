/** Somebody tries stolen cards at a merchant: seen by how many of its card payments come to nothing, told once. */
import { transaction, type Pool } from '../db/connection.ts';
import { firstIdAt, newId } from '../kit/ids.ts';
import { plainCardReasons } from './card-declines.ts';

export interface CardTesting {
  readonly merchantId: string;
  /** In the last ten minutes. */
  readonly declined: number;
  readonly succeeded: number;
  /** Of the declined ones: kept from the acquirer by a limit. */
  readonly limited: number;
}

interface Seen extends CardTesting {
  readonly lastPayinId: string;
}

const watchedMs = 10 * 60_000;
/** So many, and more than were paid; or so many that met a limit. */
const leastDeclined = 20;
const leastLimited = 5;
/** So long nothing is told again after its case was closed. */
const quietMs = 3_600_000;

/** Looks once. Opens a case on the newest of the payments; resolves to what was not told before. */
export async function watchCards(pool: Pool, now: Date): Promise<CardTesting[]> {
  const { rows } = await pool.query<Seen>(
    `select merchant_id as "merchantId", declined, succeeded, limited, last_id as "lastPayinId"
     from (select merchant_id,
             count(*) filter (where status = 'failed' and status_reason <> all($2))::integer as declined,
             count(*) filter (where status = 'succeeded')::integer as succeeded,
             count(*) filter (where status_reason in ('card_tries', 'customer_cards'))::integer as limited,
             (array_agg(payin_id order by payin_id desc) filter (where status = 'failed'))[1] as last_id
           from payins where payin_id >= $1 and method = 'card' group by merchant_id) as seen
     where declined >= $3 and declined > succeeded or limited >= $4`,
    [firstIdAt(now.getTime() - watchedMs), [...plainCardReasons], ...[leastDeclined, leastLimited]],
  );
  const told: CardTesting[] = [];
  for (const { lastPayinId, ...seen } of rows)
    if (await openCaseOf(pool, { ...seen, lastPayinId }, now)) told.push(seen);
  return told;
}

/** False when there is one already. */
async function openCaseOf(pool: Pool, seen: Seen, now: Date): Promise<boolean> {
  const { merchantId, declined, succeeded, limited, lastPayinId } = seen;
  const details = { declined, succeeded, limited, minutes: watchedMs / 60_000 };
  const asText = Object.entries(details).map(([name, value]) => [name, String(value)]);
  return transaction(pool, async (tx) => {
    // Of several processes that look at once, the first tells it.
    await tx.query('select 1 from merchants where merchant_id = $1 for no key update', [
      merchantId,
    ]);
    const { rowCount } = await tx.query(
      `insert into cases (merchant_id, case_id, payout_id, code, details, opened_at)
       select $1, $2, $3, 'card_testing', $4, $5::timestamptz
       where not exists (select from cases where merchant_id = $1 and code = 'card_testing'
         and (closed_at is null or closed_at > $6))`,
      [
        ...[merchantId, newId<'case'>(now.getTime()), lastPayinId],
        ...[JSON.stringify(Object.fromEntries(asText)), now, new Date(now.getTime() - quietMs)],
      ],
    );
    return rowCount === 1;
  });
}
