/** What docs/money-flows.md says of money between wallets is what the code books. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatMoney, type Currency } from '../../src/kit/money.ts';
import { Book, type Leg, type RuledAccount } from '../../src/ledger/book.ts';
import { exchangeAmount } from '../../src/transfers/exchange-amount.ts';
import {
  arrivedLegs,
  boughtLegs,
  givenLegs,
  sentLegs,
} from '../../src/transfers/transfer-journals.ts';
import { codesIn, readDocument, sectionOf, tableIn } from '../kit/documents.ts';

const flows = readDocument('docs/money-flows.md');
const entry = { subjectId: 'transfer', at: new Date(0), fact: 'shown' };

function walletWith(postedMinor: bigint): RuledAccount {
  return {
    ...{ merchantId: 'owner', account: 'wallet:INR', currency: 'INR' },
    ...{ postedMinor, heldMinor: 0n, journalCount: 0n },
  };
}

test('every event of a transfer shows the legs and the wallet that the ledger has after it', () => {
  const moved = { currency: 'INR', amountMinor: 100_00n } as const;
  const [payer, payee, holder] = [walletWith(1_000_00n), walletWith(0n), walletWith(1_000_00n)];
  new Book([payer]).record(payer, { ...entry, legs: sentLegs(moved) });
  check('Transfer sent', sentLegs(moved), 'INR', payer);
  new Book([payee]).record(payee, { ...entry, legs: arrivedLegs(moved) });
  check('Transfer arrived', arrivedLegs(moved), 'INR', payee);
  const book = new Book([holder]);
  const held = book.reserve(holder, { ...entry, legs: sentLegs(moved) });
  check('Transfer held', sentLegs(moved), 'INR', holder);
  book.void(holder, held ?? 0n, { ...entry, legs: sentLegs(moved) });
  check('Transfer voided', sentLegs(moved), 'INR', holder);
});

test('the exchange that is shown is what the rate gives', () => {
  const amountMinor = 100_50n;
  const pair = { from: 'INR', into: 'USD' } as const;
  const exchanged = exchangeAmount(pair, amountMinor, { rate: '0.0112', spreadBasisPoints: 0 });
  assert.ok(exchanged !== undefined);
  const wallet = walletWith(1_000_00n);
  const given = givenLegs({ currency: 'INR', amountMinor, ...exchanged });
  new Book([wallet]).record(wallet, { ...entry, legs: given });
  check('Exchange given', given, 'INR', wallet);
  const bought = boughtLegs({ currency: 'USD', amountMinor: exchanged.receivedMinor });
  check('Exchange bought', bought, 'USD');
});

function check(heading: string, legs: readonly Leg[], currency: Currency, wallet?: RuledAccount) {
  const section = sectionOf(flows, heading);
  const kindOf = (account: string) => account.replace(/:.*/, '');
  const shown = (minor: bigint) => formatMoney({ minor, currency });
  assert.deepEqual(
    tableIn(section).map((row) => [
      codesIn(row['Debit'] ?? '')[0],
      codesIn(row['Credit'] ?? '')[0],
      row['Amount'],
    ]),
    legs.map((leg) => [kindOf(leg.debit), kindOf(leg.credit), shown(leg.amountMinor)]),
    heading,
  );
  if (wallet === undefined) return;
  const { postedMinor, heldMinor } = wallet;
  const line = `Wallet afterwards: posted ${shown(postedMinor)}, held ${shown(heldMinor)}, available ${shown(postedMinor - heldMinor)}.`;
  assert.ok(section.includes(line), `${heading}: ${line}`);
}
