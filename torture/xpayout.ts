/** The XPayout contract from the merchant's side, written from its document alone: signing, orders, answers. */
import { createHash, createHmac } from 'node:crypto';
import type { Answer } from './history.ts';
import { beneficiary, type Order } from './order.ts';

export interface ApiAccess {
  readonly apiKey: string;
  readonly apiSecret: string;
}

export interface ToSign {
  readonly route: string;
  /** Beside the route. */
  readonly query?: Readonly<Record<string, string>>;
  /** JSON text; without it the request is a GET. */
  readonly body?: string;
  readonly version: 1 | 2;
  readonly atMs: number;
  readonly nonce: string;
}

/** The bytes of a request, as they can be captured and sent again. */
export interface SignedRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export function signed(access: ApiAccess, toSign: ToSign): SignedRequest {
  const { route, query = {}, body, version, atMs, nonce } = toSign;
  const method = body === undefined ? 'GET' : 'POST';
  const timestamp = String(Math.floor(atMs / 1_000));
  const digest = createHash('sha256')
    .update(body ?? '')
    .digest('hex');
  // Sorted by name; none of our values needs more than this encoding.
  const parameters = Object.entries({ route, ...query })
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const lines = [method, route, timestamp, nonce, digest, ...(version === 2 ? [parameters] : [])];
  const signature = createHmac('sha256', access.apiSecret).update(lines.join('\n')).digest('hex');
  return {
    method,
    path: `/sitemap.xml?${parameters}`,
    headers: {
      'x-api-key': access.apiKey,
      'x-timestamp': timestamp,
      'x-nonce': nonce,
      'x-signature': signature,
      ...(version === 2 && { 'x-signature-version': '2' }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    body,
  };
}

/** The body of `api_create_order`. */
export function orderText(order: Order, ownCallbackUrl: string): string {
  const { direction, reference, amount, account, ownCallback = false } = order;
  return JSON.stringify({
    service_type: direction === 'in' ? 'payin' : 'payout',
    order_id: reference,
    amount,
    currency: 'INR',
    ...(ownCallback && { callback_url: ownCallbackUrl }),
    ...(direction === 'out' && { meta: destination(account) }),
  });
}

function destination(account: string): object {
  const { firstName, lastName, ifsc } = beneficiary;
  return {
    beneficiary_firstname: firstName,
    beneficiary_lastname: lastName,
    ...(account.includes('@')
      ? { mode: 'upi', vpa: account }
      : { mode: 'bank', account_number: account, ifsc }),
  };
}

interface Body {
  readonly code?: string;
  readonly message?: string;
  readonly data?: {
    readonly gateway_order_id?: string;
    readonly status?: string;
    readonly upi_intent?: string;
  };
}

export function readXpayoutAnswer(status: number, body: object): Answer {
  const { code = '', message, data } = body as Body;
  const { gateway_order_id: number, status: shown = '', upi_intent: link } = data ?? {};
  if (status === 200 && number !== undefined) {
    const isNew = message === 'Order created';
    return { kind: 'ok', status, number, shown, isNew, ...(link !== undefined && { link }) };
  }
  // The contract promises that such an order has failed for good, but tells no number of it.
  if (status === 400 && code === 'insufficient_balance')
    return { kind: 'ok', status, number: undefined, shown: 'failed', isNew: true };
  return { kind: status >= 500 ? 'info' : 'fail', status, why: `${status} ${code}`.trim() };
}
