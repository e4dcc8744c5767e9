/** Settlements that came back after they were completed: the books afterwards are those of before. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listBalances } from '../../src/ledger/list-balances.ts';
import { readSettlementDossier } from '../../src/settlements/find-settlements.ts';
import { returnSettlement } from '../../src/settlements/return-settlement.ts';
import type { Settlement } from '../../src/settlements/settlement.ts';
import { assertBooksAreRight, available } from '../payments/gateway.ts';
import {
  checker,
  hash,
  maker,
  openWorld,
  refusalOf,
  tronAddress,
  utr,
  type World,
} from './settlement-world.ts';

async function balances({ pool }: World, merchantId: string): Promise<Record<string, bigint>> {
  const all = await listBalances(pool, merchantId);
  return Object.fromEntries(
    all
      .filter(({ postedMinor }) => postedMinor !== 0n)
      .map((one) => [one.account, one.postedMinor]),
  );
}

function returned(world: World, settlement: Settlement, reference: string): Promise<Settlement> {
  const step = world.step(settlement, checker);
  return returnSettlement(world.pool, step, { reference, reason: 'The account was closed.' });
}

test('in INR all of it is back in the wallet, once, and the history says by which transfer and why', async (t) => {
  const world = await openWorld(t);
  const merchantId = await world.settled();
  const before = await balances(world, merchantId);
  const sent = await world.sent(await world.approved(merchantId, 400_00n));
  assert.equal(await refusalOf(returned(world, sent, utr())), 'settlement.wrong_status');
  const completed = await world.completed(sent);
  const reference = utr();
  const back = await returned(world, completed, reference.toLowerCase());
  assert.deepEqual([back.status, back.version], ['returned', 5]);
  assert.equal(back.transferReference, sent.transferReference, 'what was sent stays known');
  assert.deepEqual(await balances(world, merchantId), before);
  assert.equal(await available(world.pool, merchantId), 1_000_00n);
  const { history, journals } = await readSettlementDossier(world.pool, back);
  assert.equal(history.at(-1)?.because, `${reference}: The account was closed.`);
  assert.deepEqual(
    journals.map(({ kind, fact }) => `${kind} ${fact}`).at(-1),
    `reverse returned:${reference}`,
  );
  assert.equal(await refusalOf(returned(world, back, utr())), 'settlement.wrong_status');
  await assertBooksAreRight(world.pool);
});

test('in USDT the conversion and the delivery are undone at the quote of then, with fee and tax', async (t) => {
  const world = await openWorld(t);
  const address = tronAddress();
  const merchantId = await world.settled(1_000_00n, 'TRC20', address);
  const before = await balances(world, merchantId);
  const converted = await world.converted(await world.approved(merchantId, 400_00n, address));
  const completed = await world.completed(await world.sent(converted, hash()));
  assert.notDeepEqual(await balances(world, merchantId), before);
  const back = await returned(world, completed, `0x${hash()}`);
  assert.deepEqual(await balances(world, merchantId), before);
  const { journals } = await readSettlementDossier(world.pool, back);
  assert.deepEqual(
    journals.filter(({ kind }) => kind === 'reverse').map(({ fact }) => fact.replace(/:.*/, '')),
    ['delivery_returned', 'conversion_returned', 'returned'],
  );
  await assertBooksAreRight(world.pool);
});

test('a transfer returns one settlement, and one that has settled something returns nothing', async (t) => {
  const world = await openWorld(t);
  const merchantId = await world.settled();
  const [one, other] = [
    await world.completed(await world.sent(await world.approved(merchantId, 100_00n))),
    await world.completed(await world.sent(await world.approved(merchantId, 200_00n))),
  ];
  const sentBy = one.transferReference ?? '';
  assert.equal(await refusalOf(returned(world, one, sentBy)), 'settlement.transfer_spent');
  assert.equal(await refusalOf(returned(world, one, 'no')), 'request.invalid_fields');
  const reference = utr();
  await returned(world, one, reference);
  assert.equal(await refusalOf(returned(world, other, reference)), 'settlement.transfer_spent');
  const next = await world.approved(merchantId, 50_00n);
  assert.equal(await refusalOf(world.sent(next, reference)), 'settlement.transfer_spent');
  assert.equal(await available(world.pool, merchantId), 1_000_00n - 200_00n - 50_00n);
  await assertBooksAreRight(world.pool);
});

test('two people who book one return at the same moment book it once', async (t) => {
  const world = await openWorld(t);
  const merchantId = await world.settled();
  const completed = await world.completed(
    await world.sent(await world.approved(merchantId, 400_00n)),
  );
  const tries = [maker, checker, maker, checker].map((by) =>
    refusalOf(
      returnSettlement(world.pool, world.step(completed, by), {
        reference: utr(),
        reason: 'Back.',
      }),
    ),
  );
  const ends = (await Promise.all(tries)).sort();
  assert.deepEqual(ends, [
    'nothing was refused',
    ...Array.from({ length: 3 }, () => 'settlement.wrong_status'),
  ]);
  assert.equal(await available(world.pool, merchantId), 1_000_00n);
  await assertBooksAreRight(world.pool);
});
