/** A merchant's program: one connection pool for all gateways, and the honest reading of every answer. */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'undici';
import type { Answer } from './history.ts';
import type { Merchant } from './merchants.ts';
import type { Order } from './order.ts';
import { readXoompeAnswer, transactionText, type TokenAccess } from './xoompe.ts';
import { orderText, readXpayoutAnswer, signed, type SignedRequest } from './xpayout.ts';
import { readXprizoAnswer, xprizoOrder } from './xprizo.ts';

const timeoutMs = 12_000;
/** Valid for an hour; a run may take longer, and there is half of it left for a gateway that is away. */
const renewTokenAfterMs = 30 * 60_000;
/** The request never left this machine. */
const notSent = new Set(['ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT']);

interface Held {
  token: string;
  takenMs: number;
  renewing?: Promise<void> | undefined;
}

interface Reply {
  readonly status: number;
  readonly body: object;
}

export class Client {
  readonly #agent = new Agent({
    connections: 200,
    connect: { timeout: 3_000 },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  /** By client id. */
  readonly #tokens = new Map<string, Held>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** The one at hand, or another in its place in time. Throws only when there has never been one. */
  async token(gateway: string, access: TokenAccess): Promise<string> {
    const held = this.#tokens.get(access.clientId);
    if (held === undefined) {
      const takenMs = this.#nowMs();
      const token = await this.#takeToken(gateway, access);
      this.#tokens.set(access.clientId, { token, takenMs });
      return token;
    }
    if (this.#nowMs() - held.takenMs > renewTokenAfterMs) {
      // A gateway that is away now is asked at the next call; the old one is valid as long as that.
      held.renewing ??= this.#renew(gateway, access, held)
        .catch(() => undefined)
        .finally(() => (held.renewing = undefined));
      await held.renewing;
    }
    return held.token;
  }

  async #renew(gateway: string, access: TokenAccess, held: Held): Promise<void> {
    const takenMs = this.#nowMs();
    held.token = await this.#takeToken(gateway, access);
    held.takenMs = takenMs;
  }

  async #takeToken(gateway: string, access: TokenAccess): Promise<string> {
    const { clientId, clientSecret } = access;
    const body = JSON.stringify({ clientId, clientSecret });
    const reply = await this.send(gateway, xoompeRequest('POST', 'token', '', body));
    const { accessToken } = reply.body as { accessToken?: string };
    if (accessToken === undefined) throw new Error(`No token: ${reply.status}`);
    return accessToken;
  }

  /** Rupees that the merchant can spend. */
  async balance(gateway: string, { xoompe }: Merchant): Promise<number | undefined> {
    const token = await this.token(gateway, xoompe);
    const reply = await this.send(gateway, xoompeRequest('GET', 'Payout/getWalletBalance', token));
    return (reply.body as { availableBalance?: number }).availableBalance;
  }

  /** Never throws. Every call of XPayout is signed anew, as a repetition has to be. */
  async create(gateway: string, merchant: Merchant, order: Order): Promise<Answer> {
    try {
      if (order.contract === 'xoompe') {
        const token = await this.token(gateway, merchant.xoompe);
        const text = transactionText(order);
        const { status, body } = await this.send(
          gateway,
          xoompeRequest('POST', 'Payout/CreateTransaction', token, text),
        );
        return readXoompeAnswer(status, body);
      }
      if (order.xprizo !== undefined) {
        const asked = xprizoOrder(merchant.xprizo, order, order.xprizo);
        const { status, body } = await this.send(gateway, asked);
        return readXprizoAnswer(status, body);
      }
      const { status, body } = await this.send(gateway, signedOrder(merchant, order));
      return readXpayoutAnswer(status, body);
    } catch (error) {
      const code = codeOf(error);
      return { kind: notSent.has(code) ? 'fail' : 'info', status: 0, why: code };
    }
  }

  /** Byte for byte. Throws when there is no answer, or one that is not JSON. */
  async send(gateway: string, { method, path, headers, body }: SignedRequest): Promise<Reply> {
    const answer = await request(gateway + path, {
      method,
      dispatcher: this.#agent,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: text === '' ? {} : (JSON.parse(text) as object) };
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

function signedOrder({ xpayout, ownCallbackUrl }: Merchant, order: Order): SignedRequest {
  return signed(xpayout, {
    route: 'api_create_order',
    body: orderText(order, ownCallbackUrl),
    version: order.signature ?? 1,
    atMs: Date.now(),
    nonce: randomUUID(),
  });
}

function xoompeRequest(
  method: 'GET' | 'POST',
  place: string,
  token: string,
  body?: string,
): SignedRequest {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return { method, path: `/XoomPeAPI/${place}`, headers, body };
}

export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
