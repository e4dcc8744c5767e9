/** How many calls a merchant may make in a minute, whichever process it calls. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setLimits } from '../../../src/merchants/change-merchant.ts';
import { defaultLimits, liftedLimits, type Limits } from '../../../src/merchants/merchant.ts';
import { limitOf } from '../../../src/dialects/xpayout/limits.ts';
import {
  call,
  openGateway,
  openMerchant,
  payout,
  send,
  signed,
  type Gateway,
  type Reply,
  type TestMerchant,
} from './gateway.ts';

let gateway: Gateway;
let second: Gateway;
before(async () => {
  gateway = await openGateway();
  second = await openGateway({ beside: gateway });
});
after(async () => {
  await second.close();
  await gateway.close();
});

/** Ten orders and ten questions a minute. */
const limits: Limits = { ...defaultLimits, payoutPerMinute: 1, queryPerMinute: 1 };
const balance = { route: 'api_balance' } as const;

/** As one burst: a minute must not pass between two calls. */
async function together(
  merchant: TestMerchant,
  count: number,
  make: () => Parameters<typeof call>[2],
): Promise<Reply[]> {
  return Promise.all(
    Array.from({ length: count }, (_, nth) =>
      call(nth % 2 === 0 ? gateway : second, merchant, make()),
    ),
  );
}

test('a limit is ten times the one of the merchant, and lifted with it', () => {
  assert.equal(limitOf(defaultLimits, 'order'), 1_000);
  assert.equal(limitOf(defaultLimits, 'query'), 2_000);
  assert.equal(limitOf(liftedLimits, 'order'), null);
  assert.equal(limitOf({ ...defaultLimits, queryPerMinute: 0 }, 'query'), 0);
});

test('two processes let in as many orders as the limit says, and refuse the others in the words of this contract', async () => {
  const merchant = await openMerchant(gateway, { limits });
  const replies = await together(merchant, 25, () => ({
    route: 'api_create_order',
    body: payout(),
  }));
  const refused = replies.filter(({ status }) => status === 429);
  assert.equal(refused.length, 15);
  assert.ok(replies.every(({ status }) => status === 200 || status === 429));
  for (const { headers, body } of refused) {
    assert.deepEqual(body, { ok: false, code: 'rate_limited', message: 'Too many calls.' });
    assert.match(headers.get('retry-after') ?? '', /^[1-5]?\d$|^60$/);
  }
  const { rows } = await gateway.pool.query('select from payouts where merchant_id = $1', [
    merchant.merchantId,
  ]);
  assert.equal(rows.length, 25 - refused.length, 'what was refused made nothing');
  assert.equal((await call(gateway, merchant, balance)).status, 200, 'questions are counted apart');
});

test('what is forged or replayed uses up nothing of the merchant', async () => {
  const merchant = await openMerchant(gateway, { limits });
  const good = signed(merchant, balance);
  const forged = { ...good, headers: { ...good.headers, 'x-signature': 'a'.repeat(64) } };
  for (let tries = 0; tries < 15; tries += 1)
    assert.equal((await send(gateway, forged)).status, 401);
  assert.equal((await send(gateway, good)).status, 200);
  for (let tries = 0; tries < 15; tries += 1)
    assert.equal((await send(gateway, good)).body.code, 'nonce_replayed');
  assert.equal((await call(gateway, merchant, balance)).status, 200);
});

test('a limit of zero lets nothing in, and an operator lifts it', async () => {
  const merchant = await openMerchant(gateway, { limits: { ...limits, queryPerMinute: 0 } });
  assert.equal((await call(gateway, merchant, balance)).status, 429);
  const { merchantId } = merchant;
  await setLimits(
    gateway.pool,
    { merchantId, actor: 'test', nowMs: Date.now() },
    { queryPerMinute: null },
  );
  const endMs = performance.now() + 60_000;
  while ((await call(gateway, merchant, balance)).status !== 200)
    assert.ok(performance.now() < endMs, 'it is never lifted');
});
