/**
 * The payments of one merchant, newest first: payouts and pay-ins in one list. Ids are ordered by time in both tables,
 * so a page is two short reads by key. A search looks at the beginnings of numbers, references and UTRs, and at no more
 * than so many of each, so that it takes the same time whatever was typed.
 */
import type { Queryable } from '../db/connection.ts';
import { firstIdAt, type MerchantId } from '../kit/ids.ts';
import type { Currency } from '../kit/money.ts';
import type { PayinStatus } from '../payments/payin.ts';
import type { PayoutStatus } from '../payments/payout.ts';

export const paymentKinds = ['payout', 'payin'] as const;
export type PaymentKind = (typeof paymentKinds)[number];

/** What both kinds may have in common. */
export const paymentStates = ['open', 'succeeded', 'failed', 'reversed'] as const;
export type PaymentState = (typeof paymentStates)[number];

export interface PaymentFilter {
  readonly kind?: PaymentKind | undefined;
  readonly state?: PaymentState | undefined;
  readonly fromAt?: Date | undefined;
  /** Exclusive. */
  readonly toAt?: Date | undefined;
  /** The beginning of a number, a reference or a UTR. */
  readonly search?: string | undefined;
  /** The last id of the page before. */
  readonly before?: string | undefined;
  /** 1 to 200. */
  readonly limit: number;
}

export interface ListedPayment {
  readonly kind: PaymentKind;
  readonly paymentId: string;
  readonly transactionNumber: string;
  readonly reference: string | null;
  readonly status: PayoutStatus | PayinStatus;
  readonly currency: Currency;
  readonly amountMinor: bigint;
  readonly feeMinor: bigint;
  readonly gstMinor: bigint;
  /** Who is paid, or who pays; empty when nobody said. */
  readonly party: string;
  readonly utr: string | null;
  readonly createdAt: Date;
}

const statuses: Readonly<Record<PaymentState, Record<PaymentKind, readonly string[]>>> = {
  open: { payout: ['queued', 'processing'], payin: ['created'] },
  succeeded: { payout: ['succeeded'], payin: ['succeeded'] },
  failed: { payout: ['failed'], payin: ['failed', 'expired'] },
  reversed: { payout: ['reversed'], payin: ['reversed'] },
};

const sources: Readonly<Record<PaymentKind, { table: string; id: string; party: string }>> = {
  payout: {
    table: 'payouts',
    id: 'payout_id',
    party: `coalesce(nullif(t.beneficiary_name, ''), t.beneficiary_vpa, t.beneficiary_mobile, '')`,
  },
  payin: {
    table: 'payins',
    id: 'payin_id',
    party: `coalesce((select o.customer_name from orders o
      where o.merchant_id = t.merchant_id and o.order_id = t.payin_id), t.payer_vpa, '')`,
  },
};

const mostMatches = 1_000;
const afterAllIds = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export async function listMerchantPayments(
  db: Queryable,
  merchantId: MerchantId,
  filter: PaymentFilter,
): Promise<ListedPayment[]> {
  const { search } = filter;
  const lastId = filter.toAt === undefined ? afterAllIds : firstIdAt(filter.toAt.getTime());
  const before = filter.before !== undefined && filter.before < lastId ? filter.before : lastId;
  const kinds = filter.kind === undefined ? paymentKinds : [filter.kind];
  const values: unknown[] = [
    merchantId,
    before,
    firstIdAt(filter.fromAt?.getTime() ?? 0),
    filter.limit,
    ...(search === undefined ? [] : [search, `${search}\u{10FFFF}`]),
  ];
  const parts = kinds.map((kind) => partOf(kind, filter, values));
  const { rows } = await db.query<ListedPayment>(
    `select * from (${parts.join(' union all ')}) found order by "paymentId" desc limit $4`,
    values,
  );
  return rows;
}

function partOf(kind: PaymentKind, { state, search }: PaymentFilter, values: unknown[]): string {
  const { table, id, party } = sources[kind];
  const conditions = [`t.merchant_id = $1 and t.${id} < $2 and t.${id} >= $3`];
  if (state !== undefined) {
    values.push(statuses[state][kind]);
    conditions.push(`t.status = any ($${String(values.length)}::text[])`);
    // What the partial index of payouts wants to hear.
    if (kind === 'payout' && state !== 'succeeded') conditions.push(`t.status <> 'succeeded'`);
  }
  if (search !== undefined) conditions.push(`t.${id} in (${matchesOf(table, id)})`);
  return `(select '${kind}' as kind, t.${id} as "paymentId", t.transaction_number as "transactionNumber",
      t.reference, t.status, t.currency, t.amount_minor as "amountMinor", t.fee_minor as "feeMinor",
      t.gst_minor as "gstMinor", ${party} as party, t.utr,
      t.created_at as "createdAt"
    from ${table} t where ${conditions.join(' and ')} order by t.${id} desc limit $4)`;
}

/** Three ranges of three indexes, each read backwards: the newest numbers first. */
function matchesOf(table: string, id: string): string {
  return ['transaction_number', 'reference', 'utr']
    .map(
      (column) => `(select m.${id} from ${table} m
        where m.merchant_id = $1 and m.${column} is not null and m.${column} >= $5 and m.${column} < $6
        order by m.${column} desc limit ${String(mostMatches)})`,
    )
    .join(' union all ');
}
