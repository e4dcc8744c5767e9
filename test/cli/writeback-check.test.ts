import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkWriteback, judgeWriteback } from '../../src/cli/writeback-check.ts';
import { readConfig } from '../../src/config.ts';

const gigabyte = 1024 ** 3;

test('The doctor warns of a kernel that lets gigabytes gather before it writes, and says what to set.', () => {
  const { result, sentence } = judgeWriteback({
    backgroundBytes: 0,
    backgroundPercent: 10,
    availableBytes: 20 * gigabyte,
  });
  assert.equal(result, 'warn');
  assert.match(sentence, /2048 MB gather .*vm\.dirty_background_bytes/);
});

test('A number of bytes counts before the ratio, and a small machine may gather little by the ratio alone.', () => {
  const small = { backgroundBytes: 8 * 1024 ** 2, backgroundPercent: 10, availableBytes: gigabyte };
  assert.deepEqual(judgeWriteback(small), {
    check: 'kernel',
    result: 'ok',
    sentence: 'Begins to write to the disk when 8 MB have gathered.',
  });
  const ratio = { backgroundBytes: 0, backgroundPercent: 5, availableBytes: gigabyte };
  assert.equal(judgeWriteback(ratio).result, 'ok');
});

test('Only a live deployment with the embedded PostgreSQL is told of its kernel.', async () => {
  const sandbox = readConfig({});
  assert.equal(await checkWriteback(sandbox), undefined);
  const live = { ...sandbox, environment: 'live' } as const;
  assert.equal(
    await checkWriteback({ ...live, databaseUrl: 'postgres://elsewhere/hundi' }),
    undefined,
  );
  if (process.platform === 'linux') assert.equal((await checkWriteback(live))?.check, 'kernel');
});
