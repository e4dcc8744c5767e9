/** Money that waits for a person, at the console of operators: held payments, transfers that nobody approved, callbacks. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test, type TestContext } from 'node:test';
import type { PaymentStory } from '../../src/console/answers/payment.ts';
import type { Shelf } from '../../src/console/answers/shelf.ts';
import { setEndpoint } from '../../src/merchants/endpoints.ts';
import { requestMoney, sendMoney } from '../../src/transfers/move-money.ts';
import { assertBooksAreRight } from '../payments/gateway.ts';
import { openTill, untilRefunded } from '../payments/payin-kit.ts';
import { askConsole, operatorSignedIn } from '../support/console.ts';
import { openBazaar } from '../transfers/transfer-kit.ts';
import { newSecret, sealer } from '../webhooks/delivery-kit.ts';
import { openConsoleWorld } from './console-kit.ts';
import { settle } from './id-makers.ts';

async function openDesk(t: TestContext) {
  // Whatever works on the database ends before the database does.
  const endings: (() => Promise<void>)[] = [];
  const beside = { after: (end: () => Promise<void>) => void endings.unshift(end) };
  t.after(async () => {
    for (const end of endings) await end();
  });
  const world = await openConsoleWorld(beside);
  const owner = await operatorSignedIn(world.pool, 'owner');
  const ask = (path: string, body?: object) =>
    askConsole(world.address, owner, path, body === undefined ? {} : { method: 'POST', body });
  const read = async <Answer>(path: string): Promise<Answer> => {
    const { status, body } = await ask(path);
    assert.equal(status, 200, JSON.stringify(body));
    return body as Answer;
  };
  const onShelf = async (paymentId: string) =>
    (await read<Shelf>('/shelf')).items.filter((item) => item.paymentId === paymentId);
  return { ...world, owner, ask, read, onShelf, beside: beside as TestContext };
}

test('a payment that is held stands on the shelf until a person credits it, and its case until it is closed', async (t) => {
  const desk = await openDesk(t);
  const till = await openTill(desk.beside, { url: desk.url });
  const merchantId = await till.merchant(0n);
  const payin = await till.ask(merchantId);
  const [heldPaymentId = ''] = await till.pay(payin, { amount: '400.00' });
  await till.tell(payin);
  const [line, ...others] = await desk.onShelf(payin.payinId);
  assert.deepEqual(others, [], 'it is one line, not one for the money and one for its case');
  assert.deepEqual(
    [line?.why, line?.amountMinor, line?.currency, line?.detail, line?.heldPaymentId],
    ['held', '40000', 'INR', 'wrong_amount', heldPaymentId],
  );
  assert.equal(line?.nextLookAt, null);
  const { atRisk } = await desk.read<Shelf>('/shelf');
  assert.deepEqual(atRisk, [{ minor: '40000', currency: 'INR' }]);

  const path = `/merchants/${merchantId}/payins/${payin.payinId}`;
  const word = { paymentId: heldPaymentId, to: 'wallet', note: 'agreed with the merchant' };
  assert.equal((await desk.ask(`${path}/release`, { ...word, note: '' })).status, 422);
  assert.equal((await desk.ask(`${path}/release`, { ...word, to: 'me' })).status, 422);
  assert.equal((await desk.ask(`${path}/release`, word)).status, 204);
  till.worker();
  await till.until(payin, ({ status }) => status === 'succeeded');
  assert.equal((await desk.ask(`${path}/release`, word)).status, 409);
  const [after] = await desk.onShelf(payin.payinId);
  assert.equal(after?.why, 'case');
  assert.match(String(after.advice), /Decided since/, 'not what to decide');
  assert.deepEqual((await desk.read<Shelf>('/shelf')).atRisk, [], 'it is in the wallet');
  const close = `/merchants/${merchantId}/cases/${after.caseId ?? ''}/close`;
  assert.equal((await desk.ask(close, { note: 'credited' })).status, 204);
  assert.deepEqual(await desk.onShelf(payin.payinId), []);
  const { rows } = await desk.pool.query<{ actor: string }>(
    `select actor from audit_events where merchant_id = $1 and action = 'payin.released'`,
    [merchantId],
  );
  assert.deepEqual(rows, [{ actor: `operator:${desk.owner.personId}` }]);

  // Its money went with the first settlement after the credit.
  assert.equal((await desk.read<PaymentStory>(path)).settlement, 'none yet');
  const settlementId = await settle(desk.pool, merchantId);
  const { settlement, events } = await desk.read<PaymentStory>(path);
  assert.ok(settlement !== null && settlement !== 'none yet');
  assert.equal(settlement.settlementId, settlementId);
  for (const { journal } of events) {
    const sum = (journal?.touched ?? []).reduce(
      (all, { before, after: then }) => all + BigInt(then.minor) - BigInt(before.minor),
      0n,
    );
    assert.equal(sum, 0n);
  }
  const credit = events.findLast(({ journal }) =>
    journal?.legs.some(({ debit }) => debit === 'suspense:INR'),
  )?.journal;
  assert.deepEqual(
    credit?.touched.find(({ account }) => account === 'wallet:INR')?.after.minor,
    String(400_00n - 4_00n - 72n),
  );
  await assertBooksAreRight(desk.pool);
});

test('what a customer paid twice goes back by a word at the console, and is off the shelf', async (t) => {
  const desk = await openDesk(t);
  const till = await openTill(desk.beside, { url: desk.url });
  const merchantId = await till.merchant(0n);
  const payin = await till.ask(merchantId);
  await till.pay(payin);
  await till.tell(payin);
  await till.pay(payin);
  await till.tell(payin);
  const [held] = await desk.onShelf(payin.payinId);
  assert.deepEqual([held?.why, held?.detail], ['held', 'paid_again']);
  const word = { paymentId: held?.heldPaymentId, to: 'customer', note: 'paid twice' };
  const path = `/merchants/${merchantId}/payins/${payin.payinId}`;
  assert.equal((await desk.ask(`${path}/release`, word)).status, 204);
  till.worker();
  await untilRefunded(till, payin);
  assert.deepEqual(
    (await desk.onShelf(payin.payinId)).map(({ why }) => why),
    ['case'],
  );
  await assertBooksAreRight(desk.pool);
});

test('a callback that was given up is sent again from the page of its payment, by whoever may', async (t) => {
  const desk = await openDesk(t);
  const till = await openTill(desk.beside, { url: desk.url });
  const merchantId = await till.merchant(0n);
  const order = { actor: 'test', nowMs: Date.now() };
  const url = 'http://127.0.0.1:9/hook';
  await setEndpoint(till.pool, merchantId, { url, sealer, newSecret, ...order });
  const payin = await till.ask(merchantId);
  await till.pay(payin);
  await till.tell(payin);
  const path = `/merchants/${merchantId}/payins/${payin.payinId}`;
  const delivery = async () => {
    const { events } = await desk.read<PaymentStory>(path);
    const found = events.find((event) => event.delivery !== null)?.delivery;
    assert.ok(found);
    return found;
  };
  const { deliveryId } = await delivery();
  await desk.pool.query(`update outbox set state = 'dead' where outbox_id = $1`, [deliveryId]);
  assert.equal((await delivery()).state, 'dead');
  const replay = `/merchants/${merchantId}/deliveries/${deliveryId}/replay`;
  const viewer = await operatorSignedIn(desk.pool, 'viewer');
  const refused = await askConsole(desk.address, viewer, replay, { method: 'POST', body: {} });
  assert.equal(refused.status, 403);
  assert.equal((await desk.ask(replay, {})).status, 204);
  const again = await delivery();
  assert.equal(again.state, 'pending');
  assert.ok(Date.parse(again.nextAttemptAt ?? '') <= Date.now());
  const later = `update outbox set state = 'leased', due_at = now() + interval '1 minute' where outbox_id = $1`;
  await desk.pool.query(later, [deliveryId]);
  assert.equal((await desk.ask(replay, {})).status, 409, 'it is under way');
});

test('a transfer that waits for its payer ends by a word at the console, and one that is held is on the shelf', async (t) => {
  const desk = await openDesk(t);
  const bazaar = await openBazaar(desk.beside, { url: desk.url });
  const [asha, ravi] = [await bazaar.owner(1_000_00n), await bazaar.owner(0n)];
  const of = (transferId: string) => `/merchants/${asha.merchantId}/transfers/${transferId}`;
  bazaar.worker();
  for (const [step, status] of [
    ['reject', 'rejected'],
    ['cancel', 'cancelled'],
  ] as const) {
    const moved = await requestMoney(bazaar.deps, bazaar.order(asha, ravi, { creator: ravi }));
    const path = of(moved.transferId);
    const { decisions, nextLookAt } = await desk.read<PaymentStory>(path);
    assert.deepEqual(decisions, ['reject', 'cancel']);
    assert.notEqual(nextLookAt, null);
    assert.equal((await desk.ask(`${path}/${step}`, {})).status, 422);
    assert.equal((await desk.ask(`${path}/${step}`, { note: 'asked by mail' })).status, 204);
    await bazaar.until(asha, moved, ({ transfer }) => transfer.status === status);
    assert.equal((await desk.ask(`${path}/${step}`, { note: 'once more' })).status, 409);
    assert.deepEqual((await desk.read<PaymentStory>(path)).decisions, []);
  }
  const held = await sendMoney(bazaar.deps, bazaar.order(asha, ravi), 'hold');
  for (let tries = 0; tries < 600; tries += 1) {
    const [line] = await desk.onShelf(held.transferId);
    if (line?.detail === 'no answer') {
      assert.deepEqual([line.why, line.kind, line.status], ['held', 'transfer', 'held']);
      assert.equal((await desk.ask(`${of(held.transferId)}/ask`, {})).status, 204);
      return;
    }
    await sleep(50);
  }
  assert.fail('The transfer never came onto the shelf.');
});
