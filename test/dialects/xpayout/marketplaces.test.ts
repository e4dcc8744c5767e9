/** Orders under a marketplace code: its price, and what its providers would not take. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { changeMarketplace, createMarketplace } from '../../../src/merchants/change-marketplace.ts';
import { openTerms, type MarketplaceTerms } from '../../../src/merchants/marketplaces.ts';
import { noFees } from '../../../src/merchants/merchant.ts';
import { call, openGateway, openMerchant, payout, type Gateway, type Reply } from './gateway.ts';

let gateway: Gateway;
before(async () => {
  gateway = await openGateway();
});
after(() => gateway.close());

const order = { actor: 'test', nowMs: Date.now() };
const tenPercent = { ...noFees, basisPoints: 1_000, gstBasisPoints: 1_800 };
let made = 0;

async function codeWith(terms: Partial<MarketplaceTerms>): Promise<string> {
  const code = `CODE-${(made += 1)}`;
  await createMarketplace(gateway.pool, code, { ...openTerms, ...terms }, order);
  return code;
}

async function merchantWith(terms: Partial<MarketplaceTerms>, fees = noFees) {
  const marketplaceCode = await codeWith(terms);
  const merchant = await openMerchant(gateway, { access: { marketplaceCode }, fees });
  const create = (body: unknown): Promise<Reply> =>
    call(gateway, merchant, { route: 'api_create_order', body });
  return { merchant, create, code: marketplaceCode };
}

function priceOf({ body }: Reply): unknown[] {
  const { fee_amount: fee, gst_amount: gst, total_debit: debit } = body.data ?? {};
  return [fee, gst, debit];
}

test('an order costs what the code says, and what the merchant pays by a plan of its own', async () => {
  const plans = { payout: tenPercent, payin: null };
  const { create } = await merchantWith({ plans });
  assert.deepEqual(priceOf(await create(payout())), ['10.00', '1.80', '111.80']);
  const own = await merchantWith({ plans }, { ...noFees, flatMinor: 5_00n });
  assert.deepEqual(priceOf(await own.create(payout())), ['5.00', '0.00', '105.00']);
});

test('a new price is that of new orders; one that was made keeps its own', async () => {
  const { create, code } = await merchantWith({ plans: { payout: tenPercent, payin: null } });
  const sent = payout();
  assert.deepEqual(priceOf(await create(sent)), ['10.00', '1.80', '111.80']);
  await changeMarketplace(gateway.pool, code, { plans: { payout: null } }, order);
  await until(async () => priceOf(await create(payout()))[0] === '0.00');
  const again = await create(sent);
  assert.equal(again.body.message, 'Order already exists');
  assert.deepEqual(priceOf(again), ['10.00', '1.80', '111.80']);
});

test('what no rail of the set would take is refused, makes nothing, and leaves the order_id free', async () => {
  const { create, code, merchant } = await merchantWith({ payoutRails: ['UPI'] });
  const sent = payout();
  const refused = await create(sent);
  assert.equal(`${refused.status} ${String(refused.body.code)}`, '400 service_type_unavailable');
  const { rows } = await gateway.pool.query('select from payouts where merchant_id = $1', [
    merchant.merchantId,
  ]);
  assert.equal(rows.length, 0);
  const meta = { mode: 'upi', vpa: 'asha@bank' };
  assert.equal(
    (await create(payout({ meta: { ...meta, beneficiary_firstname: 'Asha' } }))).status,
    200,
  );
  await changeMarketplace(gateway.pool, code, { payoutRails: ['NEFT'] }, order);
  await until(async () => (await create(sent)).status === 200);
});

test('an order that exists is answered as it is, whatever its code has become since', async () => {
  const { create, code } = await merchantWith({});
  const sent = payout();
  assert.equal((await create(sent)).status, 200);
  await changeMarketplace(gateway.pool, code, { providers: ['another-bank'] }, order);
  await until(async () => (await create(payout())).status === 400);
  const again = await create(sent);
  assert.equal(`${again.status} ${again.body.message}`, '200 Order already exists');
  const other = await create({ ...sent, amount: 7 });
  assert.equal(other.body.code, 'order_conflict');
});

/** A change of a code is felt within half a second; how long a slow machine takes for it does not matter. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + 60_000;
  while (!(await isSo())) {
    assert.ok(performance.now() < endMs, 'it never happens');
    await sleep(50);
  }
}
