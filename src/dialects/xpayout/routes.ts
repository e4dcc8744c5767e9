/** The routes of the contract by the name in `?route=`. A name without an entry is answered like one that never was. */
import { createOrder } from './create-order.ts';
import type { Work } from './gate.ts';
import type { XpayoutParts } from './parts.ts';
import { getBalance, getOrderStatus, statusParameters } from './queries.ts';

export interface MerchantRoute {
  readonly method: 'GET' | 'POST';
  /** Documented parameters of the query, beside `route`. */
  readonly parameters: readonly string[];
  readonly work: Work;
}

export function merchantRoutes(parts: XpayoutParts): ReadonlyMap<string, MerchantRoute> {
  return new Map<string, MerchantRoute>([
    ['api_create_order', { method: 'POST', parameters: [], work: createOrder(parts) }],
    [
      'api_order_status',
      { method: 'GET', parameters: statusParameters, work: getOrderStatus(parts) },
    ],
    ['api_balance', { method: 'GET', parameters: [], work: getBalance(parts) }],
  ]);
}
