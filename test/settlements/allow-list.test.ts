/** Who may be settled, where to, and from when on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowAddress, disallowAddress, listAddresses } from '../../src/settlements/allow-list.ts';
import { approveSettlement } from '../../src/settlements/judge-settlement.ts';
import { readTerms, setTerms } from '../../src/settlements/terms.ts';
import { assertBooksAreRight, available } from '../payments/gateway.ts';
import { bankAccount, checker, maker, openWorld, refusalOf } from './settlement-world.ts';

const hourMs = 3_600_000;

test('a merchant is not settled until somebody turns it on, and an address waits a day', async (t) => {
  const world = await openWorld(t);
  const { pool } = world;
  const merchantId = await world.merchant(1_000_00n);
  const order = { merchantId, actor: 'test', nowMs: world.now().getTime() };
  assert.deepEqual(await readTerms(pool, merchantId), { enabled: false, coolingOffHours: 24 });
  assert.equal(await refusalOf(world.request(merchantId, 1_00n)), 'settlement.disabled');
  await setTerms(pool, order, { enabled: true });
  assert.equal(await refusalOf(world.request(merchantId, 1_00n)), 'settlement.address_unusable');
  const wanted = {
    merchantId,
    network: 'BANK',
    address: bankAccount,
    label: '',
    by: maker,
  } as const;
  await allowAddress(pool, { ...wanted, at: world.now(), isKnownIfsc: () => true });
  // A shorter wait later does not shorten the one that is running.
  await setTerms(pool, order, { coolingOffHours: 0 });
  world.pass(24 * hourMs - 1);
  assert.equal(await refusalOf(world.request(merchantId, 1_00n)), 'settlement.address_unusable');
  world.pass(1);
  assert.equal((await world.request(merchantId, 1_00n)).status, 'requested');
  assert.equal(await available(pool, merchantId), 999_00n);
  await assertBooksAreRight(pool);
});

test('what changes between request and approval counts: the switch, and the list', async (t) => {
  const world = await openWorld(t);
  const { pool } = world;
  const merchantId = await world.settled();
  const requested = await world.request(merchantId, 1_00n);
  const approve = () => refusalOf(approveSettlement(pool, world.step(requested, checker)));
  const order = { merchantId, actor: 'test', nowMs: world.now().getTime() };
  await setTerms(pool, order, { enabled: false });
  assert.equal(await approve(), 'settlement.disabled');
  await setTerms(pool, order, { enabled: true, coolingOffHours: 0 });
  const removal = { merchantId, by: checker, at: world.now() };
  await disallowAddress(pool, removal, requested.addressId);
  assert.equal(await disallowAddress(pool, removal, requested.addressId), undefined);
  assert.equal(await approve(), 'settlement.address_unusable');
  const wanted = {
    merchantId,
    network: 'BANK',
    address: bankAccount,
    label: '',
    by: maker,
  } as const;
  const listed = { ...wanted, at: world.now(), isKnownIfsc: () => true };
  await allowAddress(pool, listed);
  assert.equal(await approve(), 'settlement.address_unusable');
  assert.equal(await refusalOf(allowAddress(pool, listed)), 'request.invalid_fields');
  assert.equal((await listAddresses(pool, merchantId)).length, 2);
});
