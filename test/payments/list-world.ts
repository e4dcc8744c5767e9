/** Payouts of two merchants over some days, in a database and in memory, and what a list of them must show. */
import type { Pool } from '../../src/db/connection.ts';
import { firstIdAt } from '../../src/kit/ids.ts';
import type { PayoutFilter } from '../../src/payments/find-payouts.ts';
import type { PayoutStatus } from '../../src/payments/payout.ts';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
export const bornMs = Date.UTC(2026, 2, 1);
export const dayCount = 9;
export const statuses = ['queued', 'processing', 'succeeded', 'failed', 'reversed'] as const;

export const merchants = [
  '01980000-0000-7000-8000-000000000001',
  '01980000-0000-7000-8000-000000000002',
] as const;

export interface Listed {
  readonly merchant_id: string;
  readonly payout_id: string;
  readonly transaction_number: string;
  readonly reference: string | null;
  readonly utr: string | null;
  readonly status: PayoutStatus;
  readonly amount_minor: number;
  readonly atMs: number;
}

/** Offsets in a day: its very edges, the edges of a day in India, and between. */
const offsetsMs = [0, 0, 1, dayMs - 1, dayMs - 1, 18.5 * hourMs, 18.5 * hourMs - 1, 7 * hourMs];

/** The nth payout; days 3 and 4 have none. Its texts often begin like another column's. */
export function payoutAt(nth: number, atMs?: number): Listed {
  const merchant = nth % 3 === 0 ? merchants[1] : merchants[0];
  const free = [0, 1, 2, 5, 6, 7, 8];
  const day = free[(nth * 5) % free.length] ?? 0;
  const at = atMs ?? bornMs + day * dayMs + (offsetsMs[(nth * 7) % offsetsMs.length] ?? 0);
  const number = `TX${new Date(at).toISOString().slice(2, 10).replaceAll('-', '')}${String(nth).padStart(5, '0')}`;
  const references = [null, `INV-${String(nth)}`, `${number}R`, `60${String(nth)}`];
  const utrs = [null, `60${String(nth)}`, `${number}U`, `INV-${String(nth)}`, `6${String(nth)}`];
  return {
    merchant_id: merchant,
    payout_id: firstIdAt(at).slice(0, 24) + nth.toString(16).padStart(12, '0'),
    transaction_number: number,
    reference: references[(nth * 11) % 4] ?? null,
    utr: utrs[(nth * 13) % 5] ?? null,
    status: statuses[(nth * 17) % 7] ?? 'succeeded',
    amount_minor: 100 * (1 + ((nth * 19) % 12)),
    atMs: at,
  };
}

export async function insert(pool: Pool, payouts: readonly Listed[]): Promise<void> {
  const rows = payouts.map(({ atMs, ...payout }) => ({
    ...payout,
    ...{ version: 1, status_reason: 'test', contract: 'xoompe', beneficiary_name: 'Asha Rao' },
    ...{ beneficiary_account_number: '1234567890', beneficiary_ifsc: 'HDFC0000001' },
    ...{ currency: 'INR', fee_minor: 0, gst_minor: 0, reserve_no: 1 },
    created_at: new Date(atMs).toISOString(),
  }));
  await pool.query(
    'insert into payouts select * from jsonb_populate_recordset(null::payouts, $1)',
    [JSON.stringify(rows)],
  );
}

/** The ids of the page and the number of all matches. */
export function expected(
  payouts: readonly Listed[],
  merchantId: string,
  filter: PayoutFilter,
): { ids: string[]; totalCount: number } {
  const matches = payouts.filter((one) => one.merchant_id === merchantId && isMatch(one, filter));
  const sign = filter.sortOrder === 'asc' ? 1 : -1;
  const byId = (a: Listed, b: Listed) => (a.payout_id < b.payout_id ? -1 : 1);
  const order = (a: Listed, b: Listed) =>
    sign * ((filter.sortBy === 'amount' ? a.amount_minor - b.amount_minor : 0) || byId(a, b));
  const start = (filter.page - 1) * filter.pageSize;
  const page = matches.toSorted(order).slice(start, start + filter.pageSize);
  return { ids: page.map((one) => one.payout_id), totalCount: matches.length };
}

function isMatch(one: Listed, filter: PayoutFilter): boolean {
  const { status, fromMs, toMs, reference, transactionNumber, utr, search } = filter;
  const { minAmountMinor, maxAmountMinor } = filter;
  const amount = BigInt(one.amount_minor);
  const begins = (text: string | null) => text?.startsWith(search ?? '') === true;
  // A number is looked for from its day on: `TX260301`.
  const numberBegins =
    (search?.length ?? 0) >= 8 && one.transaction_number.startsWith(search?.toUpperCase() ?? '');
  return (
    (status === undefined || one.status === status) &&
    (fromMs === undefined || one.atMs >= fromMs) &&
    (toMs === undefined || one.atMs < toMs) &&
    (reference === undefined || one.reference === reference) &&
    (transactionNumber === undefined || one.transaction_number === transactionNumber) &&
    (utr === undefined || one.utr === utr) &&
    (minAmountMinor === undefined || amount >= minAmountMinor) &&
    (maxAmountMinor === undefined || amount <= maxAmountMinor) &&
    (search === undefined || numberBegins || [one.reference, one.utr].some(begins))
  );
}
