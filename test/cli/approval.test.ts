/** Transfers as an operator looks at them and decides, each command in a process of its own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestMoney } from '../../src/transfers/move-money.ts';
import { assertBooksAreRight } from '../payments/gateway.ts';
import { openBazaar } from '../transfers/transfer-kit.ts';
import { cliWith, documentOf, errorOf } from './cli-kit.ts';

test('an operator lists what waits, accepts one, refuses another, and sees what came of it', async (t) => {
  const bazaar = await openBazaar(t);
  const cli = cliWith({ DATABASE_URL: bazaar.url });
  const say = async (...words: string[]) => documentOf(await cli(...words, '--json'));
  const asha = await bazaar.owner(150_00n);
  const ravi = await bazaar.owner(0n);
  const wishes = [1, 2].map(() => bazaar.order(asha, ravi, { creator: ravi }));
  for (const wish of wishes) await requestMoney(bazaar.deps, wish);
  const payer = String(asha.merchantNo);
  const keys = async (status: string) => {
    const { transfers } = await say('approval', 'list', payer, '--status', status);
    return (transfers as { approvalKey: string }[]).map(({ approvalKey }) => approvalKey);
  };
  const [first = '', second = ''] = wishes.map(({ approvalKey }) => approvalKey);
  assert.deepEqual(await keys('pending'), [second, first]);
  await say('approval', 'accept', first, '--once');
  await say('approval', 'reject', second, '--reason', 'Not theirs.');
  bazaar.worker();
  await bazaar.untilQuiet();
  assert.deepEqual(await keys('booked'), [first]);
  assert.deepEqual(await keys('rejected'), [second]);
  const shown = await cli('approval', 'show', first);
  assert.match(shown.stdout, /record +transfer\.sent +wallet:INR +in_transit:INR +100\.00/);
  assert.match(shown.stdout, /booked +accepted +cli/);
  const { transfer, arrivedAt } = await say('approval', 'show', second);
  assert.deepEqual(
    [(transfer as { statusReason: string }).statusReason, arrivedAt],
    [...['Not theirs.', null]],
  );
  const again = await cli('approval', 'cancel', first, '--reason', 'Late.', '--json');
  assert.equal(again.code, 4);
  assert.match(errorOf(again).message, /booked/);
  assert.equal((await cli('approval', 'show', 'DEP000000000000')).code, 4);
  assert.equal(await bazaar.available(ravi), 100_00n);
  await assertBooksAreRight(bazaar.pool);
});
