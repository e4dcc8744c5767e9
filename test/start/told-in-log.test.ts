import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase } from '../kit/database.ts';
import { neitherCardsNorPhones, newDataFolder, startGateway } from '../kit/gateway-process.ts';

test('the log names each provider whose book cannot be read, and the signal that ended the process', async (t) => {
  const folder = await newDataFolder();
  const database = await createTestDatabase();
  const gateway = await startGateway({
    ...neitherCardsNorPhones,
    ...{ DATABASE_URL: database.url, HUNDI_DATA_DIR: folder.path, HUNDI_LOG_LEVEL: 'info' },
    ...{ HUNDI_BANK_URL: 'http://127.0.0.1:1', HUNDI_BANK_API_KEY: 'key' },
    HUNDI_BANK_CALLBACK_SECRET: 'secret',
  });
  t.after(async () => {
    gateway.signal('SIGKILL');
    await gateway.exited;
    await database.drop();
    await folder.remove();
  });
  const lines = () =>
    gateway
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const unread = () =>
    lines()
      .filter(({ msg }) => String(msg).includes('cannot be read now'))
      .map(({ provider }) => provider)
      .sort();
  for (let tries = 0; tries < 100 && unread().length < 2; tries++) await sleep(100);
  assert.deepEqual(unread(), ['sandbox-bank', 'sandbox-upi']);

  gateway.signal('SIGTERM');
  assert.equal(await gateway.exited, 0);
  assert.equal(lines().at(-1)?.['signal'], 'SIGTERM');
});
