/** Books that were tampered with by hand, each in its own way: the proof that is made for it finds it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transaction } from '../../src/db/connection.ts';
import { newId } from '../../src/kit/ids.ts';
import { verifyBooks } from '../../src/settlements/verify-books.ts';
import { rollJournals } from '../../src/views/roll-journals.ts';
import { assertEachIsFound, type PlantedBreak } from '../kit/planted-breaks.ts';
import { assertBooksAreRight, openGateway } from './gateway.ts';

/** `$1` is the merchant, which has 1,000.00 and two payouts under way, of 100.00 each; its first hold is journal 2. */
const breaks: readonly PlantedBreak[] = [
  [
    'a posted counter off by one',
    `update accounts set posted_minor = posted_minor + 1 where merchant_id = $1 and ruled`,
    'posted counters equal their postings',
  ],
  [
    'a posted counter off by one, in the sums',
    `update accounts set posted_minor = posted_minor - 1 where merchant_id = $1 and ruled`,
    'every currency sums to zero',
  ],
  [
    'a counted sum off by one',
    `update account_sums set posted_minor = posted_minor + 1 where merchant_id = $1 and account = 'wallet:INR'`,
    'what accounts are counted to stand at is what the journals counted so far say',
  ],
  [
    'a counted sum gone',
    `delete from account_sums where merchant_id = $1 and account = 'funding:INR'`,
    'what accounts are counted to stand at is what the journals counted so far say',
  ],
  [
    'journals that are passed over',
    `update rollup_cursors set journal_no = journal_no + 5 where merchant_id = $1`,
    'what accounts are counted to stand at is what the journals counted so far say',
  ],
  [
    'a held counter off by one',
    `update accounts set held_minor = held_minor + 1 where merchant_id = $1 and ruled`,
    'held counters equal the open holds',
  ],
  [
    'a journal count off by one',
    `update accounts set journal_count = journal_count + 1 where merchant_id = $1 and ruled`,
    'journal numbers have no gap',
  ],
  [
    'a journal gone',
    `delete from journals where merchant_id = $1 and journal_no = 2`,
    'journal numbers have no gap',
  ],
  [
    'an amount changed in a journal',
    `update journals set amounts_minor = '{99999}' where merchant_id = $1 and journal_no = 1`,
    'posted counters equal their postings',
  ],
  [
    'a funding that nobody booked, its counters moved along',
    `with forged as (insert into journals select h.merchant_id, h.account, a.journal_count + 1, h.kind, h.currency,
         gen_random_uuid(), h.fact, null, h.debits, h.credits, h.amounts_minor, h.recorded_at - interval '1 year'
       from journals h join accounts a using (merchant_id, account) where h.merchant_id = $1 and h.fact = 'funded')
     update accounts set journal_count = journal_count + 1, posted_minor = posted_minor + 100000
       where merchant_id = $1 and ruled`,
    'every funding is in the audit with its amount and its moment, and none that is in the audit is missing',
  ],
  [
    'a funding of more than came in, its counter moved along',
    `with more as (update journals set amounts_minor = '{100001}' where merchant_id = $1 and fact = 'funded')
     update accounts set posted_minor = posted_minor + 1 where merchant_id = $1 and ruled`,
    'every funding is in the audit with its amount and its moment, and none that is in the audit is missing',
  ],
  [
    'a funding of another month',
    `update journals set recorded_at = recorded_at - interval '40 days' where merchant_id = $1 and fact = 'funded'`,
    'every funding is in the audit with its amount and its moment, and none that is in the audit is missing',
  ],
  [
    'a price that nobody set',
    `update merchants set fee_minimum_minor = 1 where merchant_id = $1`,
    'the prices and the number of a merchant are what the audit says of them last',
  ],
  [
    'a price of large pay-ins that nobody set',
    `update merchants set payin_fee_slabs = '{{1,1,1}}' where merchant_id = $1`,
    'the prices and the number of a merchant are what the audit says of them last',
  ],
  [
    'another number',
    `update merchants set merchant_no = merchant_no + 1000000 where merchant_id = $1`,
    'the prices and the number of a merchant are what the audit says of them last',
  ],
  [
    'a funding gone',
    `delete from journals where merchant_id = $1 and fact = 'funded'`,
    'every funding is in the audit with its amount and its moment, and none that is in the audit is missing',
  ],
  [
    'an account below zero',
    `update accounts set posted_minor = 19999 where merchant_id = $1 and ruled`,
    'no ruled account is below zero',
  ],
  [
    'a posting on an account that the merchant does not have',
    `update journals set credits = '{fees:INR}' where merchant_id = $1 and journal_no = 2`,
    'every posting names accounts of its merchant and currency',
  ],
  [
    'a hold released with another amount',
    `insert into journals select merchant_id, account, 4, 'void', currency, subject_id, fact, 2,
       debits, credits, '{5000}', recorded_at from journals where merchant_id = $1 and journal_no = 2`,
    'a resolution repeats the legs of its hold',
  ],
  [
    'an amount changed on a payout',
    `update payouts set amount_minor = amount_minor + 1 where merchant_id = $1 and reserve_no = 2`,
    'a payout holds exactly its amount, fee and tax since the moment in which it was made',
  ],
  [
    'a payout failed by hand, its hold still open',
    `update payouts set status = 'failed' where merchant_id = $1 and reserve_no = 2`,
    'a hold is open while its payout is under way, posted when paid, released when failed',
  ],
  [
    'a payout gone',
    `delete from payouts where merchant_id = $1 and reserve_no = 2`,
    'every hold belongs to a payout, a settlement or a transfer',
  ],
  [
    'a payout called reversed that was never returned',
    `update payouts set status = 'reversed' where merchant_id = $1 and reserve_no = 2`,
    'a payout was returned once if it is reversed, and never otherwise',
  ],
  [
    'a promise gone',
    `delete from outbox where merchant_id = $1`,
    'every accepted payout has its promise, open until the payout has ended',
  ],
  [
    'a promise closed too early',
    `update outbox set state = 'done' where merchant_id = $1`,
    'every accepted payout has its promise, open until the payout has ended',
  ],
  [
    'a number given twice',
    `update payouts set transaction_number = (select min(p.transaction_number) from payouts p where p.merchant_id = $1) where merchant_id = $1`,
    'no two payouts of a merchant have the same number',
  ],
  [
    'a change without its line of history',
    `update payouts set version = 2 where merchant_id = $1 and reserve_no = 2`,
    'every change of status is in the history',
  ],
  [
    'a status without its line of history',
    `update payouts set status = 'processing' where merchant_id = $1 and reserve_no = 2`,
    'every change of status is in the history',
  ],
];

test('each way of tampering is found by the proof that is made for it, and only where it was done', async (t) => {
  const gateway = await openGateway(t);
  const lane = gateway.lane();
  await assertEachIsFound(
    {
      ...gateway,
      newMerchant: async () => {
        const merchantId = await gateway.merchant(1_000_00n);
        await lane.submitAll([gateway.order(merchantId), gateway.order(merchantId)]);
        return merchantId;
      },
      beforeProofs: () => transaction(gateway.pool, (tx) => rollJournals(tx, 'Asia/Kolkata')),
      withoutConstraint: 'alter table accounts drop constraint accounts_never_overdrawn',
    },
    breaks,
  );
});

test('a funding from before the audit was told of them is no break', async (t) => {
  const gateway = await openGateway(t);
  const merchantId = await gateway.merchant(1_000_00n);
  await gateway.asOwner(async (owner) => {
    await owner.query(`delete from audit_events where merchant_id = $1`, [merchantId]);
    assert.equal((await verifyBooks(gateway.pool)).breaks.length, 1);
    await owner.query(
      `update journals set recorded_at = recorded_at - interval '1 year' where merchant_id = $1`,
      [merchantId],
    );
  });
  await assertBooksAreRight(gateway.pool);
});

test('what the database itself refuses: a hold that ends twice, a fact booked twice, a journal without both sides, an overdrawn wallet', async (t) => {
  const gateway = await openGateway(t);
  const merchantId = await gateway.merchant(1_000_00n);
  await gateway.lane().submit(gateway.order(merchantId));
  const again = (kind: string, journalNo: number, resolves: number | null) =>
    gateway.pool.query(
      `insert into journals select merchant_id, account, $2, $3, currency, subject_id, fact, $4, debits, credits,
         amounts_minor, recorded_at from journals where merchant_id = $1 and journal_no = 2`,
      [merchantId, journalNo, kind, resolves],
    );
  await again('void', 3, 2);
  await assert.rejects(again('post', 4, 2), { code: '23505' });
  await again('record', 4, null);
  await assert.rejects(again('record', 5, null), { code: '23505' });
  const withLegs = (debits: string[], credits: string[], amounts: string[]) =>
    gateway.pool.query(
      `insert into journals select merchant_id, account, 5, 'reserve', currency, subject_id, fact, null, $2, $3, $4, recorded_at
         from journals where merchant_id = $1 and journal_no = 2`,
      [merchantId, debits, credits, amounts],
    );
  for (const [debits, credits, amounts] of [
    [[], [], []],
    [['wallet:INR'], [], ['1']],
    [['wallet:INR'], ['funding:INR', 'suspense:INR'], ['1']],
    [['wallet:INR'], ['funding:INR'], ['0']],
    [['wallet:INR'], ['funding:INR'], ['-1']],
    [
      ['wallet:INR', 'wallet:INR'],
      ['funding:INR', 'funding:INR'],
      ['1', '0'],
    ],
  ] as const)
    await assert.rejects(withLegs([...debits], [...credits], [...amounts]), {
      code: '23514',
      constraint: 'journals_legs_complete',
    });
  for (const set of ['posted_minor = 9999', 'held_minor = 100001', 'held_minor = -1'])
    await assert.rejects(
      gateway.pool.query(`update accounts set ${set} where merchant_id = $1 and ruled`, [
        merchantId,
      ]),
      { code: '23514' },
    );
});

test('the gateway may add to its books but neither change nor delete what is in them', async (t) => {
  const gateway = await openGateway(t);
  for (const table of ['journals', 'payout_history', 'provider_facts', 'audit_events']) {
    await assert.rejects(gateway.pool.query(`delete from ${table}`), { code: '42501' });
    await assert.rejects(gateway.pool.query(`update ${table} set merchant_id = $1`, [newId(0)]), {
      code: '42501',
    });
  }
  for (const table of ['payouts', 'accounts', 'payout_attempts', 'cases'])
    await assert.rejects(gateway.pool.query(`delete from ${table}`), { code: '42501' });
});
