/** A wallet that another session holds: what its merchant hears, and what becomes of a caller who did not wait for it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { holdWallets } from '../../payments/stranger.ts';
import { call, johnDoe, openGateway, openMerchant, tokenOf } from './gateway.ts';

test('who hangs up while its wallet is held elsewhere finds its payout made once; who waits too long hears 503, and nothing is made', async (t) => {
  const gateway = await openGateway();
  t.after(() => gateway.close());
  const [held, other] = [await openMerchant(gateway), await openMerchant(gateway)];
  const [token, tokenOfOther] = [await tokenOf(gateway, held), await tokenOf(gateway, other)];
  const path = '/Payout/CreateTransaction';
  const body = (clientTransactionRefNo: string) => ({ ...johnDoe, clientTransactionRefNo });
  const listed = async () => {
    const reply = await call(gateway, '/Payout/GetClientTransactionsWithFilters', { token });
    const { data } = reply.body as { data: { clientTransactionRefNo: string }[] };
    return data.map((row) => row.clientTransactionRefNo);
  };

  const first = await holdWallets(t, gateway.databaseUrl, [held.merchantId]);
  const hangsUp = fetch(gateway.base + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body('GONE')),
    signal: AbortSignal.timeout(1_000),
  });
  await assert.rejects(hangsUp, { name: 'TimeoutError' });
  const reply = await call(gateway, path, { token: tokenOfOther, body: body('OTHER') });
  assert.equal(reply.status, 201, 'another merchant is served');
  await first();
  for (let tries = 0; (await listed()).length === 0 && tries < 50; tries += 1) await sleep(100);
  const again = await call(gateway, path, { token, body: body('GONE') });
  assert.ok(again.status < 300, again.text);
  assert.deepEqual(await listed(), ['GONE']);

  const second = await holdWallets(t, gateway.databaseUrl, [held.merchantId]);
  const late = await call(gateway, path, { token, body: body('LATE') });
  assert.equal(late.status, 503, late.text);
  const { supportId, ...rest } = late.body as Record<string, unknown>;
  assert.equal(typeof supportId, 'string');
  assert.deepEqual(rest, { statusCode: 503, status: false, message: 'Service unavailable' });
  assert.match(late.headers.get('retry-after') ?? '', /^\d+$/);
  await second();
  assert.deepEqual(await listed(), ['GONE']);
  assert.equal((await call(gateway, path, { token, body: body('LATE') })).status, 201);
});
