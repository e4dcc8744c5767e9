/** A merchant's program: one connection pool per gateway, and the honest reading of every answer. */
import { Agent, request } from 'undici';
import type { Answer, Order } from './history.ts';

export interface Access {
  readonly clientId: string;
  readonly clientSecret: string;
}

interface Body {
  readonly message?: string;
  readonly accessToken?: string;
  readonly transactionNumber?: string;
  readonly transaction?: { readonly status: string };
  readonly availableBalance?: number;
}

const timeoutMs = 12_000;
/** The request never left this machine. */
const notSent = new Set(['ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT']);

export class Client {
  readonly #agent = new Agent({
    connections: 200,
    connect: { timeout: 3_000 },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });

  async token(gateway: string, { clientId, clientSecret }: Access): Promise<string> {
    const { status, body } = await this.#call('POST', `${gateway}/XoomPeAPI/token`, '', {
      clientId,
      clientSecret,
    });
    if (body.accessToken === undefined) throw new Error(`No token: ${status} ${body.message}`);
    return body.accessToken;
  }

  async balance(gateway: string, token: string): Promise<number | undefined> {
    const place = `${gateway}/XoomPeAPI/Payout/getWalletBalance`;
    return (await this.#call('GET', place, token)).body.availableBalance;
  }

  /** Never throws. */
  async create(gateway: string, token: string, order: Order): Promise<Answer> {
    const { merchant: _merchant, reference, amount, ...beneficiary } = order;
    try {
      const { status, body } = await this.#call(
        'POST',
        `${gateway}/XoomPeAPI/Payout/CreateTransaction`,
        token,
        { ...beneficiary, amount, clientTransactionRefNo: reference },
      );
      return readAnswer(status, body);
    } catch (error) {
      const code = codeOf(error);
      return { kind: notSent.has(code) ? 'fail' : 'info', status: 0, why: code };
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #call(
    method: 'GET' | 'POST',
    url: string,
    token: string,
    body?: unknown,
  ): Promise<{ status: number; body: Body }> {
    const answer = await request(url, {
      method,
      dispatcher: this.#agent,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: JSON.parse(text) as Body };
  }
}

function readAnswer(status: number, body: Body): Answer {
  const { transactionNumber, transaction } = body;
  const isPromise = status === 200 || status === 201 || status === 400;
  if (isPromise && transactionNumber !== undefined && transaction !== undefined)
    return { kind: 'ok', status, transactionNumber, shown: transaction.status };
  const why = `${status} ${body.message ?? ''}`.trim();
  return { kind: status >= 500 ? 'info' : 'fail', status, why };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
