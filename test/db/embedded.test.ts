import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { lchownSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DataFolderInUseError,
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/db/embedded/embedded-postgres.ts';
import { processesOn, signal } from '../../src/db/embedded/processes.ts';
import { ask } from '../kit/ask.ts';
import { isAlive } from '../../src/kit/is-alive.ts';

const isRoot = process.getuid?.() === 0;
const home = mkdtempSync(join(tmpdir(), 'hundi-embedded-'));
chmodSync(home, 0o755);
const running = new Set<EmbeddedPostgres>();
const owners = new Set<ChildProcess>();
after(async () => {
  for (const owner of owners) owner.kill('SIGKILL');
  for (const postgres of running) await postgres.stop();
  rmSync(home, { recursive: true, force: true });
});

async function start(dataDir: string, onLog?: (line: string) => void): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, ...(onLog ? { onLog } : {}) });
  running.add(postgres);
  return postgres;
}

async function stop(postgres: EmbeddedPostgres): Promise<void> {
  await postgres.stop();
  running.delete(postgres);
}

type Owner = { child: ChildProcess; url: string; postmasterPid: number };

// A process that owns a server until it is killed.
const ownerProgram = `
  import { startEmbeddedPostgres } from '${import.meta.resolve('../../src/db/embedded/embedded-postgres.ts')}';
  const postgres = await startEmbeddedPostgres({ dataDir: process.argv[1] });
  console.log(JSON.stringify({ url: postgres.url, postmasterPid: postgres.pid() }));
`;

function spawnOwner(dataDir: string): ChildProcess {
  const args = ['--input-type=module', '--eval', ownerProgram, dataDir];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  owners.add(child);
  return child;
}

async function startOwner(dataDir: string): Promise<Owner> {
  const child = spawnOwner(dataDir);
  assert.ok(child.stdout);
  const [text] = (await once(child.stdout, 'data')) as [Buffer];
  const told = JSON.parse(text.toString()) as { url: string; postmasterPid: number };
  return { child, ...told };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function eventually(what: string, limitMs: number, holds: () => boolean | Promise<boolean>) {
  for (let waitedMs = 0; waitedMs <= limitMs; waitedMs += 25) {
    if (await holds()) return;
    await sleep(25);
  }
  assert.fail(`not within ${limitMs} ms: ${what}`);
}

const remember = "create table kept as select 'money' as answer";
const recall = 'select answer from kept';

test('the first start makes a safe database that only its folder leads to, the second keeps it', async () => {
  const dataDir = join(home, 'kept');
  const first = await start(dataDir);
  const facts = await ask(
    first.url,
    `select concat_ws(' ', current_database(), current_user, current_setting('server_encoding'),
            datlocprovider, datlocale, current_setting('data_checksums'), current_setting('fsync'),
            current_setting('full_page_writes'), current_setting('synchronous_commit'),
            '[' || current_setting('listen_addresses') || ']') as answer
       from pg_database where datname = current_database()`,
  );
  assert.equal(facts, 'hundi hundi UTF8 b C.UTF-8 on on on on []');
  assert.equal(statSync(first.socketDir).mode & 0o777, 0o700);
  await ask(first.url, remember);
  await stop(first);
  const pgData = join(dataDir, 'postgres');
  await eventually('the server is gone', 10_000, () => processesOn(pgData).length === 0);

  const second = await start(dataDir);
  assert.equal(await ask(second.url, recall), 'money');
  await stop(second);
});

test('a second start on a folder in use is refused and names the process', async () => {
  const dataDir = join(home, 'kept');
  const owner = await startOwner(dataDir);
  await assert.rejects(start(dataDir), (error) => {
    assert.ok(error instanceof DataFolderInUseError);
    assert.equal(error.pid, owner.child.pid);
    assert.match(error.message, new RegExp(`\\b${owner.child.pid}\\b`));
    return true;
  });
  assert.equal(await ask(owner.url, recall), 'money', 'the first is not disturbed');
  await kill(owner.child);

  const mine = await start(dataDir);
  await assert.rejects(start(dataDir), { name: 'DataFolderInUseError', pid: process.pid });
  await stop(mine);
});

test('when the owner is killed the watchdog stops the server', async () => {
  const dataDir = join(home, 'kept');
  const pgData = join(dataDir, 'postgres');
  const owner = await startOwner(dataDir);
  await kill(owner.child);
  await eventually('the server is gone', 3_000, () => processesOn(pgData).length === 0);
  assert.equal(existsSync(join(pgData, 'postmaster.pid')), false, 'it was stopped, not killed');
});

test('a start right after the owner was killed takes over at once, with all that was committed', async () => {
  const dataDir = join(home, 'kept');
  const owner = await startOwner(dataDir);
  await ask(owner.url, "insert into kept values ('late money')");
  await kill(owner.child);
  const next = await start(dataDir);
  assert.notEqual(next.pid(), owner.postmasterPid);
  assert.equal(await ask(next.url, 'select count(*)::int as answer from kept'), 2);
  await stop(next);
});

const hasProc = existsSync('/proc/self/task');

test(
  'an orphan that no watchdog stopped is stopped by the next start',
  { skip: !hasProc },
  async () => {
    const dataDir = join(home, 'kept');
    const owner = await startOwner(dataDir);
    const watchdog = childrenOf(owner.child.pid).filter((pid) => pid !== owner.postmasterPid);
    // Frozen, the owner cannot replace its watchdog.
    owner.child.kill('SIGSTOP');
    signal(watchdog, 'SIGKILL');
    await kill(owner.child);
    assert.ok(isAlive(owner.postmasterPid));
    const log: string[] = [];
    const next = await start(dataDir, (line) => log.push(line));
    assert.match(log.join('\n'), new RegExp(`process ${owner.postmasterPid}\\) was left running`));
    assert.equal(await ask(next.url, 'select count(*)::int as answer from kept'), 2);
    await stop(next);
  },
);

test('a killed server is back within two seconds, with and without its children', async () => {
  const postgres = await start(join(home, 'kept'));
  const pgData = join(home, 'kept', 'postgres');
  const victims = [() => [postgres.pid() ?? 0], () => processesOn(pgData)];
  for (const [round, choose] of victims.entries()) {
    const before = postgres.pid();
    signal(choose(), 'SIGKILL');
    await eventually('the server answers again', 2_000, async () => {
      if (postgres.pid() === before) return false;
      return ask(postgres.url, recall).then(
        (answer) => answer === 'money',
        () => false,
      );
    });
    assert.equal(postgres.restarts, round + 1);
  }
  await stop(postgres);
  assert.deepEqual(processesOn(pgData), []);
});

test('a first start that is killed half-way leaves nothing that a later start could trip over', async () => {
  const dataDir = join(home, 'killed');
  const child = spawnOwner(dataDir);
  await eventually(
    'the data folder is being made',
    5_000,
    () => entries(dataDir, '.new-').length > 0,
  );
  await kill(child);
  assert.equal(existsSync(join(dataDir, 'postgres')), false);
  const postgres = await start(dataDir);
  assert.equal(await ask(postgres.url, 'select 1 as answer'), 1);
  await stop(postgres);
});

test('a data folder with a path too long for a socket gets a short socket folder', async () => {
  const dataDir = join(home, 'deep'.repeat(20), 'folder'.repeat(10));
  const postgres = await start(dataDir);
  assert.ok(existsSync(join(dataDir, 'postgres')));
  assert.ok(Buffer.byteLength(join(postgres.socketDir, '.s.PGSQL.5432')) <= 103);
  assert.equal(await ask(postgres.url, 'select 1 as answer'), 1);
  await stop(postgres);
  rmSync(postgres.socketDir, { recursive: true });
});

test('as root, the server runs as another account', { skip: !isRoot }, async () => {
  const postgres = await start(join(home, 'kept'));
  const status = readFileSync(`/proc/${postgres.pid()}/status`, 'utf8');
  assert.doesNotMatch(status, /^Uid:\s+0\b/m);
  await stop(postgres);
});

test('as root, data of another account is served as that account', { skip: !isRoot }, async () => {
  const dataDir = join(home, 'others');
  const nobody = 65_534;
  const first = await start(dataDir);
  await ask(first.url, remember);
  await stop(first);
  for (const name of ['.', ...readdirSync(dataDir, { recursive: true, encoding: 'utf8' })]) {
    lchownSync(join(dataDir, name), nobody, nobody);
  }
  chmodSync(dataDir, 0o700);
  const second = await start(dataDir);
  assert.equal(statSync(`/proc/${second.pid()}`).uid, nobody);
  assert.equal(await ask(second.url, recall), 'money');
  await stop(second);
});

test(
  'as root, a data folder that no other account can enter keeps its data outside, for ever',
  { skip: !isRoot },
  async () => {
    const closed = join(home, 'closed');
    const dataDir = join(closed, 'data');
    mkdirSync(dataDir, { recursive: true });
    chmodSync(closed, 0o700);
    const log: string[] = [];
    const first = await start(dataDir, (line) => log.push(line));
    const outside = readFileSync(join(dataDir, 'postgres.location'), 'utf8').trim();
    try {
      assert.match(log.join('\n'), new RegExp(`cannot enter ${dataDir}.*kept in ${outside}`));
      await ask(first.url, remember);
      await stop(first);
      chmodSync(closed, 0o755);
      const second = await start(dataDir);
      assert.equal(await ask(second.url, recall), 'money');
      await stop(second);
    } finally {
      await first.stop();
      rmSync(outside, { recursive: true, force: true });
    }
  },
);

function entries(folder: string, part: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.includes(part)) : [];
}

function childrenOf(pid: number | undefined): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .map((child) => Number.parseInt(child, 10));
}
