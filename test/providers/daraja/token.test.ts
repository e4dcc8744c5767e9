/** The token of Daraja: one for everybody, fetched once however many ask, and replaced when another process ended it. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { ServerResponse } from 'node:http';
import { callbackPath } from '../../../src/providers/daraja/callback-path.ts';
import { startScriptedServer, type Seen } from '../scripted-server.ts';
import { closeDaraja, openDaraja, order } from './daraja-wire.ts';

/** A Daraja whose newest token alone opens; `refuse` says how it turns another one away. */
async function openTokens(
  t: TestContext,
  refuse: (response: ServerResponse) => void,
  givenTo: () => boolean = () => true,
) {
  const server = await startScriptedServer({ givesTokens: false });
  let given = 0;
  server.follow((response, { path, headers }: Seen) => {
    if (path.startsWith('/oauth/')) {
      if (!givenTo()) {
        response.writeHead(400).end('{"errorCode":"400.008.01"}');
        return;
      }
      given += 1;
      response.end(`{"access_token":"token-${String(given)}","expires_in":"3599"}`);
    } else if (headers.authorization !== `Bearer token-${String(given)}`) refuse(response);
    else
      response.end(
        JSON.stringify({ ResponseCode: '0', OriginatorConversationID: order.reference }),
      );
  });
  const daraja = openDaraja(server.url);
  t.after(async () => {
    await closeDaraja(daraja);
    await server[Symbol.asyncDispose]();
  });
  const asked = (what: string) => server.seen.filter(({ path }) => path.startsWith(what)).length;
  return { ...daraja, asked, given: () => given, another: () => (given += 1) };
}

const refusal = (status: number, body: string) => (response: ServerResponse) =>
  response.writeHead(status).end(body);

test('twenty requests at once fetch one token', async (t) => {
  const { payouts, given, asked } = await openTokens(t, refusal(401, ''));
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => payouts.submit(order)));
  assert.ok(outcomes.every(({ kind }) => kind === 'accepted'));
  assert.equal(given(), 1);
  assert.equal(asked('/mpesa/b2c'), 20);
});

const spellings: [number, string][] = [
  [401, ''],
  [401, '{"requestId":"1"}'],
  [404, '{"errorCode":"404.001.03","errorMessage":"Invalid Access Token"}'],
  [400, '{"errorCode":"400.003.01","errorMessage":"Invalid Access Token"}'],
  [401, '{"errorCode":"401.002.01","errorMessage":"Error Occurred - Invalid Access Token"}'],
];

for (const [status, body] of spellings)
  test(`a token that another process ended is replaced, and the request sent again: ${String(status)} ${body}`, async (t) => {
    const { payouts, asked, another } = await openTokens(t, refusal(status, body));
    assert.equal((await payouts.submit(order)).kind, 'accepted');
    another();
    assert.equal((await payouts.submit(order)).kind, 'accepted');
    assert.equal(asked('/mpesa/b2c'), 3);
    assert.equal(asked('/oauth/'), 2);
  });

test('a request that is turned away twice was not sent, and is not tried a third time', async (t) => {
  const tokens = await openTokens(t, refusal(404, '{"errorCode":"404.001.03"}'));
  await tokens.payouts.submit(order);
  const server = await startScriptedServer();
  server.follow((response) => {
    response.writeHead(404).end('{"errorCode":"404.001.03"}');
  });
  const daraja = openDaraja(server.url);
  t.after(async () => {
    await closeDaraja(daraja);
    await server[Symbol.asyncDispose]();
  });
  const why = 'the token was refused';
  assert.deepEqual(await daraja.payouts.submit(order), { kind: 'not_sent', why });
  assert.equal(server.seen.length, 2);
});

test('without a token nothing is sent', async (t) => {
  const { payouts, collections, asked } = await openTokens(t, refusal(401, ''), () => false);
  assert.equal((await payouts.submit(order)).kind, 'not_sent');
  const issued = { promptId: 'ws_CO_1', receipt: null, amountMinor: 1n, currency: 'KES' } as const;
  assert.equal((await collections.enquire('C1', issued)).kind, 'unknown');
  assert.equal(asked('/mpesa'), 0);
});

test('no address of ours holds a word that Safaricom refuses, whatever it is about', () => {
  const spelt = ['exec', 'EXE', 'CMD-SQL-QUERY', 'mpesa', 'Safaricom', order.reference];
  for (const purpose of ['result', 'late', 'prompt', 'answer', 'refund'] as const)
    for (const subject of spelt) {
      const { path } = callbackPath('secret', purpose, subject, 1_790_000_000);
      assert.doesNotMatch(
        `daraja-b2c/daraja-stk/${path}`,
        /mpesa|safaricom|exe|exec|cmd|sql|query/i,
      );
    }
});
