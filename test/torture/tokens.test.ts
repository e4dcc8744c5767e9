import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Client } from '../../torture/client.ts';

const access = { clientId: 'one', clientSecret: 'secret' };
const minuteMs = 60_000;

test('a merchant of a long torture run takes another token while the old one is valid, and keeps that one while the gateway is away', async (t) => {
  let given = 0;
  let isAway = false;
  const gateway = createServer((_, response) => {
    response.statusCode = isAway ? 503 : 200;
    response.end(JSON.stringify(isAway ? {} : { accessToken: `token ${(given += 1)}` }));
  }).listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  t.after(() => gateway.close());
  const url = `http://127.0.0.1:${String((gateway.address() as AddressInfo).port)}`;
  let nowMs = 0;
  const client = new Client(() => nowMs);
  t.after(() => client.close());
  const take = () => client.token(url, access);

  assert.equal(await take(), 'token 1');
  nowMs += 30 * minuteMs;
  assert.equal(await take(), 'token 1');
  nowMs += 1;
  isAway = true;
  assert.equal(await take(), 'token 1');
  isAway = false;
  assert.deepEqual(await Promise.all([take(), take()]), ['token 2', 'token 2']);
  nowMs += 30 * minuteMs;
  assert.equal(await take(), 'token 2');
});
