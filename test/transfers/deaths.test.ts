/** The gateway dies at every named point of a transfer's way, and in its next life everything is there once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setProfileWebhook } from '../../src/merchants/profiles.ts';
import { call, walletNoOf } from '../dialects/xprizo/gateway.ts';
import type { Started } from '../kit/gateway-process.ts';
import { startInbox } from '../kit/merchant-inbox.ts';
import { assertBooksAreRight, available } from '../payments/gateway.ts';
import { openHouse, type House } from './house.ts';

function send({ asha, ravi }: House, { address }: Started, path: string, reference: string) {
  const body = {
    fromAccountId: Number(walletNoOf(asha, 'INR')),
    toAccountId: Number(walletNoOf(ravi, 'INR')),
    ...{ reference, amount: 10 },
  };
  const caller = path.startsWith('/Transaction/Request') ? ravi : asha;
  return call({ url: address }, caller, path, { body });
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await isSo()) return;
    await sleep(100);
  }
  assert.fail(`Never: ${what}`);
}

const points = ['transfer.after_commit', 'arrival.before_commit', 'arrival.after_commit'];

for (const point of points)
  test(`money whose sender's gateway dies at ${point} arrives in the next life, once`, async (t) => {
    const house = await openHouse(t);
    const dying = await house.start(point);
    await assert.rejects(send(house, dying, '/Transaction/SendPayment?action=1', 'R-1'));
    assert.equal(await dying.exited, null, dying.output());
    assert.match(dying.output(), new RegExp(`failpoint ${point.replace('.', '\\.')}`));
    const living = await house.start();
    await until(
      'it arrives',
      async () => (await available(house.pool, house.ravi.merchantId)) > 0n,
    );
    const again = await send(house, living, '/Transaction/SendPayment?action=1', 'R-1');
    assert.equal(again.status, 400);
    assert.equal(await available(house.pool, house.asha.merchantId), 90_00n);
    assert.equal(await available(house.pool, house.ravi.merchantId), 10_00n);
    await assertBooksAreRight(house.pool);
  });

test('what was not committed when the gateway died was never made, and may be sent again', async (t) => {
  const house = await openHouse(t);
  const dying = await house.start('transfer.before_commit');
  await assert.rejects(send(house, dying, '/Transaction/SendPayment?action=1', 'R-1'));
  await dying.exited;
  assert.equal(await available(house.pool, house.asha.merchantId), 100_00n);
  const living = await house.start();
  const again = await send(house, living, '/Transaction/SendPayment?action=1', 'R-1');
  assert.equal(again.status, 200, again.text);
  await assertBooksAreRight(house.pool);
});

test('a request whose gateway dies before it came to its payer gets there, and is told once and in order', async (t) => {
  const house = await openHouse(t);
  const inbox = await startInbox();
  t.after(() => inbox.stop());
  const { merchantId } = house.ravi;
  const order = { merchantId, actor: 'test', nowMs: Date.now() };
  await setProfileWebhook(house.pool, order, 'approval', inbox.url);
  const dying = await house.start('arrival.after_commit');
  await assert.rejects(send(house, dying, '/Transaction/RequestPayment', 'R-1'));
  await dying.exited;
  const living = await house.start();
  const keyOf = async () => {
    const { rows } = await house.pool.query<{ approval_key: string }>(
      'select approval_key from xprizo_transactions where merchant_id = $1',
      [house.asha.merchantId],
    );
    return rows[0]?.approval_key;
  };
  await until('it comes to the payer', async () => (await keyOf()) !== undefined);
  const accept = `/Transaction/ApprovalAccept?key=${(await keyOf()) ?? ''}`;
  const accepted = await call({ url: living.address }, house.asha, accept);
  assert.equal(accepted.status, 200, accepted.text);
  await inbox.until(2);
  await sleep(500);
  const told = inbox.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  assert.deepEqual(
    told.map(({ statusType, status, actionedById }) => [statusType, status, actionedById]),
    [
      [1, 'New', house.ravi.merchantNo],
      [2, 'Accepted', house.asha.merchantNo],
    ],
  );
  assert.deepEqual(told[1]?.['affectedContactIds'], [house.ravi.merchantNo, house.asha.merchantNo]);
  assert.equal(await available(house.pool, house.ravi.merchantId), 10_00n);
  await assertBooksAreRight(house.pool);
});

test('an answer to the payment webhook that the gateway did not live to book is asked for again, and paid once', async (t) => {
  const house = await openHouse(t);
  const inbox = await startInbox();
  t.after(() => inbox.stop());
  const { merchantId } = house.asha;
  const order = { merchantId, actor: 'test', nowMs: Date.now() };
  await setProfileWebhook(house.pool, order, 'payment', inbox.url);
  const dying = await house.start('hold.after_answer');
  await send(house, dying, '/Transaction/SendPayment?action=2', 'R-1').catch(() => undefined);
  await dying.exited;
  assert.equal(await available(house.pool, merchantId), 90_00n);
  // The claim of the life that ended lapses by itself; a test does not wait for it.
  await house.pool.query(`update outbox set due_at = now() where topic = 'hold'`);
  await house.start();
  await until('it is paid', async () => (await available(house.pool, house.ravi.merchantId)) > 0n);
  assert.ok(inbox.received.length >= 2);
  assert.equal(new Set(inbox.received.map(({ id }) => id)).size, 1);
  assert.equal(await available(house.pool, house.ravi.merchantId), 10_00n);
  await assertBooksAreRight(house.pool);
});
