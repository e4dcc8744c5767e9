import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Book, type Entry, type Leg, type RuledAccount } from '../../src/ledger/book.ts';

const at = new Date('2026-01-15T09:30:00Z');

function wallet(posted: bigint, held = 0n): RuledAccount {
  return {
    merchantId: 'm',
    account: 'wallet:INR',
    currency: 'INR',
    postedMinor: posted,
    heldMinor: held,
    journalCount: 0n,
  };
}

/** 100.00 to the bank, 1.00 of fee, 0.18 of GST. */
const payout: Leg[] = [
  { debit: 'wallet:INR', credit: 'payout_clearing:INR', amountMinor: 100_00n },
  { debit: 'wallet:INR', credit: 'fee_income:INR', amountMinor: 1_00n },
  { debit: 'wallet:INR', credit: 'gst_payable:INR', amountMinor: 18n },
];
const funding: Leg[] = [{ debit: 'funding:INR', credit: 'wallet:INR', amountMinor: 500_00n }];
const extra: Leg[] = [
  { debit: 'suspense:INR', credit: 'payout_clearing:INR', amountMinor: 100_00n },
];

type Verb = (book: Book, account: RuledAccount) => unknown;
const entry = (legs: Leg[], fact = 'fact'): Entry => ({ subjectId: 's', fact, legs, at });
const fund: Verb = (book, account) => book.record(account, entry(funding));
const reserve: Verb = (book, account) => book.reserve(account, entry(payout));
const post: Verb = (book, account) => book.post(account, 2n, entry(payout));
const release: Verb = (book, account) => book.void(account, 2n, entry(payout));
const giveBack: Verb = (book, account) => book.reverse(account, entry(payout, 'returned'));
const payExtra: Verb = (book, account) => book.record(account, entry(extra));
const returnExtra: Verb = (book, account) => book.reverse(account, entry(extra));

// What a book-keeper sees after each story: posted and held of the wallet, and the balances of the others
// (credits less debits): clearing, fee, GST, funding, suspense.
const stories: [what: string, verbs: Verb[], balances: Record<string, bigint>][] = [
  ['money comes in', [fund], { posted: 500_00n, funding: -500_00n }],
  [
    'a payout under way holds its total and moves nothing',
    [fund, reserve],
    { posted: 500_00n, held: 101_18n, funding: -500_00n },
  ],
  [
    'a payout paid moves the amount, the fee and the tax',
    [fund, reserve, post],
    {
      posted: 398_82n,
      payout_clearing: 100_00n,
      fee_income: 1_00n,
      gst_payable: 18n,
      funding: -500_00n,
    },
  ],
  [
    'a payout refused leaves no trace in the balances',
    [fund, reserve, release],
    { posted: 500_00n, funding: -500_00n },
  ],
  [
    'a payout returned gives all of it back, fee and tax too',
    [fund, reserve, post, giveBack],
    { posted: 500_00n, funding: -500_00n },
  ],
  [
    'a payment beside the payout stands in suspense and leaves the wallet alone',
    [fund, reserve, release, payExtra],
    { posted: 500_00n, payout_clearing: 100_00n, suspense: -100_00n, funding: -500_00n },
  ],
  [
    'its return clears the suspense',
    [fund, reserve, release, payExtra, returnExtra],
    { posted: 500_00n, funding: -500_00n },
  ],
];

for (const [what, verbs, expected] of stories)
  test(what, () => {
    const account = wallet(0n);
    const book = new Book([account]);
    for (const verb of verbs) verb(book, account);
    assert.deepEqual(balancesOf(book, account), expected);
    assert.deepEqual(
      book.journals.map((journal) => journal.journalNo),
      verbs.map((_, index) => BigInt(index + 1)),
      'every journal has the next number',
    );
  });

test('what does not fit is not reserved, to the paisa, and nothing else changes', () => {
  const short = wallet(101_17n);
  const book = new Book([short]);
  assert.equal(book.reserve(short, entry(payout)), undefined);
  assert.deepEqual([short.heldMinor, short.journalCount, book.journals.length], [0n, 0n, 0]);
  assert.deepEqual(book.changed(), []);
  const enough = wallet(101_18n);
  assert.equal(new Book([enough]).reserve(enough, entry(payout)), 1n);
});

test('money that is held cannot be held or taken a second time', () => {
  const account = wallet(150_00n);
  const book = new Book([account]);
  assert.equal(book.reserve(account, entry(payout)), 1n);
  assert.equal(book.reserve(account, entry(payout)), undefined);
  assert.throws(() => book.record(account, entry(payout)), RangeError);
  assert.throws(() => book.reverse(account, entry(funding)), RangeError);
  assert.deepEqual(
    [account.postedMinor, account.heldMinor, account.journalCount],
    [150_00n, 101_18n, 1n],
  );
});

test('a hold that ends names the hold, whatever was booked in between', () => {
  const account = wallet(500_00n);
  const book = new Book([account]);
  const first = book.reserve(account, entry(payout)) ?? 0n;
  const second = book.reserve(account, entry(payout)) ?? 0n;
  book.void(account, second, entry(payout));
  book.post(account, first, entry(payout));
  assert.deepEqual(
    book.journals.map(({ kind, resolves }) => [kind, resolves]),
    [
      ['reserve', null],
      ['reserve', null],
      ['void', 2n],
      ['post', 1n],
    ],
  );
  assert.deepEqual([account.postedMinor, account.heldMinor], [398_82n, 0n]);
});

test('only the accounts that were touched are written back', () => {
  const [mine, other] = [wallet(500_00n), { ...wallet(500_00n), merchantId: 'other' }];
  const book = new Book([mine, other]);
  book.reserve(mine, entry(payout));
  assert.deepEqual(book.changed(), [mine]);
  assert.equal(book.find('other', 'wallet:INR'), other);
  assert.equal(book.find('nobody', 'wallet:INR'), undefined);
});

/** Adds the journals up again, without asking the book, and leaves zeros out. */
function balancesOf(book: Book, account: RuledAccount): Record<string, bigint> {
  const sums = new Map<string, bigint>();
  const add = (name: string, minor: bigint) => sums.set(name, (sums.get(name) ?? 0n) + minor);
  for (const journal of book.journals) {
    if (journal.kind === 'reserve' || journal.kind === 'void') continue;
    for (const leg of journal.legs) {
      add(leg.debit, -leg.amountMinor);
      add(leg.credit, leg.amountMinor);
    }
  }
  assert.equal(
    [...sums.values()].reduce((a, b) => a + b, 0n),
    0n,
    'debits equal credits',
  );
  assert.equal(
    sums.get('wallet:INR') ?? 0n,
    account.postedMinor,
    'the counter equals the postings',
  );
  const seen: [string, bigint][] = [
    ['posted', account.postedMinor],
    ['held', account.heldMinor],
  ];
  for (const [name, minor] of sums)
    if (name !== 'wallet:INR') seen.push([name.replace(':INR', ''), minor]);
  return Object.fromEntries(seen.filter(([, minor]) => minor !== 0n));
}
