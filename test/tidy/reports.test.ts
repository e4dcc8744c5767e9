import assert from 'node:assert/strict';
import { test } from 'node:test';
import { feeRows } from '../../src/reports/fee-rows.ts';
import { ledgerRows } from '../../src/reports/ledger-rows.ts';
import { reportTypes } from '../../src/reports/open-report.ts';
import { settlementRows } from '../../src/reports/settlement-rows.ts';
import { transactionRows } from '../../src/reports/transaction-rows.ts';
import { codesIn, readDocument, sectionOf, tableIn } from '../kit/documents.ts';

const sections = {
  transactions: transactionRows,
  ledger: ledgerRows,
  fees: feeRows,
  settlements: settlementRows,
};

test('docs/reports.md explains every column of every report, in their order', () => {
  const document = readDocument('docs/reports.md');
  assert.deepEqual(Object.keys(sections), reportTypes);
  for (const [type, { columns }] of Object.entries(sections)) {
    const heading = type.charAt(0).toUpperCase() + type.slice(1);
    const rows = tableIn(sectionOf(document, heading));
    assert.deepEqual(
      rows.flatMap((row) => codesIn(row['Column'] ?? '')),
      columns.map(({ name }) => name),
      type,
    );
  }
});
