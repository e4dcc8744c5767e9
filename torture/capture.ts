/** Signed XPayout requests as somebody on the way could have captured them, and what a gateway says to them. */
import { randomUUID } from 'node:crypto';
import { codeOf } from './client.ts';
import type { Gateway } from './gateway.ts';
import { ask } from './load.ts';
import type { Merchant } from './merchants.ts';
import type { Order } from './order.ts';
import type { Random } from './random.ts';
import type { Scene } from './scene.ts';
import { orderText, readXpayoutAnswer, signed, type SignedRequest } from './xpayout.ts';

export interface Captured {
  readonly request: SignedRequest;
  /** What it asks for, when it creates something. */
  readonly order: Order | undefined;
}

/** accepted: let in, whatever became of it then. away: nobody answered, or honestly not now. */
export type Heard = 'accepted' | 'replayed' | 'out of time' | 'away';

/** Of an order that every merchant of a replay has made before. */
const knownReference = 'replays-known';

const kinds = { 'pay-in': 1, payout: 1, status: 1, balance: 1 } as const;

/** Merchants with funds: nothing that they ask for is refused. */
export function signersOf({ merchants }: Scene): Merchant[] {
  return merchants.slice(0, -1);
}

/** What status requests ask about. Throws when it is not made. */
export async function makeKnownOrder(scene: Scene, merchant: Merchant): Promise<void> {
  const { crowd, deployment, history } = scene;
  const [gateway] = deployment.gateways;
  const about = { merchant: merchant.name, reference: knownReference, account: '5000000000000' };
  const order: Order = { ...about, contract: 'xpayout', direction: 'out', amount: '500.00' };
  const { client } = deployment;
  const answer = await ask({ client, crowd, history }, merchant, gateway, order);
  if (answer.kind !== 'ok') throw new Error(`No first order: ${answer.why}`);
}

/** One request of the mixture. `nth` is used once in a run; the signature is of `atMs`. */
export function makeRequest(
  merchant: Merchant,
  nth: string,
  atMs: number,
  random: Random,
): Captured {
  const kind = random.weighted(kinds);
  const version = random.happens(0.5) ? 1 : 2;
  const about = { version, atMs, nonce: randomUUID() } as const;
  if (kind === 'balance')
    return {
      request: signed(merchant.xpayout, { route: 'api_balance', ...about }),
      order: undefined,
    };
  if (kind === 'status') {
    const query = { merchant_order_id: knownReference };
    const request = signed(merchant.xpayout, { route: 'api_order_status', query, ...about });
    return { request, order: undefined };
  }
  const order: Order = {
    contract: 'xpayout',
    direction: kind === 'pay-in' ? 'in' : 'out',
    merchant: merchant.name,
    reference: `replays-${nth}`,
    account: kind === 'pay-in' ? '' : `5${String(random.between(0, 1e11)).padStart(12, '0')}`,
    amount: `${random.between(100, 900)}.00`,
    signature: version,
  };
  const body = orderText(order, merchant.ownCallbackUrl);
  return {
    request: signed(merchant.xpayout, { route: 'api_create_order', body, ...about }),
    order,
  };
}

/** Sends the very bytes once. What creates is written into the history, before and after. */
export async function hear(scene: Scene, gateway: Gateway, captured: Captured): Promise<Heard> {
  const { crowd, deployment, history } = scene;
  const { request, order } = captured;
  const call = order && history.invoke(order, gateway.name);
  let reply: { readonly status: number; readonly body: object };
  try {
    reply = await deployment.client.send(gateway.url, request);
  } catch (error) {
    if (order !== undefined && call !== undefined)
      history.answered(call, order, { kind: 'info', status: 0, why: codeOf(error) });
    return 'away';
  }
  const { status, body } = reply;
  const { code } = body as { readonly code?: string };
  const isRefused = code === 'nonce_replayed' || code === 'timestamp_out_of_window';
  if (order !== undefined && call !== undefined) {
    const answer = readXpayoutAnswer(status, body);
    // These refusals are what is asked for here, and no fault.
    history.answered(call, order, isRefused ? { kind: 'fail', status: 0, why: code } : answer);
    crowd.hear(order, answer);
  }
  if (code === 'nonce_replayed') return 'replayed';
  if (code === 'timestamp_out_of_window') return 'out of time';
  if (status >= 500) return 'away';
  if (status !== 200) scene.broken.push(`${request.path} was let in and answered ${status}`);
  return 'accepted';
}

/** Asks again while nobody answers. Throws when that does not end. */
export async function hearSurely(
  scene: Scene,
  gateway: Gateway,
  captured: Captured,
): Promise<Exclude<Heard, 'away'>> {
  for (let tries = 0; tries < 20; tries++) {
    const heard = await hear(scene, gateway, captured);
    if (heard !== 'away') return heard;
    await new Promise((resolve) => setTimeout(resolve, 100 * (tries + 1)));
  }
  throw new Error(`Gateway ${gateway.name} does not answer a replay.`);
}
