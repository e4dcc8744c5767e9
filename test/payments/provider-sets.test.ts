/** Which of the providers serve an order, as the code of its merchant says; and a payout that goes by what is left. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../src/kit/ids.ts';
import { ZoneClock } from '../../src/kit/zone-clock.ts';
import { createMarketplace } from '../../src/merchants/change-marketplace.ts';
import { anyProvider, openTerms } from '../../src/merchants/marketplaces.ts';
import { NumberSupply } from '../../src/payments/numbers.ts';
import { OrderNumbers } from '../../src/payments/order-numbers.ts';
import { PayoutDesk } from '../../src/payments/payout-desk.ts';
import { railsAllowed, servesPayin, servesPayout } from '../../src/payments/provider-sets.ts';
import { TransactionNumbers } from '../../src/payments/transaction-numbers.ts';
import type { RailWindow } from '../../src/providers/provider.ts';
import { startNightShift } from './worker-kit.ts';

const always = { opensAtMinute: null, closesAtMinute: null, workingDaysOnly: false };
const any: RailWindow = { ...always, minimumMinor: 1n, maximumMinor: null };
const bank = { name: 'one-bank', windows: { IMPS: any, NEFT: any, RTGS: any } };
const toAccount = { amountMinor: 100_00n, wishedRail: null, beneficiaryVpa: null };
const toVpa = { ...toAccount, beneficiaryVpa: 'asha@bank' };

test('a set that says nothing leaves everything open', () => {
  assert.equal(servesPayout(anyProvider, bank, toAccount), true);
  // No rail takes it here, but that is for the rail to say, not for the set.
  assert.equal(servesPayout(anyProvider, bank, toVpa), true);
  assert.equal(servesPayin(anyProvider, 'one-upi'), true);
});

test('rails are those of the set, none of a provider outside it, and all of them for another contract', () => {
  const set = { ...anyProvider, payoutRails: ['RTGS'] };
  assert.deepEqual(railsAllowed(set, 'one-bank', 'xpayout'), ['RTGS']);
  assert.equal(railsAllowed(set, 'one-bank', 'xoompe'), null);
  assert.equal(servesPayout(set, bank, toAccount), false, 'RTGS begins at two lakh');
  assert.equal(servesPayout(set, bank, { ...toAccount, amountMinor: 2_00_000_00n }), true);
  const other = { ...anyProvider, providers: ['another-bank'] };
  assert.deepEqual(railsAllowed(other, 'one-bank', 'xpayout'), []);
  assert.equal(servesPayout(other, bank, toAccount), false);
  assert.equal(servesPayout({ ...other, providers: ['one-bank'] }, bank, toAccount), true);
});

test('a pay-in is served by a provider of the set and a method of the set', () => {
  assert.equal(servesPayin({ ...anyProvider, providers: ['one-bank'] }, 'one-upi'), false);
  assert.equal(servesPayin({ ...anyProvider, providers: ['one-upi'] }, 'one-upi'), true);
  assert.equal(servesPayin({ ...anyProvider, payinMethods: ['CARD'] }, 'one-upi'), false);
  assert.equal(servesPayin({ ...anyProvider, payinMethods: ['UPI'] }, 'one-upi'), true);
});

test('a payout of an order travels by a rail of the set, and the reason is kept beside the attempt', async (t) => {
  const shift = await startNightShift(t);
  const merchantId = await shift.merchant(1_000_00n);
  const at = new Date();
  await createMarketplace(
    shift.pool,
    'NEFT-ONLY',
    { ...openTerms, payoutRails: ['NEFT'] },
    { actor: 'test', nowMs: at.getTime() },
  );
  await shift.pool.query(
    `insert into xpayout_access (merchant_id, api_key, sealed_secret, hmac_mode, marketplace_code,
       api_enabled, registered_addresses, approved_addresses, created_at, updated_at)
     values ($1, 'key', '', 'required', 'NEFT-ONLY', true, '{}', '{}', $2, $2)`,
    [merchantId, at],
  );
  const orders = (['xpayout', 'xoompe'] as const).map((contract) =>
    shift.order(merchantId, { contract, at: shift.clock.now() }),
  );
  await shift.lane().submitAll(orders);
  const zone = new ZoneClock('Asia/Kolkata');
  const desk = new PayoutDesk({
    ...{ pool: shift.pool, provider: bank, paysMobiles: false, zone, ifscExists: () => true },
    numbers: new NumberSupply(shift.pool, 'TX', zone.timeZone),
    orderNumbers: new OrderNumbers(shift.pool, zone),
    transactionNumbers: new TransactionNumbers(shift.pool),
  });
  const byHand = await desk.commandOf(await desk.termsOf(merchantId), {
    filled: {
      ...{ means: 'bank', currency: 'INR', amountMinor: 100_00n, reference: null },
      ...{ beneficiaryName: 'Asha Rao', beneficiaryAccountNumber: '1234567890' },
      ...{ beneficiaryIfsc: 'HDFC0000001', beneficiaryVpa: null, beneficiaryMobile: null },
    },
    ...{ payoutId: newId<'payout'>(at.getTime()), reference: 'BY-HAND', at },
  });
  assert.deepEqual(byHand.allowedRails, ['NEFT'], 'by hand as by the API');
  shift.worker();
  await shift.calm(merchantId);
  const { rows } = await shift.pool.query<{ contract: string; reason: string }>(
    `select p.contract, a.rail_reason as reason from payouts p
     join payout_attempts a on a.merchant_id = p.merchant_id and a.payout_id = p.payout_id
     where p.merchant_id = $1 order by p.contract`,
    [merchantId],
  );
  assert.deepEqual(rows, [
    { contract: 'xoompe', reason: 'IMPS: amount within 5 lakh.' },
    { contract: 'xpayout', reason: 'NEFT: IMPS is outside the provider set.' },
  ]);
});
