/** A merchant's money on its way to the merchant itself: every step, every refusal, and the books after it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../src/kit/ids.ts';
import { listBalances } from '../../src/ledger/list-balances.ts';
import { failSettlement } from '../../src/settlements/end-settlement.ts';
import {
  findSettlementOfAnyone,
  listSettlements,
  readSettlementDossier,
} from '../../src/settlements/find-settlements.ts';
import { approveSettlement, rejectSettlement } from '../../src/settlements/judge-settlement.ts';
import { recordTransfer } from '../../src/settlements/record-transfer.ts';
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

const hourMs = 3_600_000;

/** Credits less debits, of the accounts that something is on. */
async function balances({ pool }: World, merchantId: string): Promise<Record<string, bigint>> {
  const all = await listBalances(pool, merchantId);
  return Object.fromEntries(
    all
      .filter(({ postedMinor }) => postedMinor !== 0n)
      .map((one) => [one.account, one.postedMinor]),
  );
}

test('a settlement in INR is held, approved by another person, sent, and booked when it has arrived', async (t) => {
  const world = await openWorld(t);
  const merchantId = await world.settled();
  const requested = await world.request(merchantId, 400_00n);
  assert.deepEqual(
    [requested.status, requested.currency, requested.network, requested.requestedBy],
    ['requested', 'INR', 'BANK', maker],
  );
  const step = (by: string) => world.step(requested, by);
  assert.equal(
    await refusalOf(approveSettlement(world.pool, step(maker))),
    'settlement.same_person',
  );
  assert.equal(await refusalOf(world.sent(requested)), 'settlement.wrong_status');
  const approved = await approveSettlement(world.pool, step(checker));
  assert.equal(await refusalOf(world.converted(approved)), 'settlement.wrong_status');
  const reference = utr();
  const sent = await world.sent(approved, reference.toLowerCase());
  assert.equal(sent.transferReference, reference);
  assert.equal(await available(world.pool, merchantId), 600_00n);
  assert.deepEqual(await balances(world, merchantId), {
    'funding:INR': -1_000_00n,
    'wallet:INR': 1_000_00n,
  });
  await assertBooksAreRight(world.pool);
  const done = await world.completed(sent);
  assert.equal(done.version, 4);
  assert.deepEqual(await balances(world, merchantId), {
    'funding:INR': -1_000_00n,
    'settlement_clearing:INR': 400_00n,
    'wallet:INR': 600_00n,
  });
  assert.equal(await refusalOf(world.completed(done)), 'settlement.wrong_status');
  assert.equal(
    await refusalOf(failSettlement(world.pool, step(checker), 'too late')),
    'settlement.wrong_status',
  );
  const { history } = await readSettlementDossier(world.pool, done);
  assert.deepEqual(
    history.map(({ toStatus, actedBy }) => `${toStatus} by ${actedBy}`),
    ['requested by asha', 'approved by ravi', 'sent by asha', 'completed by ravi'],
  );
  const { rows } = await world.pool.query<{ line: string }>(
    `select actor || ' ' || action as line from audit_events
     where merchant_id = $1 and action like 'settlement.%' order by event_id`,
    [merchantId],
  );
  assert.deepEqual(
    rows.map(({ line }) => line),
    [
      'asha settlement.requested',
      'ravi settlement.approved',
      'asha settlement.sent',
      'ravi settlement.completed',
    ],
  );
  await assertBooksAreRight(world.pool);
});

test('a settlement in USDT gives fee, tax and rupees, and takes as many USDT as they buy', async (t) => {
  const world = await openWorld(t);
  const address = tronAddress();
  const merchantId = await world.settled(1_000_00n, 'TRC20', address);
  const approved = await world.approved(merchantId, 904_30n, address);
  assert.equal(await refusalOf(world.sent(approved, hash())), 'settlement.wrong_status');
  // 904.30 less a fee of 10.00 and GST of 1.80 is 892.50, ten USDT at 89.25.
  const converted = await world.converted(approved);
  const sent = await world.sent(converted, hash());
  await assertBooksAreRight(world.pool);
  const done = await world.completed(sent);
  assert.deepEqual(await balances(world, merchantId), {
    'conversion:INR': 892_50n,
    'conversion:USDT': -10_000_000n,
    'fee_income:INR': 10_00n,
    'funding:INR': -1_000_00n,
    'gst_payable:INR': 1_80n,
    'settlement_clearing:USDT': 10_000_000n,
    'wallet:INR': 95_70n,
  });
  const { conversions, journals } = await readSettlementDossier(world.pool, done);
  assert.deepEqual(
    conversions.map(({ rate, usdtMinor, quotedBy }) => [rate, usdtMinor, quotedBy]),
    [['89.25', 10_000_000n, 'Desk']],
  );
  assert.deepEqual(
    journals.map(({ kind, fact }) => `${kind} ${fact}`),
    [
      'reserve settlement.requested',
      `post settled:${done.transferReference ?? ''}`,
      'record converted',
      'record delivered',
    ],
  );
  await assertBooksAreRight(world.pool);
});

test('a rate at which whole paise buy nothing leaves them in the rounding account', async (t) => {
  const world = await openWorld(t);
  const address = tronAddress();
  const merchantId = await world.settled(1_000_00n, 'TRC20', address);
  const approved = await world.approved(merchantId, 1_000_00n, address);
  const quote = { rate: '3000000', feeMinor: 0n };
  await world.completed(await world.sent(await world.converted(approved, quote), hash()));
  const { 'rounding:INR': rounding, 'conversion:INR': given } = await balances(world, merchantId);
  assert.deepEqual([rounding, given], [1_00n, 999_00n]);
  await assertBooksAreRight(world.pool);
});

test('a quote counts until it ends, for the moment at which the transfer was sent', async (t) => {
  const world = await openWorld(t);
  const address = tronAddress();
  const merchantId = await world.settled(1_000_00n, 'TRC20', address);
  const approved = await world.approved(merchantId, 500_00n, address);
  const endedNow = { quoteExpiresAt: world.now() };
  assert.equal(await refusalOf(world.converted(approved, endedNow)), 'settlement.quote_expired');
  const first = await world.converted(approved);
  const sentAt = world.now();
  world.pass(2 * hourMs);
  assert.equal(await refusalOf(world.sent(first, hash())), 'settlement.quote_expired');
  const again = await world.converted(first, { rate: '90.00' });
  assert.equal(again.conversionNo, 2);
  assert.equal(again.status, 'converted');
  const step = world.step(again, maker);
  for (const at of [new Date(sentAt.getTime() - 1), new Date(step.at.getTime() + 1)])
    assert.equal(
      await refusalOf(recordTransfer(world.pool, step, { reference: hash(), sentAt: at })),
      'request.invalid_fields',
    );
  const sent = await recordTransfer(world.pool, step, { reference: hash(), sentAt });
  const { conversions } = await readSettlementDossier(world.pool, await world.completed(sent));
  assert.deepEqual(
    conversions.map(({ rate }) => rate),
    ['89.25', '90.00'],
  );
  assert.equal((await balances(world, merchantId))['settlement_clearing:USDT'], 5_424_444n);
  await assertBooksAreRight(world.pool);
});

const endings: [what: string, end: (world: World, settlement: Settlement) => Promise<unknown>][] = [
  [
    'rejected by the second person',
    (world, found) => rejectSettlement(world.pool, world.step(found, checker), 'Not agreed.'),
  ],
  [
    'withdrawn before anybody looked',
    (world, found) => failSettlement(world.pool, world.step(found, maker), 'Withdrawn.'),
  ],
  [
    'failed after it was approved',
    async (world, found) => {
      const approved = await approveSettlement(world.pool, world.step(found, checker));
      await failSettlement(world.pool, world.step(approved, maker), 'The bank is closed.');
    },
  ],
  [
    'come back after it was sent',
    async (world, found) => {
      const approved = await approveSettlement(world.pool, world.step(found, checker));
      const sent = await world.sent(approved);
      await failSettlement(world.pool, world.step(sent, maker), 'Account closed.');
      const again = await world.approved(found.merchantId, 1_00n);
      const reference = sent.transferReference ?? '';
      assert.equal(await refusalOf(world.sent(again, reference)), 'settlement.transfer_spent');
      await failSettlement(world.pool, world.step(again, maker), 'Only to try.');
    },
  ],
];

for (const [what, end] of endings)
  test(`a settlement that is ${what} gives everything back`, async (t) => {
    const world = await openWorld(t);
    const merchantId = await world.settled();
    const requested = await world.request(merchantId, 400_00n);
    assert.equal(await available(world.pool, merchantId), 600_00n);
    await end(world, requested);
    assert.equal(await available(world.pool, merchantId), 1_000_00n);
    assert.deepEqual(await balances(world, merchantId), {
      'funding:INR': -1_000_00n,
      'wallet:INR': 1_000_00n,
    });
    assert.equal(await refusalOf(world.completed(requested)), 'settlement.wrong_status');
    await assertBooksAreRight(world.pool);
  });

test('who requested a settlement does not reject it either, and a stranger finds none', async (t) => {
  const world = await openWorld(t);
  const merchantId = await world.settled();
  const requested = await world.request(merchantId, 1_00n);
  const rejected = rejectSettlement(world.pool, world.step(requested, maker), 'Mine.');
  assert.equal(await refusalOf(rejected), 'settlement.same_person');
  const other = await world.settled();
  const asOther = { ...world.step(requested, checker), merchantId: other };
  assert.equal(await refusalOf(approveSettlement(world.pool, asOther)), 'settlement.not_found');
  const nowhere = { ...world.step(requested, checker), merchantId: newId<'merchant'>(0) };
  assert.equal(await refusalOf(approveSettlement(world.pool, nowhere)), 'settlement.not_found');
  assert.deepEqual(await findSettlementOfAnyone(world.pool, requested.settlementId), requested);
  assert.deepEqual(await listSettlements(world.pool, { merchantId: other }), []);
  assert.deepEqual(await listSettlements(world.pool, { merchantId, status: 'requested' }), [
    requested,
  ]);
});

for (const [what, quote, code] of [
  ['a fee that leaves nothing', { feeMinor: 100_00n }, 'request.invalid_fields'],
  ['a fee below zero', { feeMinor: -1n }, 'request.invalid_fields'],
  ['a rate that is none', { rate: '89,25' }, 'request.invalid_fields'],
  ['nobody who quoted it', { quotedBy: ' ' }, 'request.invalid_fields'],
  ['a spread of more than everything', { spreadBasisPoints: 10_001 }, 'request.invalid_fields'],
] as const)
  test(`a conversion is not logged with ${what}`, async (t) => {
    const world = await openWorld(t);
    const address = tronAddress();
    const merchantId = await world.settled(1_000_00n, 'TRC20', address);
    const approved = await world.approved(merchantId, 100_00n, address);
    assert.equal(await refusalOf(world.converted(approved, quote)), code);
    const { settlement, conversions } = await readSettlementDossier(world.pool, approved);
    assert.deepEqual([settlement.status, conversions], ['approved', []]);
  });

test('more than the wallet has is not requested, nor nothing', async (t) => {
  const world = await openWorld(t);
  const merchantId = await world.settled();
  assert.equal(
    await refusalOf(world.request(merchantId, 1_000_01n)),
    'settlement.insufficient_funds',
  );
  assert.equal(await refusalOf(world.request(merchantId, 0n)), 'request.invalid_fields');
  assert.deepEqual(await listSettlements(world.pool, { merchantId }), []);
});
