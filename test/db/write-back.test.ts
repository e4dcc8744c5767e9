/** What the server's files grow by is on the disk soon, and a disk that refuses it is heard of. */
import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test, type TestContext } from 'node:test';
import { startEmbeddedPostgres } from '../../src/db/embedded/embedded-postgres.ts';
import { ask } from '../kit/ask.ts';
import { startWriteBack } from '../../src/db/embedded/write-back.ts';

function dataFolder(t: TestContext) {
  const pgData = mkdtempSync(join(tmpdir(), 'write-back-'));
  t.after(() => {
    rmSync(pgData, { recursive: true, force: true });
  });
  const database = join(pgData, 'base', '16384');
  mkdirSync(database, { recursive: true });
  const fileOf = (name: string) => join(database, name);
  for (const name of ['16400', '16401.1', '16400_fsm', 'PG_VERSION'])
    writeFileSync(fileOf(name), 'page');
  return { pgData, fileOf };
}

/** Starts it with a disk that notes what it is given; each pass takes a few milliseconds. */
function started(t: TestContext, pgData: string, disk: (file: string) => Promise<void>) {
  const lost: Error[] = [];
  const writeBack = startWriteBack({
    pgData,
    everyMs: 5,
    lookEveryMs: 50,
    write: disk,
    onLost: (error) => lost.push(error),
  });
  t.after(() => writeBack.stop());
  return { writeBack, lost };
}

async function until(isSo: () => boolean, limitMs = 10_000): Promise<void> {
  const deadlineMs = performance.now() + limitMs;
  while (!isSo()) {
    assert.ok(performance.now() < deadlineMs, `It did not happen within ${String(limitMs)} ms.`);
    await sleep(5);
  }
}

void test('rows and indexes are written when they have changed, after a long rest too, and what rests is left alone', async (t) => {
  const { pgData, fileOf } = dataFolder(t);
  const written = new Set<string>();
  started(t, pgData, (file) => {
    written.add(basename(file));
    return Promise.resolve();
  });
  await until(() => written.size >= 2);
  await sleep(1_000);
  assert.deepEqual([...written].sort(), ['16400', '16401.1']);

  written.clear();
  await sleep(200);
  assert.deepEqual([...written], [], 'at rest');

  appendFileSync(fileOf('16400'), 'more');
  await until(() => written.size >= 1);
  await sleep(50);
  assert.deepEqual([...written], ['16400']);
});

void test('a table that is dropped meanwhile is nobody’s fault', async (t) => {
  const { pgData, fileOf } = dataFolder(t);
  const written: string[] = [];
  const { lost } = started(t, pgData, (file) => {
    written.push(basename(file));
    return Promise.resolve();
  });
  await until(() => written.length >= 2);
  rmSync(fileOf('16400'));
  written.length = 0;
  appendFileSync(fileOf('16401.1'), 'more');
  await until(() => written.includes('16401.1'));
  assert.deepEqual(lost, []);
});

void test('an error of the disk is told once, and nothing is written after it', async (t) => {
  const { pgData, fileOf } = dataFolder(t);
  let asked = 0;
  const { lost } = started(t, pgData, () => {
    asked += 1;
    return Promise.reject(new Error('EIO: i/o error, fdatasync'));
  });
  await until(() => lost.length > 0);
  appendFileSync(fileOf('16400'), 'more');
  await sleep(50);
  assert.equal(asked, 1);
  assert.match(String(lost), /EIO/);
  assert.equal(lost.length, 1);
});

void test('with the disk itself, files that grow are synced, and it has nothing against it', async (t) => {
  const { pgData, fileOf } = dataFolder(t);
  const handle = await open(fileOf('PG_VERSION'));
  const { mock } = t.mock.method(Object.getPrototypeOf(handle) as typeof handle, 'datasync');
  await handle.close();
  const lost: Error[] = [];
  const writeBack = startWriteBack({
    ...{ pgData, everyMs: 5, lookEveryMs: 10 },
    onLost: (error) => lost.push(error),
  });
  for (let nth = 0; nth < 10; nth++) {
    appendFileSync(fileOf('16400'), 'more');
    await sleep(10);
  }
  await writeBack.stop();
  assert.ok(mock.callCount() >= 2);
  assert.deepEqual(lost, []);
});

void test(
  'a disk that refuses what the server wrote ends the server, which recovers with all that was committed',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'write-back-'));
    // As root the server runs under another account.
    chmodSync(dataDir, 0o755);
    const lines: string[] = [];
    let isBroken = false;
    const postgres = await startEmbeddedPostgres({
      dataDir: join(dataDir, 'data'),
      writeToDisk: () =>
        isBroken ? Promise.reject(new Error('EIO: i/o error, fdatasync')) : Promise.resolve(),
      onLog: (line) => lines.push(line),
    });
    t.after(async () => {
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    });
    await ask(postgres.url, "create table kept as select 'money' as answer");
    const before = postgres.pid();
    isBroken = true;
    await until(() => postgres.restarts > 0 && (postgres.pid() ?? before) !== before, 30_000);
    let answer: unknown;
    while (answer === undefined)
      answer = await ask(postgres.url, 'select answer from kept').catch(() => sleep(50));
    assert.equal(answer, 'money');
    assert.match(lines.join('\n'), /The disk did not take what PostgreSQL wrote \(EIO/);
    assert.equal(postgres.restarts, 1, 'it is told once');
  },
);
