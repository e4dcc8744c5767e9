/** Payouts that have ended, altered by hand so that the sums still agree: a proof finds each of them. */
import { test } from 'node:test';
import { assertEachIsFound, type PlantedBreak } from '../kit/planted-breaks.ts';
import { payFour } from './altered-kit.ts';
import { openGateway, openResolver } from './gateway.ts';

const legs = 'a payout holds exactly its amount, fee and tax since the moment in which it was made';
const history = 'every change of status is in the history';
const beside =
  'what is booked of a payout beside its hold is its return, or an extra payment of its amount';
const evidence = 'a payout was paid by one attempt and on evidence of its amount, and no other was';
const promise = 'every accepted payout has its promise, open until the payout has ended';
const booked = 'everything booked is of a payment, a settlement or a transfer, or is a funding';
const account =
  "every account is a merchant's, in the currency of its name, and ruled if it is a wallet";
const returns = 'a payout was returned once if it is reversed, and never otherwise';

/**
 * `$1` is the merchant: one payout of hers is queued, one has succeeded, one has failed, and one was returned; each is
 * 100.00, and 1.18 with its tax.
 */
const breaks: readonly PlantedBreak[] = [
  [
    'tax that is called fee',
    `update payouts set fee_minor = fee_minor + 10, gst_minor = gst_minor - 10 where merchant_id = $1 and status = 'succeeded'`,
    legs,
  ],
  [
    'fee that is called amount',
    `update payouts set amount_minor = amount_minor + 10, fee_minor = fee_minor - 10 where merchant_id = $1 and status = 'queued'`,
    legs,
  ],
  [
    'tax that is booked as income, in the hold and at its end',
    `update journals set credits = array_replace(credits, 'gst_payable:INR', 'fee_income:INR') where merchant_id = $1 and kind in ('reserve', 'post') and subject_id = (select payout_id from payouts where merchant_id = $1 and status = 'succeeded')`,
    legs,
  ],
  [
    'amount that is booked as fee, in the hold and at its end',
    `update journals set amounts_minor = array[amounts_minor[1] - 10, amounts_minor[2] + 10, amounts_minor[3]] where merchant_id = $1 and kind in ('reserve', 'post') and subject_id = (select payout_id from payouts where merchant_id = $1 and status = 'succeeded')`,
    legs,
  ],
  [
    'a failed payout that was returned, too',
    `with gone as (select * from payouts where merchant_id = $1 and status = 'failed'), j as (insert into journals select h.merchant_id, h.account, a.journal_count + 1, 'reverse', h.currency, h.subject_id, 'returned:X', null, h.credits, h.debits, h.amounts_minor, h.recorded_at from journals h join gone on h.subject_id = gone.payout_id and h.kind = 'reserve' join accounts a on a.merchant_id = h.merchant_id and a.account = h.account) update accounts set journal_count = journal_count + 1, posted_minor = posted_minor + 10118 where merchant_id = $1 and account = 'wallet:INR'`,
    returns,
  ],
  [
    'a return of more than was paid',
    `with j as (update journals set amounts_minor = array[amounts_minor[1] + 100, amounts_minor[2], amounts_minor[3]] where merchant_id = $1 and kind = 'reverse') update accounts set posted_minor = posted_minor + 100 where merchant_id = $1 and account = 'wallet:INR'`,
    beside,
  ],
  [
    'a return of the tax out of the income',
    `update journals set debits = array_replace(debits, 'gst_payable:INR', 'fee_income:INR') where merchant_id = $1 and kind = 'reverse'`,
    beside,
  ],
  [
    'a return of nothing',
    `with j as (insert into journals select h.merchant_id, h.account, a.journal_count + 1, 'reverse', h.currency, gen_random_uuid(), 'returned:X', null, h.credits, h.debits, h.amounts_minor, h.recorded_at from journals h join accounts a on a.merchant_id = h.merchant_id and a.account = h.account where h.merchant_id = $1 and h.kind = 'reserve' and h.journal_no = 2) update accounts set journal_count = journal_count + 1, posted_minor = posted_minor + 10118 where merchant_id = $1 and account = 'wallet:INR'`,
    booked,
  ],
  [
    'an extra payment of nothing',
    `with j as (insert into journals select h.merchant_id, h.account, a.journal_count + 1, 'record', h.currency, gen_random_uuid(), 'extra_payment:1', null, '{suspense:INR}', '{payout_clearing:INR}', '{10000}', h.recorded_at from journals h join accounts a on a.merchant_id = h.merchant_id and a.account = h.account where h.merchant_id = $1 and h.kind = 'reserve' and h.journal_no = 2) update accounts set journal_count = journal_count + 1 where merchant_id = $1 and account = 'wallet:INR'`,
    booked,
  ],
  [
    'a step in the history that is another',
    `update payout_history set to_status = 'succeeded' where merchant_id = $1 and to_status = 'processing'`,
    history,
  ],
  [
    'a step in the history from another status',
    `update payout_history set from_status = 'succeeded' where merchant_id = $1 and to_status = 'processing'`,
    history,
  ],
  [
    'a history that begins at another moment',
    `update payouts set created_at = created_at - interval '1 minute' where merchant_id = $1`,
    legs,
  ],
  [
    'a line of history gone',
    `with gone as (delete from payout_history where merchant_id = $1 and to_status = 'processing'), moved as (update payout_history set version = 2 where merchant_id = $1 and version = 3 and false) update payouts set version = version where merchant_id = $1`,
    history,
  ],
  [
    'a payout that was paid without an attempt',
    `delete from payout_attempts where merchant_id = $1`,
    evidence,
  ],
  [
    'an attempt that paid called refused',
    `update payout_attempts set state = 'rejected' where merchant_id = $1 and state = 'succeeded'`,
    evidence,
  ],
  ['evidence gone', `delete from provider_facts where merchant_id = $1`, evidence],
  [
    'evidence of another amount',
    `update provider_facts set amount_minor = 1 where merchant_id = $1`,
    evidence,
  ],
  [
    'a credit of nothing',
    `with j as (insert into journals select h.merchant_id, h.account, a.journal_count + 1, kind, h.currency, gen_random_uuid(), 'adjusted', null, debits, credits, amounts_minor, h.recorded_at from journals h join accounts a on a.merchant_id = h.merchant_id and a.account = h.account where h.merchant_id = $1 and h.fact = 'funded') update accounts set journal_count = journal_count + 1, posted_minor = posted_minor + 100000 where merchant_id = $1 and account = 'wallet:INR'`,
    booked,
  ],
  [
    'an adjustment in the name of a payout',
    `with j as (insert into journals select h.merchant_id, h.account, a.journal_count + 1, 'record', h.currency, subject_id, 'adjusted', null, '{fee_income:INR}', '{suspense:INR}', '{100}', h.recorded_at from journals h join accounts a on a.merchant_id = h.merchant_id and a.account = h.account where h.merchant_id = $1 and h.kind = 'post' limit 1) update accounts set journal_count = journal_count + 1 where merchant_id = $1 and account = 'wallet:INR'`,
    beside,
  ],
  [
    'a promise of something else',
    `update outbox set topic = 'webhook' where merchant_id = $1 and topic = 'payout' and state = 'due'`,
    promise,
  ],
  [
    'a promise of another payout',
    `update outbox set subject_id = gen_random_uuid() where merchant_id = $1 and topic = 'payout' and state = 'due'`,
    promise,
  ],
  ['a merchant gone, its books left', `delete from merchants where merchant_id = $1`, account],
  [
    'a wallet that nothing rules any more',
    `update accounts set ruled = false, posted_minor = 0, held_minor = 0, journal_count = 0 where merchant_id = $1 and account = 'wallet:INR'`,
    account,
  ],
];

test('each way of altering is found by the proof that is made for it, and only where it was done', async (t) => {
  const gateway = await openGateway(t);
  const resolve = openResolver(t, gateway.url);
  await assertEachIsFound(
    {
      ...gateway,
      newMerchant: () => gateway.merchant(1_000_00n).then((id) => payFour(gateway, resolve, id)),
    },
    breaks,
  );
});
