/** A payer agrees when things are no more as they were when it was asked: something was closed or switched off. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { transaction } from '../../src/db/connection.ts';
import { disableMerchant } from '../../src/merchants/change-merchant.ts';
import { setWalletStatus, type Wallet } from '../../src/merchants/wallets.ts';
import { offSwitchesOf } from '../../src/switches/off-switches.ts';
import { acceptTransfer, refuseTransfer } from '../../src/transfers/end-approval.ts';
import { requestMoney } from '../../src/transfers/move-money.ts';
import { openTransferLane } from '../../src/transfers/transfer-lane.ts';
import { isShardedRun } from '../kit/test-server.ts';
import { assertBooksAreRight } from '../payments/gateway.ts';
import { openBazaar, refusalOf, toldOf, type Bazaar, type Owner } from './transfer-kit.ts';

const nobody = { profileNo: null, name: 'test' } as const;
const notServed = 'order.service_unavailable';

const close = ({ pool }: Bazaar, { wallet }: { readonly wallet: Pick<Wallet, 'walletNo'> }) =>
  transaction(pool, (tx) => setWalletStatus(tx, wallet, 'inactive'));
const disable = ({ pool }: Bazaar, { merchantId }: Owner) =>
  disableMerchant(pool, { merchantId, actor: 'test', nowMs: Date.now() });

const changes: readonly [
  what: string,
  change: (bazaar: Bazaar, payer: Owner, payee: Owner) => Promise<unknown>,
][] = [
  ['the wallet of the payee was closed', (bazaar, _payer, payee) => close(bazaar, payee)],
  ['the wallet of the payer was closed', (bazaar, payer) => close(bazaar, payer)],
  ['the payee was disabled', (bazaar, _payer, payee) => disable(bazaar, payee)],
  ['the payer was disabled', (bazaar, payer) => disable(bazaar, payer)],
];

async function asked(t: TestContext) {
  const bazaar = await openBazaar(t);
  const asha = await bazaar.owner(500_00n);
  const ravi = await bazaar.owner(0n);
  const moved = await requestMoney(bazaar.deps, bazaar.order(asha, ravi));
  return { bazaar, asha, ravi, moved, waiting: await bazaar.find(asha, moved) };
}

for (const [what, change] of changes)
  test(`after ${what} nothing is paid: it waits on, or is cancelled when asked for once`, async (t) => {
    const { bazaar, asha, ravi, moved, waiting } = await asked(t);
    await change(bazaar, asha, ravi);
    const accept = (once: boolean) =>
      refusalOf(acceptTransfer(bazaar.deps, waiting, { actor: nobody, once }));
    assert.equal(await accept(false), notServed);
    assert.equal((await bazaar.find(asha, moved)).transfer.status, 'pending');
    assert.equal(await accept(true), notServed);
    assert.equal((await bazaar.find(asha, moved)).transfer.status, 'cancelled');
    assert.equal(await accept(true), 'transaction.closed');
    assert.equal(await bazaar.available(asha), 500_00n);
    assert.equal((await toldOf(bazaar, moved)).length, 2);
    await assertBooksAreRight(bazaar.pool);
  });

test('what waits for a wallet that was closed can be taken back', async (t) => {
  const { bazaar, asha, ravi, moved, waiting } = await asked(t);
  await close(bazaar, ravi);
  await refuseTransfer(bazaar.deps, waiting, { kind: 'cancel', actor: nobody, reason: 'No.' });
  assert.equal((await bazaar.find(asha, moved)).transfer.status, 'cancelled');
});

test('while transfers are switched off what was asked for waits on, or is cancelled when asked for once', async (t) => {
  const { bazaar, asha, moved, waiting } = await asked(t);
  const off = offSwitchesOf([{ kind: 'method', name: 'transfer' }]);
  const transfers = openTransferLane({
    ...{ url: bazaar.url, oneMerchantPerCommit: isShardedRun, eventOf: ({ stage }) => stage },
    off: () => Promise.resolve(off),
  });
  t.after(() => transfers.close());
  const accept = (once: boolean) =>
    refusalOf(acceptTransfer({ ...bazaar.deps, transfers }, waiting, { actor: nobody, once }));
  assert.equal(await accept(false), notServed);
  assert.equal((await bazaar.find(asha, moved)).transfer.status, 'pending');
  assert.equal(await accept(true), notServed);
  assert.equal((await bazaar.find(asha, moved)).transfer.status, 'cancelled');
  assert.equal(await bazaar.available(asha), 500_00n);
});
