/** Transfers of the gateway's own book, as whoever asked for them knows them. */
import type { Payment } from './payment.ts';

export interface TransferRecord extends Payment {
  /** in: asked for by the payee. */
  readonly direction: 'in' | 'out';
  readonly contract: 'xprizo';
  readonly status: 'pending' | 'held' | 'booked' | 'rejected' | 'cancelled' | 'voided';
  /** Its money waits, or waited, for the answer of its creator. */
  readonly isHeld: boolean;
}

/** A request lives with its payer; whose reference it carries is its payee. */
export const selectTransfers = `select t.transfer_id as id, 'xprizo' as contract, t.status, t.version,
    case when t.kind = 'request' then 'in' else 'out' end as direction,
    case when t.kind = 'request' then t.payee_id else t.merchant_id end as "merchantId",
    case when t.kind = 'request' then t.wallet_no else t.payee_wallet_no end::text as account,
    'XZ' || x.transaction_no as number, x.approval_key as "approvalKey",
    x.first_webhook_id as "firstWebhookId", t.reference, t.currency,
    t.amount_minor as "amountMinor", null as utr, t.reserve_no is not null as "isHeld"
  from transfers t
  join xprizo_transactions x on x.merchant_id = t.merchant_id and x.transaction_id = t.transfer_id
  where t.reference is not null`;
