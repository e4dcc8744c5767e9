/** What merchants with a cap on the day have paid out on it in the currency of the cap, read behind the lock of their wallets. */
import type pg from 'pg';
import { arraysOf, rowsFrom, type Columns } from '../db/columns.ts';
import { firstIdAt } from '../kit/ids.ts';
import type { Currency } from '../kit/money.ts';
import { daySpendingKey, type CreatePayout } from './create-payout.ts';

interface AskedRow {
  merchant_id: string;
  currency: Currency;
  since_id: string;
}

const columns: Columns<AskedRow> = { merchant_id: 'uuid', currency: 'text', since_id: 'uuid' };

// Ids carry their time, so the day is a range of the primary key.
const text = `select r.merchant_id, r.currency, (
    select coalesce(sum(p.amount_minor), 0)::bigint from payouts p
    where p.merchant_id = r.merchant_id and p.payout_id >= r.since_id and p.status <> 'failed'
      and p.currency = r.currency
  ) as paid
  from ${rowsFrom(columns)}`;

/** By `daySpendingKey`; failed payouts are left out. Nothing is asked for those without a cap. */
export async function loadPaidToday(
  client: pg.ClientBase,
  commands: readonly CreatePayout[],
): Promise<Map<string, bigint>> {
  const asked = new Map<string, AskedRow>();
  for (const command of commands) {
    const { merchantId, currency, caps } = command;
    if (caps === undefined || caps.dayMinor === null) continue;
    const since_id = firstIdAt(caps.dayStartsAt.getTime());
    asked.set(daySpendingKey(command), { merchant_id: merchantId, currency, since_id });
  }
  if (asked.size === 0) return new Map();
  const { rows } = await client.query<Omit<AskedRow, 'since_id'> & { readonly paid: bigint }>({
    ...{ name: 'payouts_paid_today', text },
    values: arraysOf(columns, [...asked.values()]),
  });
  return new Map(
    rows.map(({ merchant_id: merchantId, currency, paid }) => [
      daySpendingKey({ merchantId, currency }),
      paid,
    ]),
  );
}
