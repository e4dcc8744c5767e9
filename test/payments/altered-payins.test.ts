/** Pay-ins altered by hand so that the sums still agree: a proof finds each of them. */
import { test } from 'node:test';
import { assertEachIsFound, type PlantedBreak } from '../kit/planted-breaks.ts';
import { merchantWithFive } from './altered-kit.ts';
import { openTill } from './payin-kit.ts';

const credit = 'a pay-in has credited its wallet with what it received, less fee and tax';
const parts = "what is booked of a customer's payment is its amount, fee and tax, and has evidence";
const gone = 'every payment that left again is booked as gone';
const once = 'a reversed pay-in that was paid once says what was credited';
const back = 'a payment on its way back has the promise of it';
const promise = 'every open pay-in has its promise';
const history = 'every change of a pay-in is in its history';
const ofPaid = `(select payin_id from payins where merchant_id = $1 and status = 'succeeded')`;

/**
 * `$1` is the merchant. Of her pay-ins of 500.00 one is paid, one is open, one was taken back by the bank, one was paid
 * with another amount that has been given back, and one with another that is on its way back.
 */
const breaks: readonly PlantedBreak[] = [
  [
    'tax that is called fee',
    `update payins set fee_minor = fee_minor + 10, gst_minor = gst_minor - 10 where merchant_id = $1 and status = 'succeeded'`,
    credit,
  ],
  [
    'an amount received that is called fee',
    `update payins set received_minor = received_minor + 10, fee_minor = fee_minor + 10 where merchant_id = $1 and status = 'succeeded'`,
    credit,
  ],
  [
    'another currency',
    `update payins set currency = 'USD' where merchant_id = $1 and status = 'succeeded'`,
    credit,
  ],
  [
    'tax that is booked as income',
    `update journals set credits = array_replace(credits, 'gst_payable:INR', 'fee_income:INR') where merchant_id = $1 and subject_id = ${ofPaid}`,
    parts,
  ],
  [
    'fee and tax exchanged in the books',
    `update journals set amounts_minor = array[amounts_minor[1], amounts_minor[3], amounts_minor[2]] where merchant_id = $1 and subject_id = ${ofPaid}`,
    parts,
  ],
  [
    'fee and tax exchanged in the evidence',
    `update payin_facts set fee_minor = gst_minor, gst_minor = fee_minor where merchant_id = $1 and payin_id = ${ofPaid}`,
    parts,
  ],
  [
    'a return of the tax out of the income',
    `update journals set debits = array_replace(debits, 'gst_payable:INR', 'fee_income:INR'), credits = array_replace(credits, 'gst_payable:INR', 'fee_income:INR') where merchant_id = $1 and kind = 'reverse'`,
    parts,
  ],
  [
    'a return of less than was credited',
    `with j as (update journals set amounts_minor = array[amounts_minor[1] - 100, amounts_minor[2], amounts_minor[3]] where merchant_id = $1 and kind = 'reverse') update accounts set posted_minor = posted_minor + 100 where merchant_id = $1 and account = 'wallet:INR'`,
    parts,
  ],
  [
    'a return that the bank never told',
    `delete from payin_facts where merchant_id = $1 and kind = 'reversed'`,
    parts,
  ],
  [
    'a refund that the bank never told',
    `delete from payin_facts where merchant_id = $1 and kind = 'refunded'`,
    parts,
  ],
  [
    'a refund of less than was held',
    `update journals set amounts_minor = array[amounts_minor[1] - 100] where merchant_id = $1 and fact like 'given_back:%'`,
    parts,
  ],
  [
    'a refund out of the books',
    `update journals set fact = 'kept:' || fact where merchant_id = $1 and fact like 'given_back:%'`,
    gone,
  ],
  [
    'a refund that is told of another amount',
    `update payin_facts set amount_minor = amount_minor - 1 where merchant_id = $1 and kind = 'refunded'`,
    gone,
  ],
  [
    'an adjustment in the name of a pay-in',
    `with j as (insert into journals select h.merchant_id, h.account, a.journal_count + 1, 'record', h.currency, subject_id, 'adjusted', null, '{fee_income:INR}', '{suspense:INR}', '{100}', h.recorded_at from journals h join accounts a on a.merchant_id = h.merchant_id and a.account = h.account where h.merchant_id = $1 and h.fact like 'credited:%' limit 1) update accounts set journal_count = journal_count + 1 where merchant_id = $1 and account = 'wallet:INR'`,
    parts,
  ],
  [
    'a payment that is held twice',
    `with j as (insert into journals select h.merchant_id, h.account, a.journal_count + 1, 'record', h.currency, subject_id, fact || ':2', null, debits, credits, amounts_minor, h.recorded_at from journals h join accounts a on a.merchant_id = h.merchant_id and a.account = h.account where h.merchant_id = $1 and h.fact like 'held:%' limit 1) update accounts set journal_count = journal_count + 1 where merchant_id = $1 and account = 'wallet:INR'`,
    parts,
  ],
  [
    'an amount changed on what was taken back',
    `update payins set received_minor = received_minor - 1 where merchant_id = $1 and status = 'reversed'`,
    once,
  ],
  [
    'fee changed on what was taken back',
    `update payins set fee_minor = fee_minor + 1 where merchant_id = $1 and status = 'reversed'`,
    once,
  ],
  [
    'a promise to give back gone',
    `delete from outbox where merchant_id = $1 and topic = 'refund' and state <> 'done'`,
    back,
  ],
  [
    'a promise to give back closed',
    `update outbox set state = 'done' where merchant_id = $1 and topic = 'refund'`,
    back,
  ],
  [
    'a promise to give back more',
    `update outbox set payload = replace(payload, '49900', '499000') where merchant_id = $1 and topic = 'refund' and state <> 'done'`,
    back,
  ],
  [
    'a promise to give back another payment',
    `update outbox set payload = regexp_replace(payload, '"paymentId":"[^"]*"', '"paymentId":"P"') where merchant_id = $1 and topic = 'refund' and state <> 'done'`,
    back,
  ],
  [
    'a promise of something else',
    `update outbox set topic = 'webhook' where merchant_id = $1 and topic = 'payin'`,
    promise,
  ],
  [
    'a step in the history that is another',
    `update payin_history set to_status = 'expired' where merchant_id = $1 and to_status = 'succeeded'`,
    history,
  ],
  [
    'a credit that is called noted',
    `update payin_facts set verdict = 'noted' where merchant_id = $1 and verdict = 'credited'`,
    parts,
  ],
  [
    'a pay-in that expired on paper',
    `update payins set status = 'expired', received_minor = 0 where merchant_id = $1 and status = 'succeeded'`,
    credit,
  ],
];

test('each way of altering is found by the proof that is made for it, and only where it was done', async (t) => {
  const till = await openTill(t);
  await assertEachIsFound({ ...till, newMerchant: () => merchantWithFive(till) }, breaks);
});
