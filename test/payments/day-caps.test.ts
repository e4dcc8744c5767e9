/** The cap of a day is a sum of money, so it is of one currency. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../src/kit/ids.ts';
import { accountsIn } from '../../src/ledger/accounts.ts';
import { openAccounts } from '../../src/ledger/open-accounts.ts';
import { fundWallet } from '../../src/merchants/fund-wallet.ts';
import type { CreatePayout } from '../../src/payments/create-payout.ts';
import { openGateway } from './gateway.ts';

test('what a merchant pays in shillings does not use up its cap in rupees, in the same batch or before', async (t) => {
  const gateway = await openGateway(t);
  const merchantId = await gateway.merchant(1_000_00n);
  await openAccounts(gateway.pool, merchantId, accountsIn('KES'));
  const at = new Date();
  const fundingId = newId(at.getTime());
  const money = { minor: 1_000_00n, currency: 'KES' } as const;
  await fundWallet(gateway.pool, { actor: 'test', merchantId, fundingId, money, at });
  const caps = {
    orderMinor: null,
    dayMinor: 150_00n,
    dayStartsAt: new Date(at.getTime() - 60_000),
  };
  const toPhone: Partial<CreatePayout> = {
    ...{ currency: 'KES', amountMinor: 450_00n, beneficiaryMobile: '+254700000001' },
    ...{ beneficiaryAccountNumber: '', beneficiaryIfsc: '' },
  };
  const lane = gateway.lane();
  const kinds = async (...orders: Partial<CreatePayout>[]) => {
    const answers = await lane.submitAll(orders.map((order) => gateway.order(merchantId, order)));
    return answers.map(({ kind }) => kind);
  };
  assert.deepEqual(await kinds(toPhone, { caps }), ['created', 'created']);
  assert.deepEqual(await kinds({ caps, amountMinor: 50_01n }), ['limit_exceeded']);
  assert.deepEqual(await kinds({ caps, amountMinor: 50_00n }), ['created']);
});
