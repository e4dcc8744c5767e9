import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  readRuntimeFile,
  removeRuntimeFile,
  writeRuntimeFile,
} from '../../src/kit/runtime-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'hundi-runtime-'));
after(() => {
  rmSync(folder, { recursive: true });
});
const dataDir = join(folder, 'data');
const facts = {
  pid: process.pid,
  address: 'http://127.0.0.1:8080',
  databaseUrl: 'postgresql://hundi@localhost/hundi',
  bank: { url: 'http://127.0.0.1:8081', controlKey: 'secret' },
};

test('what a running server wrote is read back, by its owner only', () => {
  assert.equal(readRuntimeFile(dataDir), undefined);
  writeRuntimeFile(dataDir, facts);
  assert.deepEqual(readRuntimeFile(dataDir), facts);
  assert.equal(statSync(join(dataDir, 'runtime.json')).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(dataDir), ['runtime.json']);
});

test('the file of a server that is gone, or is no such file, counts as nothing', () => {
  writeRuntimeFile(dataDir, { ...facts, pid: 2 ** 30 });
  assert.equal(readRuntimeFile(dataDir), undefined);
  for (const text of ['', '{', '[]', 'null', '{"pid":1}']) {
    writeFileSync(join(dataDir, 'runtime.json'), text);
    assert.equal(readRuntimeFile(dataDir), undefined);
  }
});

test('a server removes its own file and no other', () => {
  writeRuntimeFile(dataDir, { ...facts, pid: process.ppid });
  removeRuntimeFile(dataDir);
  assert.equal(readRuntimeFile(dataDir)?.pid, process.ppid);
  writeRuntimeFile(dataDir, facts);
  removeRuntimeFile(dataDir);
  assert.deepEqual(readdirSync(dataDir), []);
});
