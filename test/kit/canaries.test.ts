/** The search for canaries finds what was planted, wherever and in whatever form, and nothing else. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { Client } from 'pg';
import { heapSnapshotFlags, searchForCanaries, walPosition } from './canaries.ts';
import { createTestDatabase } from './database.ts';

// Put together only here, so that no other place of this process, and no file, holds it whole.
const canary = ['4929', '3016', '5527', '7718'].join('');
const other = ['no', 'such', 'word', 'anywhere'].join('-');

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'canaries-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a log is searched for the number as it is written on a card, in a body, in base64 and in hexadecimal', async () => {
  const basic = (before: string) => Buffer.from(`${before}${canary}!`).toString('base64');
  const planted: Readonly<Record<string, string>> = {
    'as written': `{"number":"${canary}"}`,
    'with spaces': '4929 3016 5527 7718',
    'with hyphens': '4929-3016-5527-7718',
    hexadecimal: Buffer.from(canary).toString('hex'),
    'UTF-16': Buffer.from(canary, 'utf16le').toString('latin1'),
  };
  for (const [form, text] of Object.entries(planted)) {
    const findings = await searchForCanaries([other, canary], { logs: ['nothing', `a ${text} b`] });
    assert.deepEqual(findings, [{ canary: 1, form, where: 'log 1' }], form);
  }
  for (const before of ['', 'a', 'ab', 'abc']) {
    const [found] = await searchForCanaries([canary], { logs: [`x ${basic(before)} x`] });
    assert.match(found?.form ?? '', /^base64/, before);
  }
  assert.deepEqual(await searchForCanaries([canary], { logs: [canary.slice(1), '4929 3016'] }), []);
});

test('a database is searched in every table and in its write-ahead log, also for what was deleted', async (t) => {
  const database = await createTestDatabase();
  t.after(() => database.drop());
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const walSince = await walPosition(database.url);
  const places = { databaseUrl: database.url, walSince };
  assert.deepEqual(await searchForCanaries([canary, other], places), []);
  const sql = 'insert into deployment_values (name, value) values ($1, $2)';
  await client.query(sql, ['planted', `a "${canary}" b`]);
  const there = await searchForCanaries([other, canary], places);
  assert.deepEqual(
    there.map(({ where }) => where.replace(/.*\//, '').replace(/^[0-9A-F]{24}$/, 'log')),
    ['table deployment_values', ...there.slice(1).map(() => 'log')],
  );
  assert.ok(there.length > 1 && there.every((found) => found.canary === 1));
  await client.query('delete from deployment_values where name = $1', ['planted']);
  await client.end();
  const gone = await searchForCanaries([canary], places);
  assert.ok(gone.length > 0 && gone.every(({ where }) => !where.startsWith('table')));
  assert.deepEqual(await searchForCanaries([canary], { databaseUrl: database.url }), []);
});

test('a folder is searched to its last byte, also where one piece of reading ends and the next begins', async (t) => {
  const dataDir = folderOf(t);
  mkdirSync(path.join(dataDir, 'deep/er'), { recursive: true });
  writeFileSync(path.join(dataDir, 'plain'), 'nothing');
  const big = Buffer.alloc(8 * 1024 * 1024 + 8, 'x');
  big.write(canary, big.length - 16);
  writeFileSync(path.join(dataDir, 'deep/er/big'), big);
  const findings = await searchForCanaries([canary], { dataDir });
  assert.deepEqual(
    findings.map(({ where }) => path.relative(dataDir, where)),
    ['deep/er/big'],
  );
});

test('a heap is searched for what a program still holds, in long texts too, and not for what it has let go', async (t) => {
  const snapshotDir = folderOf(t);
  const program = `
    const canary = () => ['4929', '3016', '5527', '7718'].join('');
    let held = [JSON.stringify({ padding: 'x'.repeat(5000), number: canary() })];
    process.stdin.on('data', () => { held = []; process.stdout.write('dropped'); });
    process.stdout.write('held');`;
  const flags = heapSnapshotFlags(snapshotDir);
  const child = spawn(process.execPath, [...flags, '--eval', program], { stdio: 'pipe' });
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const heapOf = { pid: child.pid ?? 0, snapshotDir };
  const held = await searchForCanaries([other, canary], { heapOf });
  assert.deepEqual(held, [{ canary: 1, form: 'as written', where: 'heap' }]);
  child.stdin.write('x');
  await once(child.stdout, 'data');
  assert.deepEqual(await searchForCanaries([canary], { heapOf }), []);
});

test('the memory of a process is searched also for what is no text of its engine', async (t) => {
  const program = `
    const bytes = Buffer.from(['4929', '3016', '5527', '7718'].join(''));
    process.stdin.on('data', () => { bytes.fill(0); process.stdout.write('wiped'); });
    process.stdout.write('held');`;
  const child = spawn(process.execPath, ['--eval', program], { stdio: 'pipe' });
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const found = await searchForCanaries([other, canary], { memoryOf: child.pid ?? 0 });
  assert.deepEqual(
    found.map(({ canary: place, form }) => [place, form]),
    [[1, 'as written']],
  );
});
