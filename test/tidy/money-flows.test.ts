import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatMoney } from '../../src/kit/money.ts';
import { accountKinds } from '../../src/ledger/accounts.ts';
import { Book, type Leg, type RuledAccount } from '../../src/ledger/book.ts';
import { creditLegs, goneLegs, heldLegs } from '../../src/payments/payin-journals.ts';
import { extraPaymentLegs, payoutLegs } from '../../src/payments/payout-journals.ts';
import { quoteFee } from '../../src/payments/quote.ts';
import { codesIn, readDocument, sectionOf, tableIn, type Row } from '../kit/documents.ts';

const document = readDocument('docs/money-flows.md');
const currency = 'INR';
const amountMinor = 5000_00n;
const plan = {
  basisPoints: 50,
  flatMinor: 5_00n,
  minimumMinor: 0n,
  maximumMinor: null,
  gstBasisPoints: 1800,
  slabs: [],
};
const quote = quoteFee({ minor: amountMinor, currency }, plan);
const legs = payoutLegs({ currency, amountMinor, ...quote });

test('the price of the worked example is what the quote says', () => {
  const rows = tableIn(sectionOf(document, 'The price of a payout'));
  assert.deepEqual(
    rows.map((row) => [row['Part'], row['Amount']]),
    [
      ['amount', rupees(amountMinor)],
      ['fee', rupees(quote.feeMinor)],
      ['GST', rupees(quote.gstMinor)],
      ['total', rupees(amountMinor + quote.feeMinor + quote.gstMinor)],
    ],
  );
});

test('every event shows the legs and the wallet that the ledger has after it', () => {
  const wallet = walletOf();
  const book = new Book([wallet]);
  const entry = { subjectId: 'payout', at: new Date(0), fact: 'shown' };

  const funded: Leg[] = [
    { debit: 'funding:INR', credit: 'wallet:INR', amountMinor: 1_000_000_00n },
  ];
  book.record(wallet, { ...entry, legs: funded });
  check('Funding', funded, wallet);

  const held = book.reserve(wallet, { ...entry, legs });
  assert.ok(held !== undefined);
  check('Created', legs, wallet);

  const voided = { ...wallet };
  new Book([voided]).void(voided, held, { ...entry, legs });
  check('Refused', legs, voided);

  book.post(wallet, held, { ...entry, legs });
  check('Paid', legs, wallet);

  book.reverse(wallet, { ...entry, legs });
  check('Returned', book.journals.at(-1)?.legs ?? [], wallet);

  const before = { ...wallet };
  const extra = extraPaymentLegs({ currency, amountMinor });
  book.record(wallet, { ...entry, legs: extra });
  checkLegs('Extra payment', extra);
  book.reverse(wallet, { ...entry, legs: extra });
  checkLegs('Extra payment returned', book.journals.at(-1)?.legs ?? []);
  assert.deepEqual({ ...wallet, journalCount: 0n }, { ...before, journalCount: 0n });
});

test('every event of money in shows the legs and the wallet that the ledger has after it', () => {
  const paidMinor = 500_00n;
  const onePercent = { ...plan, basisPoints: 100, flatMinor: 0n };
  const price = quoteFee({ minor: paidMinor, currency }, onePercent);
  const received = { ...price, currency, amountMinor: paidMinor } as const;
  const entry = { subjectId: 'pay-in', at: new Date(0), fact: 'shown' };

  const wallet = walletOf();
  const book = new Book([wallet]);
  const credited = creditLegs('payin_clearing', received);
  book.record(wallet, { ...entry, legs: credited });
  check('Customer paid', credited, wallet);
  book.reverse(wallet, { ...entry, legs: credited });
  check('Payment taken back', book.journals.at(-1)?.legs ?? [], wallet);

  checkLegs("Customer's payment held", heldLegs(received));
  const released = walletOf();
  const legsOfRelease = creditLegs('suspense', received);
  new Book([released]).record(released, { ...entry, legs: legsOfRelease });
  check('Held payment credited', legsOfRelease, released);
  checkLegs('Held payment gone', goneLegs(received));
});

test('the accounts are those of the chart', () => {
  const rows = tableIn(sectionOf(document, 'Accounts'));
  assert.deepEqual(
    rows.map((row) => codesIn(row['Account'] ?? '')[0]),
    [...accountKinds],
  );
});

test('all fifteen rules are there, in their order', () => {
  const rows = tableIn(sectionOf(document, 'Rules for news from a bank'));
  const expected = Array.from({ length: 15 }, (_, index) => `U${index + 1}`);
  assert.deepEqual(
    rows.map((row) => row['Rule']),
    expected,
  );
});

function check(heading: string, expected: readonly Leg[], wallet: RuledAccount): void {
  checkLegs(heading, expected);
  const { postedMinor, heldMinor } = wallet;
  const line =
    `Wallet afterwards: posted ${rupees(postedMinor)}, held ${rupees(heldMinor)}, ` +
    `available ${rupees(postedMinor - heldMinor)}.`;
  assert.ok(sectionOf(document, heading).includes(line), `${heading}: ${line}`);
}

function checkLegs(heading: string, expected: readonly Leg[]): void {
  const shown = tableIn(sectionOf(document, heading)).map((row: Row) => [
    codesIn(row['Debit'] ?? '')[0],
    codesIn(row['Credit'] ?? '')[0],
    row['Amount'],
  ]);
  const named = expected.map((leg) => [
    kindOf(leg.debit),
    kindOf(leg.credit),
    rupees(leg.amountMinor),
  ]);
  assert.deepEqual(shown, named, heading);
}

function walletOf(): RuledAccount {
  const counters = { postedMinor: 0n, heldMinor: 0n, journalCount: 0n };
  return { merchantId: 'merchant', account: 'wallet:INR', currency, ...counters };
}

function kindOf(account: string): string {
  return account.replace(':INR', '');
}

function rupees(minor: bigint): string {
  return formatMoney({ minor, currency });
}
