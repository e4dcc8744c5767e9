/** Settlements that were tampered with by hand, each in its own way: the proof that is made for it finds it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertEachIsFound, type PlantedBreak } from '../kit/planted-breaks.ts';
import { bankAccount, hash, openWorld, tronAddress, type World } from './settlement-world.ts';

/**
 * `$1` is the merchant. Before the tampering it has one settlement in USDT completed, whose hold is journal 2, and one
 * requested after it, which is the last hold.
 */
const breaks: readonly PlantedBreak[] = [
  [
    'a settlement gone',
    `delete from settlements where merchant_id = $1 and status = 'requested'`,
    'every hold belongs to a payout, a settlement or a transfer',
  ],
  [
    'an amount changed',
    `update settlements set amount_minor = amount_minor + 1 where merchant_id = $1 and status = 'requested'`,
    'a settlement holds exactly its amount',
  ],
  [
    'a settlement that names another hold',
    `update settlements set reserve_no = 2 where merchant_id = $1 and status = 'requested'`,
    'a settlement holds exactly its amount',
  ],
  [
    'a settlement failed by hand, its hold still open',
    `update settlements set status = 'failed' where merchant_id = $1 and status = 'requested'`,
    'a hold is open while its settlement is under way, posted when completed, released when rejected or failed',
  ],
  [
    'a completed settlement opened again',
    `update settlements set status = 'sent' where merchant_id = $1 and status = 'completed'`,
    'a hold is open while its settlement is under way, posted when completed, released when rejected or failed',
  ],
  [
    'a quote changed after it was booked',
    `update settlement_conversions set usdt_minor = usdt_minor + 1 where merchant_id = $1`,
    'a completed settlement in USDT is booked as its conversion says, and no other is converted',
  ],
  [
    'USDT that left twice',
    `insert into journals select merchant_id, account, 100, kind, currency, subject_id, 'again', resolves,
       debits, credits, amounts_minor, recorded_at
       from journals where merchant_id = $1 and fact = 'delivered'`,
    'a completed settlement in USDT is booked as its conversion says, and no other is converted',
  ],
  [
    'rupees that were never converted',
    `delete from journals where merchant_id = $1 and fact = 'converted'`,
    'a completed settlement in USDT is booked as its conversion says, and no other is converted',
  ],
  [
    'a conversion for nobody',
    `update journals set subject_id = merchant_id where merchant_id = $1 and fact = 'delivered'`,
    'a completed settlement in USDT is booked as its conversion says, and no other is converted',
  ],
  [
    'a return that nobody booked',
    `update settlements set status = 'returned' where merchant_id = $1 and status = 'completed'`,
    'a returned settlement is booked back in full, and no other is',
  ],
  [
    'a settlement that stands completed and is booked back',
    `insert into journals select merchant_id, account, 100, 'reverse', currency, subject_id, 'returned:1', null,
       credits, debits, amounts_minor, recorded_at
       from journals where merchant_id = $1 and fact like 'settled:%'`,
    'a returned settlement is booked back in full, and no other is',
  ],
  [
    'a maker written over the checker',
    `update settlements set decided_by = requested_by where merchant_id = $1 and status = 'completed'`,
    'a settlement was decided by somebody else than its maker',
  ],
  [
    'an approval in another name',
    `update settlement_history set acted_by = 'zoya' where merchant_id = $1 and to_status = 'approved'`,
    'a settlement was decided by somebody else than its maker',
  ],
  [
    'another transfer than the one recorded',
    `update settlements set transfer_reference = repeat('0', 63) || '1'
       where merchant_id = $1 and status = 'completed'`,
    'a transfer settles one settlement, and one that was sent has its transfer',
  ],
  [
    'a transfer that is free again',
    `delete from settlement_transfers where merchant_id = $1`,
    'a transfer settles one settlement, and one that was sent has its transfer',
  ],
  [
    'a quote at another rate than it says',
    `update settlement_conversions set rate = '89.26' where merchant_id = $1`,
    'a quote is all of its settlement, and comes to what its rate says',
  ],
  [
    'a quote the other way round',
    `update settlement_conversions set direction = 'USDT_PER_INR' where merchant_id = $1`,
    'a quote is all of its settlement, and comes to what its rate says',
  ],
  [
    'a fee that is taken out of what was given',
    `update settlement_conversions set fee_minor = fee_minor + 100, given_minor = given_minor - 100 where merchant_id = $1`,
    'a quote is all of its settlement, and comes to what its rate says',
  ],
  [
    'a settlement of another month',
    `update journals set recorded_at = recorded_at - interval '40 days' where merchant_id = $1 and fact like 'settled:%'`,
    'what is booked of a settlement is booked at the moment of a step',
  ],
  [
    'a settlement that goes elsewhere',
    `update settlements set address = 'T' || address where merchant_id = $1 and status = 'requested'`,
    'a settlement goes to an address that its merchant had on its list',
  ],
  [
    'a hold for something else',
    `update journals set credits = '{fee_income:INR}' where merchant_id = $1 and kind = 'reserve'`,
    'a settlement holds exactly its amount',
  ],
  [
    'an adjustment in the name of a settlement',
    `update journals set debits = '{suspense:INR}', credits = '{fee_income:INR}', currency = 'INR'
       where merchant_id = $1 and fact = 'delivered'`,
    'everything booked is of a payment, a settlement or a transfer, or is a funding',
  ],
  [
    'a step that is another in its line',
    `update settlement_history set to_status = 'failed' where merchant_id = $1 and to_status = 'approved'`,
    'every step of a settlement is in its history',
  ],
  [
    'a line of history gone',
    `delete from settlement_history where merchant_id = $1 and to_status = 'approved'`,
    'every step of a settlement is in its history',
  ],
  [
    'a status without its line',
    `update settlements set version = version + 1 where merchant_id = $1`,
    'every step of a settlement is in its history',
  ],
];

async function merchantWithTwo(world: World): Promise<string> {
  const address = tronAddress();
  const merchantId = await world.settled(1_000_00n, 'TRC20', address);
  const approved = await world.approved(merchantId, 400_00n, address);
  await world.completed(await world.sent(await world.converted(approved), hash()));
  await world.request(merchantId, 100_00n, address);
  return merchantId;
}

test('each way of tampering is found by the proof that is made for it, and only where it was done', async (t) => {
  const world = await openWorld(t);
  await assertEachIsFound(
    {
      ...world,
      newMerchant: () => merchantWithTwo(world),
      withoutConstraint: 'alter table settlements drop constraint settlements_two_people',
    },
    breaks,
  );
});

test('what the database itself refuses: one person for two, USDT by bank, a transfer that settles twice', async (t) => {
  const world = await openWorld(t);
  const merchantId = await world.settled();
  const sent = await world.sent(await world.approved(merchantId, 1_00n));
  const set = (change: string) =>
    world.pool.query(`update settlements set ${change} where merchant_id = $1`, [merchantId]);
  for (const change of [
    'decided_by = requested_by',
    'decided_by = null',
    `currency = 'USDT'`,
    'transfer_reference = null',
    'amount_minor = 0',
    `status = 'paid'`,
  ])
    await assert.rejects(set(change), { code: '23514' }, change);
  await assert.rejects(
    world.pool.query(`insert into settlement_transfers values ('BANK', $1, $2, $3, $4)`, [
      sent.transferReference,
      merchantId,
      merchantId,
      world.now(),
    ]),
    { code: '23505' },
  );
  assert.equal(sent.address, bankAccount);
});

test('the gateway may add to the history, the quotes and the transfers but neither change nor delete them', async (t) => {
  const { pool } = await openWorld(t);
  for (const table of ['settlement_history', 'settlement_conversions', 'settlement_transfers']) {
    await assert.rejects(pool.query(`delete from ${table}`), { code: '42501' });
    await assert.rejects(pool.query(`update ${table} set settlement_id = merchant_id`), {
      code: '42501',
    });
  }
  for (const table of ['settlements', 'settlement_addresses', 'settlement_terms'])
    await assert.rejects(pool.query(`delete from ${table}`), { code: '42501' });
});
