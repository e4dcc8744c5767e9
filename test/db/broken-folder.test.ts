/** What the operator is told when the disk or the folder of the embedded server is not as it should be. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  EmbeddedPostgresError,
  startEmbeddedPostgres,
} from '../../src/db/embedded/embedded-postgres.ts';
import { folderFaultOf } from '../../src/db/embedded/folder-faults.ts';
import { lockFolder } from '../../src/db/embedded/folder-lock.ts';
import { initialiseOnce } from '../../src/db/embedded/initialise.ts';

const home = mkdtempSync(join(tmpdir(), 'hundi-broken-'));
chmodSync(home, 0o755);
after(() => {
  rmSync(home, { recursive: true, force: true });
});

async function saidOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof EmbeddedPostgresError, `a sentence and no stack: ${String(error)}`);
  assert.ok(!error.message.includes('\n'), error.message);
  return error.message;
}

test('a data folder that can be no folder is named, with the reason', async () => {
  const file = join(home, 'file');
  writeFileSync(file, '');
  const beneath = await saidOf(startEmbeddedPostgres({ dataDir: join(file, 'data') }));
  assert.match(beneath, /data folder .*file\/data cannot be made: a part of its path is a file/);
  const itself = await saidOf(startEmbeddedPostgres({ dataDir: file }));
  assert.match(itself, /data folder .*file cannot be made: it is a file and no folder/);
});

test('a folder that takes no lock, or no word of who holds it, is named and left unlocked', async () => {
  const folder = join(home, 'locks');
  mkdirSync(join(folder, 'owner.pid'), { recursive: true });
  assert.match(await saidOf(lockFolder(folder)), /data folder .*locks cannot be written: EISDIR/);
  rmSync(join(folder, 'owner.pid'), { recursive: true });
  (await lockFolder(folder)).release();
  rmSync(join(folder, 'lock'));
  mkdirSync(join(folder, 'lock'));
  assert.match(await saidOf(lockFolder(folder)), /data folder .*locks cannot be written: unable/);
});

test('what the system or SQLite says of a folder has words that say what to do', () => {
  const fault = (more: object) => folderFaultOf(Object.assign(new Error('x'), more));
  assert.match(fault({ code: 'EROFS', path: '/x' }) ?? '', /read-only; mount it/);
  assert.match(fault({ code: 'ENOSPC', path: '/x' }) ?? '', /disk is full; make room/);
  assert.match(fault({ code: 'ENOSPC', syscall: 'write' }) ?? '', /disk is full/);
  assert.match(fault({ code: 'EACCES', path: '/x' }) ?? '', /may not write/);
  assert.match(fault({ code: 'ERR_SQLITE_ERROR', errcode: 8 }) ?? '', /read-only/);
  assert.match(fault({ code: 'ERR_SQLITE_ERROR', errcode: 13 }) ?? '', /disk is full/);
  assert.equal(fault({ code: 'EACCES', syscall: 'listen' }), undefined, 'that is about a port');
});

test('data that cannot be made for want of room says so', async () => {
  const binDir = join(home, 'bin');
  mkdirSync(binDir);
  writeFileSync(
    join(binDir, 'initdb'),
    `#!/bin/sh
cat >&2 <<'END'
2026-01-01 00:00:00.000 UTC [7] FATAL:  could not write to file "pg_wal/xlogtemp.7": No space left on device
child process exited with exit code 1
initdb: removing data directory "x"
END
exit 1
`,
    { mode: 0o755 },
  );
  const said = await saidOf(
    initialiseOnce({
      binaries: { binDir, majorVersion: '18' },
      pgData: join(home, 'postgres'),
      ...{ account: undefined, superuser: 'hundi', durable: false },
    }),
  );
  assert.match(said, /could not make its data folder: .*xlogtemp.*No space left on device; /);
  assert.ok(said.endsWith(`the disk of ${home} is full, make room there.`), said);
});

test('a server that stops while it starts is told with its reason and its log', async () => {
  const dataDir = join(home, 'stops');
  const sound = await startEmbeddedPostgres({ dataDir, durable: false });
  await sound.stop();
  const start = (setting: string) =>
    saidOf(
      startEmbeddedPostgres({ dataDir, durable: false, settings: { shared_buffers: setting } }),
    );
  const early = await start('many');
  assert.match(early, /stopped while starting: .*FATAL: .*"many"|"shared_buffers": "many"/);
  rmSync(join(dataDir, 'postgres/global/pg_filenode.map'));
  rmSync(join(dataDir, 'postgres/pg_xact/0000'));
  const late = await start('128MB');
  assert.match(
    late,
    /stopped while starting: (FATAL|PANIC): .*\. Its log is \/.*postgresql-\w+\.log\.$/,
  );
});
