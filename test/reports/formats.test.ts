/** The same rows in each format, read back by readers that are not ours. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import readWorkbook from 'read-excel-file/node';
import type { Column, ReportRow } from '../../src/reports/report.ts';
import { csv } from '../../src/reports/csv.ts';
import type { Written } from '../../src/reports/format.ts';
import { json } from '../../src/reports/json.ts';
import { Totals } from '../../src/reports/totals.ts';
import { workbook, xlsx } from '../../src/reports/xlsx.ts';
import { bytesOf, openWorld, textOf, today } from './report-world.ts';

const columns: readonly Column[] = [
  { name: 'name', kind: 'text' },
  { name: 'currency', kind: 'text' },
  { name: 'count', kind: 'count', isSummed: true },
  { name: 'amount', kind: 'money', isSummed: true },
];

function reportOf(rows: readonly ReportRow[], pageRows = 100): Written {
  const totals = new Totals(columns);
  const days = { from: '2026-01-01', to: '2026-01-31' };
  const pages = (async function* () {
    for (let at = 0; at < rows.length; at += pageRows) {
      const page = rows.slice(at, at + pageRows);
      for (const row of page) totals.add(row);
      yield page;
    }
  })();
  return { type: 'transactions', days, timeZone: 'UTC', columns, pages, totals };
}

function rowOf(name: string | null, minor: bigint, currency: ReportRow['currency'] = 'INR') {
  return { currency, cells: [name, currency, 1n, minor] };
}

async function gather(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const hostile = [
  '=1+2',
  '+91 98',
  '-HDFC',
  '@SUM(A1)',
  '\tx',
  '\rx',
  '\nx',
  '＝1',
  'a,"b"\r\nc',
  '<b>&amp;</b> _x0041_',
  '000123456789012345678',
  'आशा राव 🪔',
];

test('in CSV what could be a formula becomes text, and our own negative numbers stay numbers', async () => {
  const rows = [...hostile.map((name) => rowOf(name, -5_00n)), rowOf(null, 12_345_67n)];
  const text = (await gather(csv(reportOf(rows)))).toString();
  assert.ok(text.startsWith('name,currency,count,amount\r\n'), 'a heading and no byte order mark');
  const lines = text.split('\r\n');
  assert.deepEqual(lines.slice(1, 5), [
    `'=1+2,INR,1,-5.00`,
    `'+91 98,INR,1,-5.00`,
    `'-HDFC,INR,1,-5.00`,
    `'@SUM(A1),INR,1,-5.00`,
  ]);
  assert.ok(text.includes(`'\tx,`) && text.includes(`"'\rx",`) && text.includes(`"'\nx",`));
  assert.ok(text.includes(`'＝1,`) && text.includes(`"a,""b""\r\nc",`));
  assert.ok(text.includes('\r\n,INR,1,12345.67\r\n'), 'nothing is an empty cell');
  assert.ok(text.endsWith('\r\nTotal,INR,13,12285.67\r\n'));
});

test('JSON has money as text, and totals at the end for each currency', async () => {
  const rows = [rowOf('a', 1_00n), rowOf('b', 2_500_000n, 'USDT'), rowOf('c', -50n)];
  const document: unknown = JSON.parse((await gather(json(reportOf(rows, 1)))).toString());
  assert.deepEqual(document, {
    report: { type: 'transactions', from: '2026-01-01', to: '2026-01-31', timeZone: 'UTC' },
    rows: [
      { name: 'a', currency: 'INR', count: 1, amount: '1.00' },
      { name: 'b', currency: 'USDT', count: 1, amount: '2.500000' },
      { name: 'c', currency: 'INR', count: 1, amount: '-0.50' },
    ],
    totals: [
      { currency: 'INR', rows: 2, count: 2, amount: '0.50' },
      { currency: 'USDT', rows: 1, count: 1, amount: '2.500000' },
    ],
  });
});

test('another reader finds in a workbook the same texts, none of them a formula, and numbers as numbers', async () => {
  const rows = [...hostile.map((name) => rowOf(name, -5_00n)), rowOf(null, 12_345_67n)];
  const sheets = await readWorkbook(await gather(xlsx(reportOf(rows, 4))), { trim: false });
  assert.deepEqual(
    sheets.map(({ sheet }) => sheet),
    ['transactions'],
  );
  const [head, ...data] = sheets[0]?.data ?? [];
  assert.deepEqual(head, ['name', 'currency', 'count', 'amount']);
  const readName = data.slice(0, hostile.length).map(([name]) => name);
  assert.deepEqual(readName, hostile);
  assert.deepEqual(data[0]?.slice(2), [1, -5]);
  assert.deepEqual(data.at(-2), [null, 'INR', 1, 12345.67]);
  assert.deepEqual(data.at(-1), ['Total', 'INR', 13, 12285.67]);
});

test('a number that a spreadsheet would round stays text, to the paisa', async () => {
  const rows = [rowOf('huge', 100_000_000_000_000_01n), rowOf('large', 9_999_999_999_999_99n)];
  const [sheet] = await readWorkbook(await gather(xlsx(reportOf(rows))));
  assert.deepEqual(
    sheet?.data.slice(1, 3).map((row) => row[3]),
    ['100000000000000.01', 9999999999999.99],
  );
});

test('when a sheet is full the rows go on in the next one, under the same heading, and none is lost', async () => {
  const rows = Array.from({ length: 25 }, (_, nth) => rowOf(`row ${String(nth)}`, 1_00n));
  const limits = { rows: 10, characters: 1_000_000 };
  const sheets = await readWorkbook(await gather(workbook(reportOf(rows, 7), limits)));
  assert.deepEqual(
    sheets.map(({ sheet, data }) => [sheet, data.length, data[0]?.[0]]),
    [
      ['transactions', 10, 'name'],
      ['transactions 2', 10, 'name'],
      ['transactions 3', 9, 'name'],
    ],
  );
  const names = sheets.flatMap(({ data }) => data.slice(1).map(([name]) => name));
  assert.deepEqual(names, [...rows.map(({ cells }) => cells[0]), 'Total']);
  const none = await readWorkbook(await gather(xlsx(reportOf([]))));
  assert.deepEqual(none[0]?.data, [['name', 'currency', 'count', 'amount']]);
});

test('a report of real payouts has the same rows and totals in every format', async (t) => {
  const world = await openWorld(t);
  await world.live(['paid', 'refused', 'returned', 'under way'], { beneficiaryName: '=cmd|x' });
  const order = { days: { from: today(-1), to: today(1) }, pageRows: 3 };
  const lines = (await textOf(await world.report({ ...order, format: 'csv' }))).split('\r\n');
  const [sheet] = await readWorkbook(
    await bytesOf(await world.report({ ...order, format: 'xlsx' })),
  );
  const document = JSON.parse(await textOf(await world.report(order))) as {
    rows: Record<string, string>[];
    totals: Record<string, string>[];
  };
  const [heading = '', ...rest] = lines;
  const names = heading.split(',');
  assert.deepEqual(sheet?.data[0], names);
  assert.deepEqual([document.rows.length, rest.length, sheet.data.length], [4, 6, 6]);
  for (const [nth, row] of document.rows.entries()) {
    const cells = (rest[nth] ?? '').split(',');
    for (const [place, name] of names.entries()) {
      const text = row[name] ?? '';
      assert.equal(cells[place], name === 'beneficiary_name' ? `'${text}` : text, name);
      const inSheet: unknown = sheet.data[nth + 1]?.[place];
      if (typeof inSheet === 'number') assert.equal(inSheet.toFixed(2), text, name);
      else assert.equal(inSheet, text === '' ? null : text, name);
    }
  }
  const total = (rest[4] ?? '').split(',');
  assert.equal(total[names.indexOf('debited')], document.totals[0]?.['debited']);
  assert.equal(total[names.indexOf('debited')], '101.18');
});
