/** Transfers that were tampered with by hand, each in its own way: the proof that is made for it finds it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../src/kit/ids.ts';
import { verifyBooks } from '../../src/settlements/verify-books.ts';
import { requestMoney, sendMoney } from '../../src/transfers/move-money.ts';
import { exchangeWithin } from '../../src/transfers/exchange-within.ts';
import { openBazaar } from './transfer-kit.ts';

/**
 * `$1` is the payer, `$2` the payee. The payer has sent 100.00, holds 100.00, is asked for 100.00, and has exchanged
 * 10.00.
 */
const breaks: [what: string, sql: string, claim: string][] = [
  [
    'a transfer that left and is called pending',
    `update transfers set status = 'pending' where merchant_id = $1 and kind = 'send' and status = 'booked'`,
    'a transfer that was booked has left its wallet once, and no other has',
  ],
  [
    'an amount that grew after it left',
    `update transfers set amount_minor = amount_minor + 1, received_minor = received_minor + 1
     where merchant_id = $1 and kind = 'send' and status = 'booked'`,
    'a transfer that was booked has left its wallet once, and no other has',
  ],
  [
    'an arrival that was never booked',
    `update incoming_transfers set status = 'arrived', arrived_at = now() where merchant_id = $2 and kind = 'request'`,
    'what has arrived is in the wallet of its payee once',
  ],
  [
    'an arrival without what left',
    `update incoming_transfers set status = 'arrived', arrived_at = now() where merchant_id = $2 and kind = 'request'`,
    'nothing arrives that has not left',
  ],
  [
    'an arrival gone from the side of the payee',
    `delete from incoming_transfers where merchant_id = $2 and kind = 'send'`,
    'in transit nets to zero over payer and payee, but for what is promised',
  ],
  [
    'a journal in transit for nobody',
    `delete from incoming_transfers where merchant_id = $2 and kind = 'send'`,
    'everything in transit belongs to a transfer',
  ],
  [
    'an arrival at another wallet',
    `update incoming_transfers set wallet_no = wallet_no + 1 where merchant_id = $2 and kind = 'send'`,
    'in transit nets to zero over payer and payee, but for what is promised',
  ],
  [
    'a request that its payer never heard of',
    `delete from transfers where merchant_id = $1 and kind = 'request'`,
    'a request that was asked for is with its payer, or promised',
  ],
  [
    'a promise that was dropped',
    `update outbox set state = 'done' where merchant_id = $1 and topic = 'hold'`,
    'a transfer under way has its promise',
  ],
  [
    'a hold that was voided on paper',
    `update transfers set status = 'voided' where merchant_id = $1 and status = 'held'`,
    'a hold of a transfer is its amount, open while held, posted when booked, released when voided',
  ],
  [
    'a hold that belongs to nothing',
    `delete from transfers where merchant_id = $1 and status = 'held'`,
    'every hold belongs to a payout, a settlement or a transfer',
  ],
  [
    'an exchange that gave more than it says',
    `update transfers set received_minor = received_minor + 1 where merchant_id = $1 and kind = 'exchange'`,
    'an exchange gives and receives what it says, in one commit',
  ],
  [
    'an exchange that nobody made',
    `delete from transfers where merchant_id = $1 and kind = 'exchange'`,
    'an exchange gives and receives what it says, in one commit',
  ],
  [
    'an exchange at another rate than it says',
    `update transfers set rate = '0.0111' where merchant_id = $1 and kind = 'exchange'`,
    'an exchange receives what its rate makes of what it gives, and gives no more than that takes',
  ],
  [
    'a rate that is no number',
    `update transfers set rate = 'x' where merchant_id = $1 and kind = 'exchange'`,
    'an exchange receives what its rate makes of what it gives, and gives no more than that takes',
  ],
  [
    'an exchange into another currency',
    `update transfers set received_currency = 'EUR' where merchant_id = $1 and kind = 'exchange'`,
    'an exchange gives and receives what it says, in one commit',
  ],
  [
    'a transfer in another currency',
    `update transfers set currency = 'USD', received_currency = 'USD'
     where merchant_id = $1 and kind = 'send' and status = 'booked'`,
    'a transfer that was booked has left its wallet once, and no other has',
  ],
  [
    'a transfer out of the wallet of somebody else',
    `update transfers set wallet_no = payee_wallet_no where merchant_id = $1 and kind = 'request'`,
    'a transfer is between wallets of its payer and its payee, in their currencies',
  ],
  [
    'a hold for something else',
    `update journals set credits = '{fee_income:INR}' where merchant_id = $1 and kind = 'reserve'`,
    'a hold of a transfer is its amount, open while held, posted when booked, released when voided',
  ],
  [
    'a transfer that left in another month',
    `update journals set recorded_at = recorded_at - interval '40 days' where merchant_id = $1 and fact = 'transfer.sent'`,
    'what is booked of a transfer is booked at the moment of a step, or of its arrival',
  ],
  [
    'a transfer that arrived in another month',
    `update journals set recorded_at = recorded_at - interval '40 days' where merchant_id = $2 and fact = 'transfer.arrived'`,
    'what is booked of a transfer is booked at the moment of a step, or of its arrival',
  ],
  [
    'an adjustment in the name of a transfer',
    `with j as (
       insert into journals select j.merchant_id, j.account, a.journal_count + 1, 'record', j.currency, j.subject_id, 'more',
         null, '{suspense:INR}', '{fee_income:INR}', '{100}', j.recorded_at
       from journals j join accounts a on a.merchant_id = j.merchant_id and a.account = j.account
       where j.merchant_id = $1 and j.fact = 'transfer.sent')
     update accounts set journal_count = journal_count + 1 where merchant_id = $1 and account = 'wallet:INR'`,
    'everything booked is of a payment, a settlement or a transfer, or is a funding',
  ],
  [
    'a step that is another in its line',
    `update transfer_history set from_status = 'pending' where merchant_id = $1 and to_status = 'held'`,
    'every step of a transfer is in its history',
  ],
  [
    'a step without its line',
    `delete from transfer_history where merchant_id = $1 and to_status = 'held'`,
    'every step of a transfer is in its history',
  ],
];

for (const [what, sql, claim] of breaks)
  test(`${what} is found by the proof that ${claim}`, async (t) => {
    const bazaar = await openBazaar(t);
    const asha = await bazaar.owner(1_000_00n);
    const ravi = await bazaar.owner(0n);
    const dollars = await bazaar.wallet(asha, 'USD', 0n);
    for (const action of ['commit', 'hold'] as const)
      await sendMoney(bazaar.deps, bazaar.order(asha, ravi), action);
    await requestMoney(bazaar.deps, bazaar.order(asha, ravi));
    const at = new Date();
    await exchangeWithin(bazaar.deps.transfers, {
      ...{ exchangeId: newId<'transfer'>(at.getTime()), from: asha.wallet, into: dollars, at },
      quote: { amountMinor: 10_00n, receivedMinor: 11n, roundingMinor: 1n, rate: '0.011012' },
      ...{ asked: null, actor: { profileNo: null, name: 'test' } },
    });
    assert.deepEqual((await verifyBooks(bazaar.pool)).breaks, []);
    await bazaar.asOwner((owner) =>
      owner.query(sql.includes('$2') ? sql.replace('$2', '$1') : sql, [
        sql.includes('$2') ? ravi.merchantId : asha.merchantId,
      ]),
    );
    const claims = (await verifyBooks(bazaar.pool)).breaks.map(({ proof }) => proof);
    assert.ok(claims.includes(claim), JSON.stringify(claims));
  });
