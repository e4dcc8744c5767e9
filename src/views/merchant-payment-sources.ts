/** Where the payments of one merchant stand, and how each of them becomes a row of one list. */
import type { PayinStatus } from '../payments/payin.ts';
import { cameBack, isOpen } from '../payments/payout-sets.ts';
import type { PayoutStatus } from '../payments/payout.ts';
import { keyOfTransfer } from '../reports/subjects.ts';
import type { TransferStatus } from '../transfers/transfer.ts';

export const paymentKinds = ['payout', 'payin', 'transfer'] as const;
export type PaymentKind = (typeof paymentKinds)[number];

/** What all kinds may have in common. */
export const paymentStates = ['open', 'succeeded', 'failed', 'reversed'] as const;
export type PaymentState = (typeof paymentStates)[number];

export type PaymentStatus = PayoutStatus | PayinStatus | TransferStatus;

/** A transfer between two wallets of the merchant goes neither out nor in. */
export type PaymentDirection = 'out' | 'in' | 'within';

/** SQL over the table, which is called `t`. */
export interface PaymentSource {
  readonly kind: PaymentKind;
  readonly table: string;
  readonly id: string;
  readonly direction: string;
  readonly number: string;
  readonly status: string;
  readonly fee: string;
  readonly gst: string;
  readonly party: string;
  readonly utr: string;
  readonly statuses: Readonly<Record<PaymentState, readonly PaymentStatus[]>>;
  /** What the partial index of the payments in a state wants to hear. */
  readonly indexes?: Readonly<Partial<Record<PaymentState, string>>>;
  /** Columns with an index each, in which a search looks for the beginning: of this table unless another is named. */
  readonly searched: readonly SearchedColumn[];
}

export interface SearchedColumn {
  readonly table: string;
  readonly id: string;
  readonly column: string;
  /** What stands there begins with the day on which it was made, and is looked for among those of that day. */
  readonly isDated?: true;
}

const searched = (table: string, id: string, ...columns: readonly string[]): SearchedColumn[] =>
  columns.map((column) => ({ table, id, column }));
/** What the Xprizo contract calls a payment by. */
const byKey = searched('xprizo_transactions', 'transaction_id', 'approval_key');
const byKeyOrReference = [
  ...byKey,
  ...searched('xprizo_transactions', 'transaction_id', 'reference'),
];

const endsOfTransfer = {
  open: ['pending', 'held'],
  succeeded: ['booked'],
  failed: ['rejected', 'cancelled', 'voided'],
  reversed: [],
} as const;
const ofTransfers = { kind: 'transfer', fee: '0::bigint', gst: '0::bigint', utr: 'null' } as const;

const payouts: PaymentSource = {
  ...{ kind: 'payout', table: 'payouts', id: 'payout_id', direction: `'out'` },
  ...{ number: 't.transaction_number', status: 't.status', utr: 't.utr' },
  ...{ fee: 't.fee_minor', gst: 't.gst_minor' },
  party: `coalesce(nullif(t.beneficiary_name, ''), t.beneficiary_vpa, t.beneficiary_mobile, '')`,
  statuses: {
    open: ['queued', 'processing'],
    ...{ succeeded: ['succeeded'], failed: ['failed'], reversed: ['reversed'] },
  },
  indexes: { open: isOpen('t'), failed: cameBack('t'), reversed: cameBack('t') },
  searched: [
    { table: 'payouts', id: 'payout_id', column: 'transaction_number', isDated: true },
    ...searched('payouts', 'payout_id', 'reference', 'utr'),
    ...byKey,
  ],
};

const payins: PaymentSource = {
  ...{ kind: 'payin', table: 'payins', id: 'payin_id', direction: `'in'` },
  ...{ number: 't.transaction_number', status: 't.status', utr: 't.utr' },
  ...{ fee: 't.fee_minor', gst: 't.gst_minor' },
  party: `coalesce((select o.customer_name from orders o
      where o.merchant_id = t.merchant_id and o.order_id = t.payin_id), t.payer_vpa, '')`,
  statuses: {
    ...{ open: ['created'], succeeded: ['succeeded'] },
    ...{ failed: ['failed', 'expired'], reversed: ['reversed'] },
  },
  searched: [...searched('payins', 'payin_id', 'transaction_number', 'reference', 'utr'), ...byKey],
};

/** What the merchant pays, or moves between its own wallets. The other side is known by the number of its wallet. */
const sent: PaymentSource = {
  ...{ ...ofTransfers, table: 'transfers', id: 'transfer_id', number: keyOfTransfer },
  direction: `case t.kind when 'exchange' then 'within' else 'out' end`,
  ...{ status: 't.status', party: 't.payee_wallet_no::text' },
  ...{ statuses: endsOfTransfer, searched: byKeyOrReference },
};

/** What the merchant is paid, or has asked for: how that stands is known where its payer lives. */
const received: PaymentSource = {
  ...{ ...ofTransfers, table: 'incoming_transfers', id: 'transfer_id', number: keyOfTransfer },
  ...{ direction: `'in'`, party: 't.payer_wallet_no::text' },
  status: `case t.status when 'arrived' then 'booked' else coalesce((select p.status from transfers p
      where p.merchant_id = t.payer_id and p.transfer_id = t.transfer_id), 'pending') end`,
  ...{ statuses: endsOfTransfer, searched: byKeyOrReference },
};

export const paymentSources: readonly PaymentSource[] = [payouts, payins, sent, received];
