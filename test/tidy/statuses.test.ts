import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { statusWords } from '../../src/dialects/xoompe/present.ts';
import { statusWords as xpayoutWords } from '../../src/dialects/xpayout/present.ts';
import { payinMoves, type PayinStatus } from '../../src/payments/payin.ts';
import { payoutMoves, type PayoutStatus } from '../../src/payments/payout.ts';
import { transferMoves, type TransferStatus } from '../../src/transfers/transfer.ts';
import { codesIn, projectRoot, readDocument, sectionOf, tableIn } from '../kit/documents.ts';

const schema = readFileSync(join(projectRoot, 'db/schema.sql'), 'utf8');
const document = readDocument('docs/statuses.md');

/** The words that a check constraint allows. */
function wordsOf(constraint: string): string[] {
  const check = new RegExp(`constraint ${constraint} check \\(([^;]*?)\\)\\n?,?\\n`, 'i').exec(
    schema,
  );
  assert.ok(check, `db/schema.sql has no constraint ${constraint}`);
  return [...(check[1] ?? '').matchAll(/'(\w+)'/g)].map((match) => match[1] ?? '').sort();
}

test('the statuses of a payout are the same in TypeScript, in the database and in docs/statuses.md', () => {
  const inCode = Object.keys(payoutMoves) as PayoutStatus[];
  assert.deepEqual(wordsOf('payouts_status_known'), [...inCode].sort());
  const rows = tableIn(sectionOf(document, 'A payout'));
  assert.deepEqual(
    rows.map((row) => codesIn(row['Status'] ?? '')[0]),
    inCode,
  );
});

test('docs/statuses.md shows the moves that the code allows, and the words of the contract', () => {
  for (const row of tableIn(sectionOf(document, 'A payout'))) {
    const status = codesIn(row['Status'] ?? '')[0] as PayoutStatus;
    assert.deepEqual(codesIn(row['May become'] ?? ''), [...payoutMoves[status]], status);
    assert.deepEqual(codesIn(row['XoomPe'] ?? ''), [statusWords[status]], status);
    assert.deepEqual(codesIn(row['XPayout'] ?? ''), [xpayoutWords[status]], status);
  }
});

test('the statuses of a pay-in and its moves are the same in TypeScript, in the database and in docs/statuses.md', () => {
  const inCode = Object.keys(payinMoves) as PayinStatus[];
  assert.deepEqual(wordsOf('payins_status_known'), [...inCode].sort());
  const rows = tableIn(sectionOf(document, 'A pay-in'));
  const documented = rows.map((row) => codesIn(row['Status'] ?? '')[0] as PayinStatus);
  assert.deepEqual(documented, inCode);
  for (const [nth, row] of rows.entries()) {
    const status = documented[nth] ?? 'created';
    assert.deepEqual(codesIn(row['May become'] ?? ''), [...payinMoves[status]], status);
  }
});

test('the merchant is told the same five words', () => {
  const page = readDocument('docs/merchant/xoompe.md');
  const rows = tableIn(sectionOf(page, 'Statuses'));
  assert.deepEqual(
    rows.map((row) => codesIn(row['Status'] ?? '')[0]),
    Object.values(statusWords),
  );
});

test('the states of an attempt and of a promise are those of the database', () => {
  const documented = (heading: string) =>
    tableIn(sectionOf(document, heading))
      .map((row) => codesIn(row['State'] ?? '')[0] ?? '')
      .sort();
  assert.deepEqual(documented('An attempt'), wordsOf('payout_attempts_state_known'));
  assert.deepEqual(documented('A promise'), wordsOf('outbox_state_known'));
});

test('the statuses of a transfer and its moves are the same in TypeScript, in the database and in docs/statuses.md', () => {
  const inCode = Object.keys(transferMoves) as TransferStatus[];
  assert.deepEqual(wordsOf('transfers_status_known'), [...inCode].sort());
  const rows = tableIn(sectionOf(document, 'A transfer'));
  const documented = rows.map((row) => codesIn(row['Status'] ?? '')[0] as TransferStatus);
  assert.deepEqual(documented, inCode);
  for (const [nth, row] of rows.entries()) {
    const status = documented[nth] ?? 'pending';
    assert.deepEqual(codesIn(row['May become'] ?? ''), [...transferMoves[status]], status);
  }
});
