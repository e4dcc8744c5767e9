/** A process that goes between the two commits of a transfer leaves a promise, and any other one keeps it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DomainError } from '../../src/kit/errors.ts';
import { acceptTransfer } from '../../src/transfers/end-approval.ts';
import { requestMoney, sendMoney } from '../../src/transfers/move-money.ts';
import { assertBooksAreRight } from '../payments/gateway.ts';
import { openBazaar, toldOf, type Bazaar } from './transfer-kit.ts';

const nobody = { profileNo: null, name: 'test' } as const;

/** The first commit happens, and the process does not come to the second. */
function dying(bazaar: Bazaar) {
  const gone = { submit: () => Promise.reject(new DomainError('service.unavailable')) };
  return {
    afterPayer: { ...bazaar.deps, incoming: gone as unknown as typeof bazaar.deps.incoming },
    afterPayee: { ...bazaar.deps, transfers: gone as unknown as typeof bazaar.deps.transfers },
  };
}

test('what has left the payer arrives in the next life, once', async (t) => {
  const bazaar = await openBazaar(t);
  const asha = await bazaar.owner(1_000_00n);
  const ravi = await bazaar.owner(0n);
  const moved = await sendMoney(dying(bazaar).afterPayer, bazaar.order(asha, ravi), 'commit');
  assert.equal(await bazaar.available(asha), 900_00n);
  assert.equal(await bazaar.available(ravi), 0n);
  await assertBooksAreRight(bazaar.pool);
  bazaar.pass(1);
  bazaar.worker();
  bazaar.worker();
  await bazaar.untilQuiet();
  assert.equal(await bazaar.available(ravi), 100_00n);
  assert.equal((await bazaar.find(asha, moved)).transfer.version, 1);
  assert.equal(bazaar.errors.length, 1);
  await assertBooksAreRight(bazaar.pool);
});

test('a request that did not come to its payer gets there, is told once, and can then be paid', async (t) => {
  const bazaar = await openBazaar(t);
  const asha = await bazaar.owner(1_000_00n);
  const ravi = await bazaar.owner(0n);
  const order = bazaar.order(asha, ravi, { creator: ravi });
  const moved = await requestMoney(dying(bazaar).afterPayee, order);
  await assert.rejects(bazaar.find(asha, moved));
  await assertBooksAreRight(bazaar.pool);
  bazaar.pass(1);
  bazaar.worker();
  bazaar.worker();
  const waiting = await untilThere(bazaar, asha, moved);
  assert.deepEqual(await toldOf(bazaar, moved), [`new ${order.reference}`]);
  await acceptTransfer(bazaar.deps, waiting, { actor: nobody, once: false });
  assert.equal(await bazaar.available(ravi), 100_00n);
  await bazaar.untilQuiet();
  await assertBooksAreRight(bazaar.pool);
});

async function untilThere(bazaar: Bazaar, ...[payer, moved]: Parameters<Bazaar['find']>) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await bazaar.find(payer, moved);
    } catch (error) {
      if (tries > 400) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

test('two processes that bring the same arrival at the same time credit it once', async (t) => {
  const bazaar = await openBazaar(t);
  const asha = await bazaar.owner(1_000_00n);
  const ravi = await bazaar.owner(0n);
  const moved = await sendMoney(dying(bazaar).afterPayer, bazaar.order(asha, ravi), 'commit');
  const { transfer, beside } = await bazaar.find(asha, moved);
  assert.ok(beside !== undefined);
  const { arrive } = await import('../../src/transfers/carry-on.ts');
  const others = [bazaar.deps, bazaar.another(), bazaar.another()];
  await Promise.all([...others, ...others].map((deps) => arrive(deps, transfer, beside)));
  assert.equal(await bazaar.available(ravi), 100_00n);
  await assertBooksAreRight(bazaar.pool);
});
