/** What the Xprizo contract keeps beside a pay-in, a payout or a transfer: nothing here is read by a decision about money. */
import type pg from 'pg';
import { insertStatement } from '../db/columns.ts';
import type { Queryable } from '../db/connection.ts';
import { promiseFirst, writeApprovalEndpoints, type ApprovalTarget } from './approval-promises.ts';
import { writePromises } from '../outbox/outbox.ts';

export type XprizoKind =
  | 'card_deposit'
  | 'upi_deposit'
  | 'mpesa_deposit'
  | 'mpesa_withdrawal'
  | 'request_payment'
  | 'send_payment'
  | 'exchange';

/** All of it but what the payment itself says. */
export interface XprizoDetails {
  readonly kind: XprizoKind;
  readonly transactionNo: bigint;
  readonly approvalKey: string;
  readonly walletNo: bigint;
  /** The profile that asked for it: its webhooks are called. */
  readonly createdBy: string;
  readonly description: string;
  readonly returnUrl: string | null;
  readonly routingCode: string | null;
  readonly customerName: string | null;
  /** Into which the deposit is exchanged once it is there. */
  readonly transferWalletNo: bigint | null;
  /** Where the creator hears of it, and the frozen bytes of the first webhook; null: it named no address. */
  readonly approval: { readonly target: ApprovalTarget; readonly firstPayload: string } | null;
}

export interface XprizoTransaction extends Omit<XprizoDetails, 'approval'> {
  readonly merchantId: string;
  readonly transactionId: string;
  readonly reference: string;
  /** As it was created: what comes after it goes to the same place. */
  readonly endpointId: string | null;
  readonly firstWebhookId: string | null;
  readonly createdAt: Date;
}

export interface NewXprizoTransaction {
  readonly merchantId: string;
  /** Of the payment beside which it stands. */
  readonly transactionId: string;
  readonly reference: string;
  readonly details: XprizoDetails;
  readonly at: Date;
}

export interface XprizoRow {
  merchant_id: string;
  transaction_id: string;
  kind: XprizoKind;
  transaction_no: bigint;
  approval_key: string;
  wallet_no: bigint;
  reference: string;
  created_by: string;
  description: string;
  return_url: string | null;
  routing_code: string | null;
  customer_name: string | null;
  transfer_wallet_no: bigint | null;
  endpoint_id: string | null;
  first_webhook_id: string | null;
  created_at: Date;
}

const insertTransactions = insertStatement<XprizoRow>('xprizo_transactions', {
  merchant_id: 'uuid',
  transaction_id: 'uuid',
  kind: 'text',
  transaction_no: 'bigint',
  approval_key: 'text',
  wallet_no: 'bigint',
  reference: 'text',
  created_by: 'uuid',
  description: 'text',
  return_url: 'text',
  routing_code: 'text',
  customer_name: 'text',
  transfer_wallet_no: 'bigint',
  endpoint_id: 'uuid',
  first_webhook_id: 'uuid',
  created_at: 'timestamptz',
});

/**
 * The rows, and the first webhook of each with the endpoint that it goes to: for the commit that makes the payments.
 * Sent without waiting.
 */
export function writeXprizoTransactions(
  client: pg.ClientBase,
  made: readonly NewXprizoTransaction[],
): Promise<unknown>[] {
  if (made.length === 0) return [];
  const heard = made.flatMap(({ merchantId, transactionId, details: { approval }, at }) =>
    approval === null ? [] : [{ merchantId, transactionId, at, ...approval }],
  );
  return [
    client.query({
      name: insertTransactions.name,
      text: insertTransactions.text,
      values: insertTransactions.values(made.map(rowOf)),
    }),
    ...writeApprovalEndpoints(client, heard),
    ...writePromises(client, heard.map(promiseFirst)),
  ];
}

function rowOf({ merchantId, transactionId, reference, details, at }: NewXprizoTransaction) {
  return {
    merchant_id: merchantId,
    transaction_id: transactionId,
    kind: details.kind,
    transaction_no: details.transactionNo,
    approval_key: details.approvalKey,
    wallet_no: details.walletNo,
    reference,
    created_by: details.createdBy,
    description: details.description,
    return_url: details.returnUrl,
    routing_code: details.routingCode,
    customer_name: details.customerName,
    transfer_wallet_no: details.transferWalletNo,
    endpoint_id: details.approval?.target.endpointId ?? null,
    first_webhook_id: details.approval?.target.firstWebhookId ?? null,
    created_at: at,
  } satisfies XprizoRow;
}

/** Behind `x.`: every column. */
export const xprizoColumns = `x.merchant_id, x.transaction_id, x.kind, x.transaction_no, x.approval_key, x.wallet_no,
  x.reference, x.created_by, x.description, x.return_url, x.routing_code, x.customer_name, x.transfer_wallet_no,
  x.endpoint_id, x.first_webhook_id, x.created_at`;

export function xprizoTransactionOf(row: XprizoRow): XprizoTransaction {
  return {
    merchantId: row.merchant_id,
    transactionId: row.transaction_id,
    kind: row.kind,
    transactionNo: row.transaction_no,
    approvalKey: row.approval_key,
    walletNo: row.wallet_no,
    reference: row.reference,
    createdBy: row.created_by,
    description: row.description,
    returnUrl: row.return_url,
    routingCode: row.routing_code,
    customerName: row.customer_name,
    transferWalletNo: row.transfer_wallet_no,
    endpointId: row.endpoint_id,
    firstWebhookId: row.first_webhook_id,
    createdAt: row.created_at,
  };
}

/** `merchantId` is the owner of the wallet, whose number the key carries. */
export async function findByApprovalKey(
  db: Queryable,
  merchantId: string,
  approvalKey: string,
): Promise<XprizoTransaction | undefined> {
  const { rows } = await db.query<XprizoRow>({
    name: 'xprizo_transaction_by_key',
    text: `select ${xprizoColumns} from xprizo_transactions x where x.merchant_id = $1 and x.approval_key = $2`,
    values: [merchantId, approvalKey],
  });
  return rows.map(xprizoTransactionOf)[0];
}
