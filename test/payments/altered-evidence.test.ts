/** Payments altered by hand in what they say beside their money, and when: a proof finds each of them. */
import { test } from 'node:test';
import { assertEachIsFound, type PlantedBreak } from '../kit/planted-breaks.ts';
import { merchantWithFive, payFour } from './altered-kit.ts';
import { openResolver } from './gateway.ts';
import { openTill } from './payin-kit.ts';

const moment = 'the end of a payout is booked at the moment of its step';
const word = 'a payout that failed or came back did so by the word of a provider';
const says = 'a payout says the UTR of its evidence and the reason of its last step';
const payinMoment =
  "what a customer's payment gives to a wallet or takes back is booked at the moment of a step";
const payinSays =
  'a pay-in says the UTR, the payer and the provider of a payment, and the reason of its last step';
const asked =
  'a pay-in was paid with the amount it asked for, unless its merchant or a person took another';
const priced = 'a pay-in that nobody has paid is priced by its plan';
const cased =
  'what contradicts itself has its case, and a case that is closed was closed by somebody';
const there = 'every line of history and every promise is of a payment that is there';

const later = (column: string) => `${column} = ${column} - interval '40 days'`;
const payout = (change: string, status: string) =>
  `update payouts set ${change} where merchant_id = $1 and status = '${status}'`;
const payin = (change: string, status: string) =>
  `update payins set ${change} where merchant_id = $1 and status = '${status}'`;
const journal = (change: string, which: string) =>
  `update journals set ${change} where merchant_id = $1 and ${which}`;
const fact = (change: string, which: string) =>
  `update provider_facts set ${change} where merchant_id = $1 and ${which}`;

/** `$1` is the merchant, with payouts and pay-ins that have ended in all their ways. */
const breaks: readonly PlantedBreak[] = [
  ['a fee earned in another month', journal(later('recorded_at'), `kind = 'post'`), moment],
  ['a refusal of another month', journal(later('recorded_at'), `kind = 'void'`), moment],
  ['a return in another month', journal(later('recorded_at'), `fact = 'returned:B'`), moment],
  [
    'a step of another month',
    `update payout_history set ${later('at')} where merchant_id = $1`,
    moment,
  ],
  [
    'a payout failed by hand, with all that belongs to it',
    `with p as (update payouts set status = 'failed', version = 2, status_reason = 'x' where merchant_id = $1
         and status = 'queued' returning *),
       h as (insert into payout_history select merchant_id, payout_id, 2, 'queued', 'failed', 'x', now() from p),
       j as (insert into journals select h.merchant_id, h.account, a.journal_count + 1, 'void', h.currency, h.subject_id,
         'x', h.journal_no, h.debits, h.credits, h.amounts_minor, now() from journals h
         join p on p.payout_id = h.subject_id join accounts a on a.merchant_id = h.merchant_id and a.account = h.account)
     update accounts set held_minor = held_minor - 10118, journal_count = journal_count + 1
       where merchant_id = $1 and account = 'wallet:INR'`,
    word,
  ],
  ['a refusal that is another', fact(`code = 'LIMIT'`, `kind = 'rejected'`), word],
  ['a refusal that is noted', fact(`verdict = 'noted'`, `kind = 'rejected'`), word],
  [
    'a return that nobody told',
    `delete from provider_facts where merchant_id = $1 and kind = 'reversed'`,
    word,
  ],
  ['another UTR', payout(`utr = '999'`, 'succeeded'), says],
  ['a UTR gone', payout(`utr = null`, 'succeeded'), says],
  ['a UTR without payment', payout(`utr = '999'`, 'queued'), says],
  ['evidence of another UTR', fact(`utr = '999'`, `utr is not null`), says],
  ['another reason', payout(`status_reason = 'LIMIT'`, 'failed'), says],
  [
    'another reason in the history',
    `update payout_history set because = 'x' where merchant_id = $1`,
    says,
  ],
  [
    'a credit of another month',
    journal(later('recorded_at'), `fact like 'credited:%'`),
    payinMoment,
  ],
  [
    'a credit taken back in another month',
    journal(later('recorded_at'), `fact like 'returned:%' and fact <> 'returned:B'`),
    payinMoment,
  ],
  ['another UTR of a pay-in', payin(`utr = '999'`, 'succeeded'), payinSays],
  ['no UTR of a pay-in', payin(`utr = null`, 'reversed'), payinSays],
  ['a UTR of nobody', payin(`utr = '999'`, 'created'), payinSays],
  ['another payer', payin(`payer_vpa = 'zoya@upi'`, 'succeeded'), payinSays],
  ['another provider', payin(`provider = 'other'`, 'succeeded'), payinSays],
  ['another reason of a pay-in', payin(`status_reason = 'x'`, 'succeeded'), payinSays],
  [
    'evidence of another payer',
    `update payin_facts set payer_vpa = 'zoya@upi' where merchant_id = $1`,
    payinSays,
  ],
  ['less asked for than was paid', payin(`amount_minor = amount_minor - 100`, 'succeeded'), asked],
  ['more asked for, taken back', payin(`amount_minor = amount_minor + 100`, 'reversed'), asked],
  [
    'more asked for of who has not paid',
    payin(`amount_minor = amount_minor * 2`, 'created'),
    priced,
  ],
  ['another fee of who has not paid', payin(`fee_minor = fee_minor - 1`, 'created'), priced],
  ['another plan of who has not paid', payin(`plan_basis_points = 1`, 'created'), priced],
  ['cases gone', `delete from cases where merchant_id = $1`, cased],
  [
    'a case that nobody closed',
    `update cases set closed_at = now() where merchant_id = $1 and closed_at is null`,
    cased,
  ],
  [
    'a pay-in gone',
    `with o as (delete from outbox where merchant_id = $1 and topic = 'payin')
     delete from payins where merchant_id = $1 and status = 'created'`,
    there,
  ],
  [
    'a pay-in gone with its history',
    `with h as (delete from payin_history h using payins i where h.payin_id = i.payin_id and i.merchant_id = $1
       and i.status = 'created') delete from payins where merchant_id = $1 and status = 'created'`,
    there,
  ],
  [
    'a pay-in of another merchant',
    `update payins set merchant_id = gen_random_uuid() where merchant_id = $1 and status = 'created'`,
    there,
  ],
];

test('each way of altering is found by the proof that is made for it, and only where it was done', async (t) => {
  const till = await openTill(t);
  const resolve = openResolver(t, till.url);
  const newMerchant = async () => payFour(till, resolve, await merchantWithFive(till));
  await assertEachIsFound({ ...till, newMerchant }, breaks);
});
