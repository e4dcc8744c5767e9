/** A card that goes through the whole gateway is nowhere afterwards: not in the database, its log, the files or the lines printed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { searchForCanaries, walPosition } from '../../kit/canaries.ts';
import { cardDeposit, depositWorld, type Json, type Shop } from './deposit-world.ts';

const world = depositWorld();

// Put together only here, so that no text of a program holds it whole.
const canary = ['5500', '6700', '0000', '1002'].join('');

async function deposit(shop: Shop, reference: string, fields: Json = {}): Promise<Json> {
  const { walletNo } = shop.wallet('USD');
  const order = { person: 'Canary', number: canary, ...fields };
  const body = cardDeposit(walletNo, reference, order);
  return (await world().call(shop, 'POST', '/Transaction/CardDeposit', body)).body;
}

test('after success, decline, challenge, a lost answer and bad requests there is no trace of it', async () => {
  const { databaseUrl, acquirer } = world();
  const walSince = await walPosition(databaseUrl);
  const shop = await world().shop();
  const seen: Json[] = [];
  for (const [reference, amount] of [
    ['OK', 1],
    ['DECLINED', 3],
    ['CHALLENGE', 5],
  ] as const)
    seen.push(await deposit(shop, reference, { amount }));
  assert.deepEqual(
    seen.map(({ status }) => status),
    ['Active', 'Rejected', 'Redirect'],
  );
  await acquirer.rule('execute-then-drop', { times: 1 });
  // The acquirer's callback may be there before its answer is given up.
  const lost = (await deposit(shop, 'LOST', { amount: 1 }))['status'];
  assert.ok(lost === 'Pending' || lost === 'Active', String(lost));
  await world().status(shop, 'USD', 'LOST', 'Active');
  seen.push(await deposit(shop, 'OK'), await deposit(shop, 'BAD', { amount: 'x' }));
  seen.push(await deposit(shop, 'TAKEN', { person: 'Somebody Else' }));
  seen.push(await deposit(shop, 'CVV', { cvv: 1 }));
  const logs = [...world().printed, ...seen.map((body) => JSON.stringify(body))];
  const found = await searchForCanaries([canary], { databaseUrl, walSince, logs });
  assert.deepEqual(found, []);
  assert.deepEqual(await searchForCanaries([canary], { dataDir: world().cardsDir }), []);
});
