/** A program of the sandbox that ends on its own is told of, and is back. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPool } from '../../src/db/connection.ts';
import { startSandboxBank } from '../../src/sandbox-bank.ts';
import { createTestDatabase } from '../kit/database.ts';
import { newDataFolder } from '../kit/gateway-process.ts';

const children = () =>
  readFileSync(`/proc/${String(process.pid)}/task/${String(process.pid)}/children`, 'utf8')
    .split(' ')
    .filter((pid) => pid.trim() !== '')
    .map(Number);

test(
  'a sandbox bank that is killed is told of with its signal, and that it is back; one that is stopped is not',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const database = await createTestDatabase();
    const folder = await newDataFolder();
    const db = openPool(database.url, 'test', 1);
    const lines: string[] = [];
    const before = children();
    const bank = await startSandboxBank({
      ...{ db, dataDir: folder.path, port: 0, settleMs: 50, collectVpa: '' },
      ...{ callbackUrl: 'http://127.0.0.1:1/', collectionCallbackUrl: 'http://127.0.0.1:1/' },
      onLog: (line) => lines.push(line),
    });
    t.after(async () => {
      await bank.stop();
      await db.end();
      await database.drop();
      await folder.remove();
    });
    const [pid] = children().filter((each) => !before.includes(each));
    assert.ok(pid !== undefined);
    process.kill(pid, 'SIGKILL');
    for (let tries = 0; tries < 300 && lines.length < 2; tries++) await sleep(100);
    assert.match(lines[0] ?? '', /^the sandbox bank ended unexpectedly \(SIGKILL\); it is started/);
    assert.match(lines[1] ?? '', /^the sandbox bank answers again on port \d+\.$/);
    await bank.stop();
    assert.equal(lines.length, 2, lines.join('\n'));
  },
);
