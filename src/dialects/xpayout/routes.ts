/**
 * The routes of the contract by the name in `?route=`: those of merchants, behind the gate, and those of everybody. A
 * name without an entry is answered like one that never was.
 */
import type { HttpAnswer } from '../../http/door.ts';
import { DomainError } from '../../kit/errors.ts';
import { createOrder } from './create-order.ts';
import { downloadReport, reportParameters } from './download-report.ts';
import type { Call, Passage, Work } from './gate.ts';
import { documentation } from './pages.ts';
import type { ProviderCallback, XpayoutParts } from './parts.ts';
import { getBalance, getOrderStatus, statusParameters } from './queries.ts';

export interface MerchantRoute {
  readonly method: 'GET' | 'POST';
  /** Documented parameters of the query, beside `route`. */
  readonly parameters: readonly string[];
  readonly work: Work;
}

/** Orders are also taken without the framework, by the same gate. */
export const orders: Passage = { route: 'api_create_order', parameters: [] };

export function merchantRoutes(parts: XpayoutParts): ReadonlyMap<string, MerchantRoute> {
  return new Map<string, MerchantRoute>([
    [orders.route, { method: 'POST', parameters: orders.parameters, work: createOrder(parts) }],
    [
      'api_order_status',
      { method: 'GET', parameters: statusParameters, work: getOrderStatus(parts) },
    ],
    ['api_balance', { method: 'GET', parameters: [], work: getBalance(parts) }],
    [
      'api_download_report',
      { method: 'GET', parameters: reportParameters, work: downloadReport(parts) },
    ],
  ]);
}

export interface PublicRoute {
  readonly method: 'GET' | 'POST';
  readonly serve: (call: Call) => HttpAnswer | Promise<HttpAnswer>;
}

export function publicRoutes({
  brand,
  payPage,
  providerCallback,
}: Pick<XpayoutParts, 'brand' | 'payPage' | 'providerCallback'>): ReadonlyMap<string, PublicRoute> {
  return new Map<string, PublicRoute>([
    ['docs', { method: 'GET', serve: () => documentation(brand) }],
    ['pay', { method: 'GET', serve: ({ query }) => payPage(Object.fromEntries(query)) }],
    ['api_callback', { method: 'POST', serve: (call) => takeCallback(providerCallback, call) }],
  ]);
}

/** `provider` says whose it is; whether it is true is for its connector to say. */
async function takeCallback(
  providerCallback: ProviderCallback,
  { request, query }: Call,
): Promise<HttpAnswer> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const answer = await providerCallback(query.get('provider') ?? '', request.headers, body);
  if (answer === undefined) throw new DomainError('request.route_unknown');
  return { ...answer, headers: {} };
}
