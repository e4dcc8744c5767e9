/** What a contract keeps beside a payment: nothing here is read by a decision about money. */
import type pg from 'pg';
import { insertStatement } from '../db/columns.ts';
import { newId } from '../kit/ids.ts';
import { writeOrderEndpoints } from '../merchants/order-endpoints.ts';

export interface OrderDetails {
  /** The merchant's second reference; need not be unique. */
  readonly referenceId: string | null;
  readonly customerName: string | null;
  readonly customerEmail: string | null;
  readonly customerMobile: string | null;
  /** The rail that the merchant asked for, as it wrote it in small letters. */
  readonly requestedMode: string | null;
  /** Hears of this order's changes instead of the merchant's own endpoints. */
  readonly callbackUrl: string | null;
  /** Where the customer goes back to from the payment page. */
  readonly returnUrl: string | null;
  /** JSON text as it came, echoed. */
  readonly meta: string | null;
}

export interface NewOrder {
  readonly merchantId: string;
  /** The payout or pay-in beside which it stands. */
  readonly orderId: string;
  readonly direction: 'in' | 'out';
  readonly details: OrderDetails;
  readonly at: Date;
}

interface OrderRow {
  merchant_id: string;
  order_id: string;
  direction: string;
  reference_id: string | null;
  customer_name: string | null;
  customer_email: string | null;
  customer_mobile: string | null;
  requested_mode: string | null;
  callback_url: string | null;
  return_url: string | null;
  meta: string | null;
  created_at: Date;
}

const insertOrders = insertStatement<OrderRow>('orders', {
  merchant_id: 'uuid',
  order_id: 'uuid',
  direction: 'text',
  reference_id: 'text',
  customer_name: 'text',
  customer_email: 'text',
  customer_mobile: 'text',
  requested_mode: 'text',
  callback_url: 'text',
  return_url: 'text',
  meta: 'text',
  created_at: 'timestamptz',
});

function orderRow({ merchantId, orderId, direction, details, at }: NewOrder): OrderRow {
  return {
    merchant_id: merchantId,
    order_id: orderId,
    direction,
    reference_id: details.referenceId,
    customer_name: details.customerName,
    customer_email: details.customerEmail,
    customer_mobile: details.customerMobile,
    requested_mode: details.requestedMode,
    callback_url: details.callbackUrl,
    return_url: details.returnUrl,
    meta: details.meta,
    created_at: at,
  };
}

/** The orders, and the endpoints of those that name their own address. Sent without waiting. */
export function writeOrders(
  client: pg.ClientBase,
  orders: readonly NewOrder[],
): Promise<unknown>[] {
  if (orders.length === 0) return [];
  const named = orders.flatMap(({ merchantId, details: { callbackUrl: url }, at }) =>
    url === null ? [] : [{ merchantId, endpointId: newId<'endpoint'>(at.getTime()), url, at }],
  );
  return [
    client.query({
      name: insertOrders.name,
      text: insertOrders.text,
      values: insertOrders.values(orders.map(orderRow)),
    }),
    ...writeOrderEndpoints(client, named),
  ];
}
