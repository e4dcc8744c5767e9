/**
 * Thousands of requests to every endpoint of every contract, made from the published descriptions, most with something
 * put wrong. None is answered by a fault of ours, nor by anything that is not described, and the books hold.
 */
import assert from 'node:assert/strict';
import { createHmac, createHash, randomUUID } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { systemClock } from '../../../src/kit/clock.ts';
import { liftedLimits } from '../../../src/merchants/merchant.ts';
import { onboardMerchant, type Onboarded } from '../../../src/payments/onboard-merchant.ts';
import { verifyBooks } from '../../../src/settlements/verify-books.ts';
import { Random } from '../../../torture/random.ts';
import { openWholeGateway, type WholeGateway } from '../whole-gateway.ts';
import { operationsOf, type Operation } from './descriptions.ts';
import { garbled, plain, spoilt, strangeText } from './strangeness.ts';

/** HUNDI_STRANGE_REQUESTS=100000 sends more, HUNDI_STRANGE_SEED others. */
const count = Number(process.env['HUNDI_STRANGE_REQUESTS'] ?? 3_000);
const seed = Number(process.env['HUNDI_STRANGE_SEED'] ?? 20_261_128);

/** These would shut out whoever sends the rest. */
const endsTheCaller = /ApiKeyInactive|DeleteApiKey|APIKeyActiveDates|AddAPIKeyIp|SetPin/i;

interface StrangeRequest {
  readonly target: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

suite('strange requests', () => {
  let gateway: WholeGateway;
  let url: string;
  let merchant: Onboarded;
  let token: string;

  before(async () => {
    gateway = await openWholeGateway();
    ({ url } = gateway);
    const { pool, secrets } = gateway.app;
    merchant = await onboardMerchant(
      {
        ...{ pool, sealer: secrets.sealer, clock: systemClock },
        checkUrl: () => ({ ok: true }),
        newWebhookSecret: () => 'secret',
      },
      {
        ...{ name: 'Asha', environment: 'sandbox', email: 'asha@merchant.example', actor: 'test' },
        funds: [
          { currency: 'INR', minor: 1_000_000_00n },
          { currency: 'KES', minor: 1_000_000_00n },
        ],
        limits: liftedLimits,
        xpayout: { activate: true },
      },
    );
    const reply = await fetch(`${url}/XoomPeAPI/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(merchant.xoompe),
    });
    token = ((await reply.json()) as { accessToken: string }).accessToken;
  });
  after(() => gateway.close());

  for (const contract of ['xoompe', 'xpayout', 'xprizo'] as const)
    test(`${contract}: whatever is put wrong, the answer is one that is described`, async () => {
      const random = new Random(seed);
      const operations = operationsOf(contract).filter(({ path }) => !endsTheCaller.test(path));
      const faults = new Map<string, string>();
      let taken = 0;
      const send = async (): Promise<void> => {
        const operation = random.pick(operations);
        const request = requestFor(random, operation);
        const reply = await fetch(url + request.target, request);
        const text = await reply.text();
        if (reply.ok) taken += 1;
        const isJson = (reply.headers.get('content-type') ?? '').includes('json');
        const fault =
          reply.status >= 500
            ? 'a fault of ours'
            : operation.faultOf(reply.status, isJson ? (JSON.parse(text) as unknown) : undefined);
        if (fault === undefined) return;
        const what = `${operation.method} ${operation.path} ${String(reply.status)}: ${fault}`;
        const body = request.body?.toString() ?? '';
        faults.set(
          what,
          `${request.target.slice(0, 300)} ${body.slice(0, 500)} ${text.slice(0, 300)}`,
        );
      };
      const senders = Array.from({ length: 8 }, async () => {
        for (let nth = 0; nth < count / 3 / 8; nth += 1) await send();
      });
      await Promise.all(senders);
      assert.deepEqual(Object.fromEntries(faults), {});
      assert.ok(taken > count / 100, `only ${String(taken)} were taken: this tries nothing`);
    });

  test('and the books hold', async () => {
    const { breaks } = await verifyBooks(gateway.app.pool);
    assert.deepEqual(breaks, []);
  });

  function requestFor(random: Random, operation: Operation): StrangeRequest {
    const { contract, method, parameters } = operation;
    let target = operation.path;
    for (const { name, in: place, schema } of parameters) {
      const isStrange = random.happens(0.2);
      const value = isStrange
        ? strangeText(random)
        : String(plain(random, operation, schema, name));
      const text = encodeURIComponent(value.toWellFormed()) || 'x';
      if (place === 'path') target = target.replace(`{${name}}`, text);
      else if (place === 'query' && random.happens(0.6))
        target += `${target.includes('?') ? '&' : '?'}${name}=${text}`;
    }
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (operation.body === undefined) return { target, method, headers: signed(headers) };
    const value = plain(random, operation, operation.body);
    const json = JSON.stringify(random.happens(0.5) ? value : spoilt(random, value));
    const body = random.happens(0.85) ? json : garbled(random, json);
    return { target, method, body, headers: signed(headers, body) };

    function signed(
      rest: Record<string, string>,
      sent: string | Buffer = '',
    ): Record<string, string> {
      if (contract === 'xoompe') return { ...rest, authorization: `Bearer ${token}` };
      if (contract === 'xprizo') return { ...rest, 'x-api-key': merchant.xprizo.apiKey };
      const { apiKey, apiSecret } = merchant.xpayout;
      const route = new URL(target, url).searchParams.get('route') ?? '';
      const [time, nonce] = [String(Math.floor(Date.now() / 1_000)), randomUUID()];
      const digest = createHash('sha256').update(sent).digest('hex');
      const base = [method, route, time, nonce, digest].join('\n');
      return {
        ...{ ...rest, 'x-api-key': apiKey, 'x-timestamp': time, 'x-nonce': nonce },
        'x-signature': createHmac('sha256', apiSecret).update(base).digest('hex'),
      };
    }
  }
});
