/** Payments of every kind of several merchants, in a database and in memory. */
import type { Pool } from '../../src/db/connection.ts';
import { firstIdAt, newId, type MerchantId } from '../../src/kit/ids.ts';
import { createMerchant } from '../../src/merchants/create-merchant.ts';
import type { PaymentKind } from '../../src/views/payment-filter.ts';

export const bornMs = Date.UTC(2026, 4, 1);

export interface Known {
  readonly kind: PaymentKind;
  readonly merchantId: MerchantId;
  /** Of a transfer. */
  readonly payeeId: string;
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly contract: string;
  readonly method: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly provider: string;
  readonly atMs: number;
}

const kinds = ['payout', 'payin', 'payout', 'transfer', 'payin', 'payout', 'payout'] as const;
const statuses = {
  payout: ['succeeded', 'succeeded', 'failed', 'processing', 'reversed'],
  payin: ['succeeded', 'created', 'expired', 'failed'],
  transfer: ['booked', 'pending', 'rejected'],
} as const;
const methods = {
  payout: ['IMPS', 'NEFT', 'UPI'],
  payin: ['upi', 'card', 'mpesa'],
  transfer: ['send', 'request'],
} as const;

const nobody = '01980000-0000-7000-8000-00000000ffff';

/** The nth of them: now and then many come within a millisecond, and now and then none for a day. */
export function knownAt(nth: number, merchants: readonly MerchantId[]): Known {
  const kind = kinds[nth % kinds.length] ?? 'payout';
  const pick = <T>(list: readonly T[], by: number) => list[(nth * by) % list.length] as T;
  const atMs = bornMs + Math.floor(nth / 40) * 86_400_000 + (nth % 40 < 20 ? 0 : nth * 977);
  // Half of all belongs to the first.
  const merchantId = pick(nth % 2 === 0 ? merchants.slice(0, 1) : merchants, 7);
  const payeeId = merchants.find((each) => each !== merchantId) ?? nobody;
  return {
    ...{ kind, merchantId, payeeId },
    id: firstIdAt(atMs).slice(0, 24) + nth.toString(16).padStart(12, '0'),
    number: `NO${String(nth)}`,
    status: pick<string>(statuses[kind], 11),
    contract: kind === 'transfer' ? 'xprizo' : pick(['xpayout', 'xprizo'], 5),
    method: pick<string>(methods[kind], 5),
    currency: nth % 9 === 0 ? 'KES' : 'INR',
    amountMinor: BigInt(100 * (1 + ((nth * 19) % 50))),
    provider: nth % 4 === 0 ? 'other-bank' : 'sandbox-bank',
    atMs,
  };
}

export async function merchantsNamed(pool: Pool, names: readonly string[]): Promise<MerchantId[]> {
  const ids: MerchantId[] = [];
  for (const name of names) {
    const nowMs = Date.now();
    const merchantId = newId<'merchant'>(nowMs);
    await createMerchant(pool, {
      ...{ merchantId, name, environment: 'sandbox', actor: 'test', nowMs },
    });
    ids.push(merchantId);
  }
  return ids;
}

export async function insertKnown(pool: Pool, all: readonly Known[]): Promise<void> {
  const rowsOf = (kind: PaymentKind, row: (one: Known) => object) =>
    all.filter((one) => one.kind === kind).map((one) => ({ ...shared(one), ...row(one) }));
  const insert = async (table: string, rows: readonly object[]) => {
    for (let from = 0; from < rows.length; from += 1_000)
      await pool.query(
        `insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1)`,
        [JSON.stringify(rows.slice(from, from + 1_000))],
      );
  };
  await insert('payouts', rowsOf('payout', payoutRow));
  await insert('payout_attempts', rowsOf('payout', attemptRow));
  await insert('provider_facts', rowsOf('payout', factRow));
  await insert('payins', rowsOf('payin', payinRow));
  await insert('payin_facts', rowsOf('payin', payinFactRow));
  await insert(
    'transfers',
    rowsOf('transfer', (one) => transferRow(one)),
  );
}

function shared(one: Known) {
  const at = new Date(one.atMs).toISOString();
  return {
    ...{ merchant_id: one.merchantId, version: 1, status: one.status, status_reason: 'test' },
    ...{ currency: one.currency, amount_minor: String(one.amountMinor), created_at: at },
    ...{ fee_minor: 0, gst_minor: 0, contract: one.contract, reference: `REF-${one.number}` },
    ...{ transaction_number: one.number, updated_at: at },
  };
}

function payoutRow({ id, method, number }: Known) {
  return {
    ...{ payout_id: id, rail: method, reserve_no: 1, beneficiary_name: 'Asha Rao' },
    ...{ beneficiary_account_number: `9000000${number.slice(2)}`, beneficiary_ifsc: 'HDFC0000001' },
    utr: `UTR${number}`,
  };
}

function attemptRow({ id, provider, number, method, atMs }: Known) {
  return {
    ...{ payout_id: id, attempt_no: 1, provider, provider_reference: `H${number}` },
    ...{ rail: method, rail_reason: 'test', state: 'accepted', not_found_count: 0 },
    ...{ enquiry_count: 0, started_at: new Date(atMs).toISOString() },
  };
}

function factRow({ id, number, atMs }: Known) {
  return {
    ...{
      payout_id: id,
      fact_key: 'test',
      source: 'callback',
      kind: 'succeeded',
      verdict: 'applied',
    },
    ...{ utr: `UTR${number}`, seen_at: new Date(atMs).toISOString() },
  };
}

function payinFactRow({ id, number, atMs }: Known) {
  return {
    ...{ payin_id: id, fact_key: 'test', provider: 'test', payment_id: `P${number}` },
    ...{ source: 'callback', kind: 'received', verdict: 'credited', payer_vpa: `p${number}@bank` },
    ...{ utr: `UPI${number}`, seen_at: new Date(atMs).toISOString() },
  };
}

function payinRow({ id, method, number, status, provider, amountMinor, atMs }: Known) {
  const paid = status === 'succeeded' || status === 'reversed';
  return {
    ...{
      payin_id: id,
      method,
      provider,
      provider_reference: `C${number}`,
      payee_vpa: 'hundi@bank',
    },
    ...{
      plan_basis_points: 0,
      plan_flat_minor: 0,
      plan_minimum_minor: 0,
      plan_gst_basis_points: 0,
    },
    ...{ received_minor: paid ? String(amountMinor) : 0, payer_vpa: `p${number}@bank` },
    expires_at: new Date(atMs).toISOString(),
  };
}

function transferRow({ id, method, amountMinor, currency, payeeId }: Known) {
  return {
    ...{ transfer_id: id, kind: method, wallet_no: 1, payee_wallet_no: 2 },
    ...{ payee_id: payeeId, received_currency: currency },
    ...{ received_minor: String(amountMinor), rounding_minor: 0 },
  };
}
