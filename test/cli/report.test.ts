import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { writeRuntimeFile } from '../../src/kit/runtime-file.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { cliWith, documentOf, errorOf, type Cli } from './cli-kit.ts';

let database: TestDatabase;
let folder: string;
let cli: Cli;
let merchant: string;

before(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'hundi-report-'));
  cli = cliWith({ DATABASE_URL: database.url, HUNDI_TIME_ZONE: 'Asia/Kolkata' });
  const ran = await cli('merchant', 'create', '--name', 'Jaya', '--fund', 'INR=250.00', '--json');
  merchant = String(documentOf(ran)['merchantId']);
});
after(async () => {
  await rm(folder, { recursive: true });
  await database.drop();
});

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const days = ['--from', day(-1), '--to', day(1)];

test('a report is written to the file that is named, whole or not at all', async () => {
  const file = path.join(folder, 'ledger.csv');
  const ran = await cli('report', merchant, '--type', 'ledger', ...days, '--out', file, '--json');
  const { totals } = documentOf(ran);
  assert.deepEqual(totals, [{ currency: 'INR', rows: '3', debit: '0.00', credit: '250.00' }]);
  const lines = (await readFile(file, 'utf8')).split('\r\n');
  assert.equal(lines.length, 6);
  assert.match(
    lines[2] ?? '',
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,1,booked,funding,,,INR,0\.00,250\.00,250\.00$/,
  );
  assert.equal(lines[3], ',,closing,,,,INR,,,250.00');
  assert.deepEqual(await readdir(folder), ['ledger.csv']);

  const nowhere = path.join(folder, 'missing', 'ledger.csv');
  const refused = await cli('report', merchant, ...days, '--out', nowhere, '--json');
  assert.equal(refused.code, 4);
  assert.match(errorOf(refused).message, /cannot be written \(ENOENT\)/);
});

test('a report replaces a file only: a link stays one, and what is no file is left alone', async () => {
  const inner = await mkdtemp(path.join(folder, 'links-'));
  const [file, link, pipe] = ['real.csv', 'link.csv', 'pipe'].map((name) => path.join(inner, name));
  assert.ok(file !== undefined && link !== undefined && pipe !== undefined);
  await writeFile(file, 'before');
  await symlink(file, link);
  assert.equal((await cli('report', merchant, ...days, '--out', link)).code, 0);
  assert.ok((await lstat(link)).isSymbolicLink());
  assert.notEqual(await readFile(file, 'utf8'), 'before');

  await rm(file);
  assert.equal((await cli('report', merchant, ...days, '--out', link)).code, 0);
  assert.ok((await lstat(link)).isSymbolicLink(), 'one that leads to nothing yet');
  assert.ok((await lstat(file)).isFile());
  const [one, other] = [path.join(inner, 'one.csv'), path.join(inner, 'other.csv')];
  await symlink(one, other);
  await symlink(other, one);
  const circle = await cli('report', merchant, ...days, '--out', one, '--json');
  assert.equal(circle.code, 2);
  assert.match(errorOf(circle).message, /lead in a circle/);

  execFileSync('mkfifo', [pipe]);
  const refused = await cli('report', merchant, ...days, '--out', pipe, '--json');
  assert.equal(refused.code, 2);
  assert.match(errorOf(refused).message, /is no file/);
  assert.ok((await lstat(pipe)).isFIFO());
  await rm(inner, { recursive: true });
});

test('what is not understood is refused with a sentence and writes nothing', async () => {
  const out = ['--out', path.join(folder, 'no.csv')];
  for (const [words, sentence] of [
    [
      [...days, '--type', 'everything'],
      /--type is "everything"; it may be transactions, ledger, fees/,
    ],
    [[...days, '--format', 'pdf'], /--format is "pdf"; it may be csv, xlsx, json/],
    [['--from', day(0), '--to', day(-1)], /--to: Must not be before the first day/],
    [['--from', '2026-02-30', '--to', day(0)], /--from: Must be a date/],
    [['--from', day(-366), '--to', day(0)], /--to: A report covers at most 366 days/],
  ] as const) {
    const ran = await cli('report', merchant, ...words, ...out, '--json');
    assert.equal(ran.code, 2, ran.stderr);
    assert.match(errorOf(ran).message, sentence);
  }
  assert.equal((await cli('report', '9999', ...days, ...out)).code, 4);
  assert.ok(!(await readdir(folder)).some((name) => name.startsWith('no.csv')));
});

test('the days of a report are those of the server that runs, not of whoever asks; for the database of another they are not', async (t) => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'hundi-report-data-'));
  t.after(() => rm(dataDir, { recursive: true }));
  const recordedAt = async () => {
    const file = path.join(dataDir, 'ledger.csv');
    const near = cliWith({ DATABASE_URL: database.url, HUNDI_DATA_DIR: dataDir });
    const words = ['--type', 'ledger', '--from', day(-1), '--to', day(2), '--out', file];
    assert.equal((await near('report', merchant, ...words)).code, 0);
    const [, , funding = ''] = (await readFile(file, 'utf8')).split('\r\n');
    return Date.parse(`${funding.split(',')[0]?.replace(' ', 'T') ?? ''}Z`);
  };
  const inUtc = await recordedAt();
  const served = { publicUrl: 'https://pay.example', timeZone: 'Pacific/Kiritimati' };
  const facts = { pid: process.pid, address: 'http://127.0.0.1:1', served };
  writeRuntimeFile(dataDir, { ...facts, databaseUrl: database.url });
  assert.equal((await recordedAt()) - inUtc, 14 * 3_600_000);
  writeRuntimeFile(dataDir, { ...facts, databaseUrl: 'postgresql://hundi@elsewhere/hundi' });
  assert.equal(await recordedAt(), inUtc);
});
