/** Many callers and several processes on one wallet, by every contract at once: what is paid is what there was. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DomainError } from '../../src/kit/errors.ts';
import type { CreateLane } from '../../src/payments/create-lane.ts';
import type { OrderDetails } from '../../src/payments/orders.ts';
import { sendMoney } from '../../src/transfers/move-money.ts';
import type { CarryDeps } from '../../src/transfers/carry-on.ts';
import { assertBooksAreRight } from '../payments/gateway.ts';
import { openBazaar, type Bazaar, type Owner } from './transfer-kit.ts';

const affordable = 25;
const callers = 100;
const rounds = 3;

const beside: OrderDetails = {
  ...{ referenceId: null, customerName: null, customerEmail: null, customerMobile: null },
  ...{ requestedMode: null, callbackUrl: null, returnUrl: null, meta: null },
};

/** One try to spend 100.00 of the wallet, by the contract whose turn it is; true when it was paid. */
async function spend(
  bazaar: Bazaar,
  [payer, payee]: readonly [Owner, Owner],
  process: { readonly deps: CarryDeps; readonly create: CreateLane },
  nth: number,
): Promise<boolean> {
  const contract = (['xoompe', 'xpayout', 'xprizo'] as const)[nth % 3] ?? 'xprizo';
  if (contract !== 'xprizo') {
    const details = contract === 'xpayout' ? { details: beside } : {};
    const wish = bazaar.payout(payer, { contract, amountMinor: 100_00n, ...details });
    return (await process.create.submit(wish)).kind === 'created';
  }
  try {
    await sendMoney(process.deps, bazaar.order(payer, payee), 'commit');
    return true;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'payout.insufficient_funds') return false;
    throw error;
  }
}

test('three contracts in two processes spend one wallet to its last rupee and not further', async (t) => {
  const bazaar = await openBazaar(t);
  const processes = [1, 2].map(() => ({
    deps: bazaar.another(),
    create: bazaar.lane(),
  }));
  for (let round = 0; round < rounds; round += 1) {
    const payer = await bazaar.owner(BigInt(affordable) * 100_00n);
    const payee = await bazaar.owner(0n);
    const order = Array.from({ length: callers }, (_, nth) => nth);
    const paid = await Promise.all(
      order.map((nth) => {
        const process = processes[nth % 2];
        assert.ok(process !== undefined);
        return spend(bazaar, [payer, payee], process, nth);
      }),
    );
    assert.equal(paid.filter(Boolean).length, affordable);
    assert.equal(await bazaar.available(payer), 0n);
  }
  await bazaar.untilQuiet();
  await assertBooksAreRight(bazaar.pool);
});
