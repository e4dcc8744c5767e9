import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { clearPin, Pins, setPin } from '../../src/identity/pins.ts';
import { DomainError } from '../../src/kit/errors.ts';
import { newId, type MerchantId } from '../../src/kit/ids.ts';
import { createMerchant } from '../../src/merchants/create-merchant.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';

let database: TestDatabase;
let pool: Pool;
before(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url, 'test', 8);
});
after(async () => {
  await pool.end();
  await database.drop();
});

const now = new Date('2026-04-07T09:30:00Z');
const minutesLater = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

async function openProfile(pin?: string): Promise<MerchantId> {
  const merchantId = newId<'merchant'>(now.getTime());
  const order = { merchantId, actor: 'test', nowMs: now.getTime() };
  await createMerchant(pool, { ...order, name: 'Payer', environment: 'sandbox' });
  if (pin !== undefined) await setPin(pool, order, pin);
  return merchantId;
}

/** `ok`, or the code of the refusal. */
async function tried(pins: Pins, merchantId: MerchantId, pin?: string, at = now): Promise<string> {
  try {
    await pins.check(merchantId, pin, at);
    return 'ok';
  } catch (error) {
    assert.ok(error instanceof DomainError);
    return error.code;
  }
}

test('a profile without a pin needs none, one with a pin needs exactly that', async () => {
  const pins = new Pins(pool);
  assert.equal(await tried(pins, await openProfile()), 'ok');
  const payer = await openProfile('2468');
  assert.equal(await tried(pins, payer), 'pin.refused');
  assert.equal(await tried(pins, payer, '2469'), 'pin.refused');
  assert.equal(await tried(pins, payer, '2468'), 'ok');
  assert.equal(await tried(pins, payer, '2468'), 'ok');
  assert.equal(await tried(pins, payer, '2469'), 'pin.refused');
  const order = { merchantId: payer, actor: 'test', nowMs: now.getTime() };
  await setPin(pool, order, '1357');
  assert.equal(await tried(pins, payer, '2468'), 'pin.refused');
  await clearPin(pool, order);
  assert.equal(await tried(pins, payer), 'ok');
});

test('five failures in a row lock a pin for a quarter of an hour, whatever process they came to', async () => {
  const processes = [new Pins(pool), new Pins(pool)] as const;
  const payer = await openProfile('2468');
  assert.equal(await tried(processes[0], payer, '2468'), 'ok');
  const guesses = Array.from({ length: 12 }, (_, index) =>
    tried(processes[index % 2 === 0 ? 0 : 1], payer, `000${String(index)}`),
  );
  const answers = await Promise.all(guesses);
  assert.equal(answers.filter((answer) => answer === 'pin.refused').length, 5);
  assert.equal(answers.filter((answer) => answer === 'pin.locked').length, 7);
  assert.equal(await tried(processes[0], payer, '2468', minutesLater(14)), 'pin.locked');
  assert.equal(await tried(processes[0], payer, '2468', minutesLater(16)), 'ok');
});

test('a success in between begins the count anew, and many right ones at once all pass', async () => {
  const pins = new Pins(pool);
  const payer = await openProfile('2468');
  for (const pin of ['1', '2', '3', '4', '2468', '1', '2', '3', '4'])
    assert.equal(await tried(pins, payer, pin), pin === '2468' ? 'ok' : 'pin.refused');
  const all = await Promise.all(Array.from({ length: 20 }, () => tried(pins, payer, '2468')));
  assert.deepEqual(new Set(all), new Set(['ok']));
});
