/** The bank's book and ours, when the bank knows a payment that is none of ours. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestDatabase } from '../kit/database.ts';
import { neitherCardsNorPhones, newDataFolder, startGateway } from '../kit/gateway-process.ts';
import { readRuntimeFile } from '../../src/kit/runtime-file.ts';
import { cliWith, documentOf } from './cli-kit.ts';

test('a payment that is none of ours is a difference until finance says that it was dealt with', async (t) => {
  const folder = await newDataFolder();
  const database = await createTestDatabase();
  const places = { DATABASE_URL: database.url, HUNDI_DATA_DIR: folder.path };
  const gateway = await startGateway({ ...neitherCardsNorPhones, ...places });
  t.after(async () => {
    gateway.signal('SIGTERM');
    await gateway.exited;
    await database.drop();
    await folder.remove();
  });
  const cli = cliWith(places);
  const bank = readRuntimeFile(folder.path)?.bank;
  assert.ok(bank);
  const came = async (reference: string) => {
    const paid = await fetch(`${bank.url}/control/collections`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bank.controlKey}` },
      body: JSON.stringify({ reference, amount: '777.00' }),
    });
    assert.equal(paid.status, 201);
  };
  await came('SOMEBODY77');
  const differing = await cli('ledger', 'reconcile');
  assert.equal(differing.code, 1);
  assert.match(differing.stdout, /in +SOMEBODY77 +777\.00/);
  assert.match(differing.stdout, /docs\/finance\.md/);

  const except = ['ledger', 'reconcile', '--except', 'SOMEBODY77,OTHER'];
  const dealt = await cli(...except, '--json');
  assert.equal(dealt.code, 0);
  const { ok, differences, excepted } = documentOf(dealt);
  assert.deepEqual([ok, differences], [true, []]);
  assert.equal((excepted as { payment: string }[])[0]?.payment, 'SOMEBODY77');
  assert.match((await cli(...except)).stdout, /agree, but for 1 /);

  await came('SOMEBODY78');
  const another = await cli(...except);
  assert.equal(another.code, 1, 'no other is left out');
  assert.doesNotMatch(another.stdout, /SOMEBODY77 /);
});
