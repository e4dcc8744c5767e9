/** What moved a wallet shows here, whichever contract asked for it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../../src/kit/ids.ts';
import { fundWallet } from '../../../src/merchants/fund-wallet.ts';
import { startNightShift } from '../../payments/worker-kit.ts';
import { onePercent } from '../../payments/samples.ts';
import { call, openGateway, openProfile, walletNoOf } from './gateway.ts';

interface Entry {
  readonly id: number;
  readonly reference: string;
  readonly tranTypeCode: string;
  readonly action: string;
  readonly realAmount: number;
  readonly amount: number;
  readonly feeAmount: number;
}

test('payouts of another contract and what was funded are entries of the wallet, and nobody else sees them', async (t) => {
  const shift = await startNightShift(t);
  const gateway = await openGateway({ databaseUrl: shift.url });
  t.after(() => gateway.close());
  const profile = await openProfile(gateway, { funds: { INR: 5_000_00n } });
  const stranger = await openProfile(gateway);
  const wish = { reference: 'INV-7', feePlan: onePercent, at: shift.clock.now() };
  const lane = shift.lane();
  const answer = await lane.submit(shift.order(profile.merchantId, wish));
  assert.equal(answer.kind, 'created');
  const wallet = String(walletNoOf(profile, 'INR'));
  const byReference = (by = profile, reference = 'INV-7') =>
    call(gateway, by, `/Wallet/TransactionByReference/${wallet}?reference=${reference}`);
  assert.equal((await byReference()).status, 400, 'what is on hold has not been booked');
  shift.worker();
  await shift.calm(profile.merchantId);

  const list = async (query = '') => {
    const reply = await call(gateway, profile, `/Wallet/Transactions/${wallet}${query}`);
    assert.equal(reply.status, 200, reply.text);
    return reply.body as { walletAccount: { trust: number }; transactions: Entry[] };
  };
  const { walletAccount, transactions } = await list();
  assert.equal(walletAccount.trust, 5_000 - 101.18);
  assert.deepEqual(
    transactions.map(({ id: _, ...entry }) => [
      ...[entry.reference, entry.tranTypeCode, entry.action],
      ...[entry.realAmount, entry.amount, entry.feeAmount],
    ]),
    [
      ['INV-7', 'UBW', 'Debit', -101.18, -100, 1.18],
      ['', 'UFD', 'Credit', 5_000, 5_000, 0],
    ],
  );
  const [payout, funding] = transactions;
  assert.deepEqual((await byReference()).body, payout);
  const one = await call(gateway, profile, `/Wallet/Transaction/${String(funding?.id)}`);
  assert.deepEqual(one.body, funding);

  assert.deepEqual((await list('?limit=1&offset=1')).transactions, [funding]);
  assert.deepEqual((await list('?fromDate=2999-01-01')).transactions, []);
  assert.deepEqual((await list('?toDate=2020-01-01')).transactions, []);
  assert.equal((await byReference(stranger)).status, 403);
  const foreign = await call(gateway, stranger, `/Wallet/Transaction/${String(funding?.id)}`);
  const nothing = await call(gateway, stranger, '/Wallet/Transaction/999999000000001');
  const message = (reply: typeof foreign) => (reply.body as { message: string }).message;
  assert.equal(message(foreign), message(nothing));
});

test('a wallet in another currency has entries of its own', async (t) => {
  const gateway = await openGateway();
  t.after(() => gateway.close());
  const profile = await openProfile(gateway, { funds: { INR: 10_00n, KES: 20_50n } });
  const at = new Date('2026-04-07T09:30:00.250Z');
  await fundWallet(gateway.pool, {
    actor: 'test',
    ...{ merchantId: profile.merchantId, fundingId: newId<'funding'>(0), at },
    money: { minor: 75n, currency: 'KES' },
  });
  const wallet = String(walletNoOf(profile, 'KES'));
  const days = 'fromDate=2026-04-07&toDate=2026-04-07';
  const reply = await call(gateway, profile, `/Wallet/Transactions/${wallet}?${days}`);
  const [entry, ...others] = (reply.body as { transactions: Record<string, unknown>[] })
    .transactions;
  assert.deepEqual(others, []);
  assert.deepEqual(
    [entry?.['date'], entry?.['amount'], entry?.['currencyCode']],
    [...['2026-04-07T09:30:00.2500000+00:00', 0.75, 'KES']],
  );
});

test('a payment between two wallets is an entry of each, under its reference and its number', async (t) => {
  const gateway = await openGateway({ worker: true });
  t.after(() => gateway.close());
  const payer = await openProfile(gateway, { funds: { KES: 100_00n } });
  const payee = await openProfile(gateway, { funds: { KES: 0n } });
  const [from, to] = [walletNoOf(payer, 'KES'), walletNoOf(payee, 'KES')];
  const body = {
    fromAccountId: Number(from),
    toAccountId: Number(to),
    amount: 40,
    reference: 'RENT',
  };
  const sent = await call(gateway, payer, '/Transaction/SendPayment?action=1', { body });
  assert.equal(sent.status, 200, sent.text);
  const { id } = sent.body as { id: number };
  const shown = async (by: typeof payer, path: string) => {
    const reply = await call(gateway, by, path);
    assert.equal(reply.status, 200, reply.text);
    const { action, amount, reference, tranTypeCode } = reply.body as Entry;
    return [action, amount, reference, tranTypeCode];
  };
  const byReference = (walletNo: bigint) =>
    `/Wallet/TransactionByReference/${String(walletNo)}?reference=RENT`;
  assert.deepEqual(await shown(payer, byReference(from)), ['Debit', -40, 'RENT', 'USP']);
  assert.deepEqual(await shown(payer, `/Wallet/Transaction/${String(id)}`), [
    ...['Debit', -40, 'RENT', 'USP'],
  ]);
  assert.deepEqual(await shown(payee, byReference(to)), ['Credit', 40, 'RENT', 'USP']);
});
