/** What the documents say of settlements and of fee plans is what the code computes. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { feesOf } from '../../src/cli/arguments.ts';
import { formatMoney, parseMoney, type Currency } from '../../src/kit/money.ts';
import { Book, type Leg, type RuledAccount } from '../../src/ledger/book.ts';
import { noFees } from '../../src/merchants/merchant.ts';
import { quoteFee } from '../../src/payments/quote.ts';
import { convertAmount } from '../../src/settlements/convert-amount.ts';
import { settlementMoves, type SettlementStatus } from '../../src/settlements/settlement.ts';
import {
  conversionLegs,
  deliveryLegs,
  settlementLegs,
} from '../../src/settlements/settlement-journals.ts';
import { codesIn, projectRoot, readDocument, sectionOf, tableIn } from '../kit/documents.ts';

const flows = readDocument('docs/money-flows.md');
const rupees = (minor: bigint) => formatMoney({ minor, currency: 'INR' });

test('the prices of plans in docs/money-flows.md are what the quote says', () => {
  const rows = tableIn(flows.text.slice(flows.text.indexOf('<!-- prices -->')));
  assert.ok(rows.length > 3);
  for (const row of rows) {
    const plan = { ...noFees, ...feesOf(codesIn(row['Plan'] ?? '')[0] ?? '') };
    const { minor } = parseMoney(row['Amount'] ?? '', 'INR');
    const { feeMinor, gstMinor } = quoteFee({ minor, currency: 'INR' }, plan);
    const totals = [feeMinor, gstMinor, feeMinor + gstMinor, minor + feeMinor + gstMinor];
    assert.deepEqual(
      [row['Fee'], row['GST'], row['Total fee'], row['Debit']],
      totals.map(rupees),
      row['Plan'] ?? '',
    );
  }
});

test('every event of a settlement shows the legs and the wallet that the ledger has after it', () => {
  const amountMinor = 90_430_00n;
  const fees = { feeMinor: 1_000_00n, gstMinor: 180_00n };
  const netMinor = amountMinor - fees.feeMinor - fees.gstMinor;
  const conversion = { ...fees, ...convertAmount(netMinor, '89.25', 'INR_PER_USDT') };
  const wallet: RuledAccount = {
    ...{ merchantId: 'merchant', account: 'wallet:INR', currency: 'INR' },
    ...{ postedMinor: 1_000_000_00n, heldMinor: 0n, journalCount: 0n },
  };
  const book = new Book([wallet]);
  const entry = { subjectId: 'settlement', at: new Date(0), fact: 'shown' };
  const legs = settlementLegs({ amountMinor });

  const held = book.reserve(wallet, { ...entry, legs });
  assert.ok(held !== undefined);
  check('Settlement requested', legs, 'INR', wallet);

  const voided = { ...wallet };
  new Book([voided]).void(voided, held, { ...entry, legs });
  check('Settlement rejected or failed', legs, 'INR', voided);

  book.post(wallet, held, { ...entry, legs });
  check('Settlement completed', legs, 'INR', wallet);
  const before = { ...wallet };
  book.record(wallet, { ...entry, legs: conversionLegs(conversion) });
  check('Settlement converted', conversionLegs(conversion), 'INR');
  book.record(wallet, { ...entry, legs: deliveryLegs(conversion), currency: 'USDT' });
  check('Settlement delivered', deliveryLegs(conversion), 'USDT');
  assert.deepEqual({ ...wallet, journalCount: 0n }, { ...before, journalCount: 0n });
  assert.equal(book.journals.at(-1)?.currency, 'USDT');

  const reversed = (all: readonly Leg[], currency?: Currency): readonly Leg[] => {
    book.reverse(wallet, { ...entry, legs: all, ...(currency && { currency }) });
    return book.journals.at(-1)?.legs ?? [];
  };
  check('Settlement delivery returned', reversed(deliveryLegs(conversion), 'USDT'), 'USDT');
  check('Settlement conversion returned', reversed(conversionLegs(conversion)), 'INR');
  check('Settlement returned', reversed(legs), 'INR', wallet);
});

function check(heading: string, legs: readonly Leg[], currency: Currency, wallet?: RuledAccount) {
  const section = sectionOf(flows, heading);
  const kindOf = (account: string) => account.replace(/:.*/, '');
  assert.deepEqual(
    tableIn(section).map((row) => [
      codesIn(row['Debit'] ?? '')[0],
      codesIn(row['Credit'] ?? '')[0],
      row['Amount'],
    ]),
    legs.map((leg) => [
      kindOf(leg.debit),
      kindOf(leg.credit),
      formatMoney({ minor: leg.amountMinor, currency }),
    ]),
    heading,
  );
  if (wallet === undefined) return;
  const { postedMinor, heldMinor } = wallet;
  const line = `posted ${rupees(postedMinor)}, held ${rupees(heldMinor)}, available ${rupees(postedMinor - heldMinor)}.`;
  assert.ok(section.includes(line), `${heading}: ${line}`);
}

test('the statuses of a settlement are the same in TypeScript, in the database and in docs/statuses.md', () => {
  const schema = readFileSync(join(projectRoot, 'db/schema.sql'), 'utf8');
  const constraint = /constraint settlements_status_known check \(([^;]*?)\)\n?,?\n/i.exec(schema);
  const inDatabase = [...(constraint?.[1] ?? '').matchAll(/'(\w+)'/g)].map((match) => match[1]);
  const inCode = Object.keys(settlementMoves) as SettlementStatus[];
  assert.deepEqual(inDatabase.sort(), [...inCode].sort());
  const rows = tableIn(sectionOf(readDocument('docs/statuses.md'), 'A settlement'));
  assert.deepEqual(
    rows.map((row) => codesIn(row['Status'] ?? '')[0]),
    inCode,
  );
  for (const row of rows) {
    const status = codesIn(row['Status'] ?? '')[0] as SettlementStatus;
    assert.deepEqual(codesIn(row['May become'] ?? ''), [...settlementMoves[status]], status);
  }
});
