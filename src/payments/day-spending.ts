/** What merchants with a cap on the day have paid out on it in the currency of the cap, read behind the lock of their wallets. */
import type pg from 'pg';
import { binaryArray } from '../db/binary-array.ts';
import { firstIdAt } from '../kit/ids.ts';
import type { Currency } from '../kit/money.ts';
import { daySpendingKey, type CreatePayout } from './create-payout.ts';

interface PaidRow {
  readonly merchant_id: string;
  readonly currency: Currency;
  readonly paid: bigint;
}

/** By `daySpendingKey`; failed payouts are left out. Nothing is asked for those without a cap. */
export async function loadPaidToday(
  client: pg.ClientBase,
  commands: readonly CreatePayout[],
): Promise<Map<string, bigint>> {
  const asked = new Map<string, { merchantId: string; currency: string; sinceId: string }>();
  for (const { merchantId, currency, caps } of commands)
    if (caps !== undefined && caps.dayMinor !== null)
      asked.set(daySpendingKey({ merchantId, currency }), {
        merchantId,
        currency,
        sinceId: firstIdAt(caps.dayStartsAt.getTime()),
      });
  if (asked.size === 0) return new Map();
  const all = [...asked.values()];
  const { rows } = await client.query<PaidRow>({
    name: 'payouts_paid_today',
    // Ids carry their time, so the day is a range of the primary key.
    text: `select r.merchant_id, r.currency, (
        select coalesce(sum(p.amount_minor), 0)::bigint from payouts p
        where p.merchant_id = r.merchant_id and p.payout_id >= r.since_id and p.status <> 'failed'
          and p.currency = r.currency
      ) as paid
      from unnest($1::uuid[], $2::text[], $3::uuid[]) as r (merchant_id, currency, since_id)`,
    values: [
      binaryArray(
        'uuid',
        all.map(({ merchantId }) => merchantId),
      ),
      binaryArray(
        'text',
        all.map(({ currency }) => currency),
      ),
      binaryArray(
        'uuid',
        all.map(({ sinceId }) => sinceId),
      ),
    ],
  });
  return new Map(
    rows.map(({ merchant_id: merchantId, currency, paid }) => [
      daySpendingKey({ merchantId, currency }),
      paid,
    ]),
  );
}
