/** Money of one owner from one currency into another, at the rate that an operator has set. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newId } from '../../src/kit/ids.ts';
import { amountFor, exchangeAmount } from '../../src/transfers/exchange-amount.ts';
import { exchangeWithin, quoteExchange } from '../../src/transfers/exchange-within.ts';
import { assertBooksAreRight } from '../payments/gateway.ts';
import { openBazaar, refusalOf, type Bazaar } from './transfer-kit.ts';

const nobody = { profileNo: null, name: 'test' } as const;

async function setRate({ pool }: Bazaar, from: string, into: string, rate: string, spread = 0) {
  await pool.query(
    `insert into exchange_rates (from_currency, to_currency, version, rate, spread_basis_points, set_by, set_at)
     values ($1, $2, 1, $3, $4, 'test', now())`,
    [from, into, rate, spread],
  );
}

test('an exchange takes from one wallet and gives to the other, in one commit and once', async (t) => {
  const bazaar = await openBazaar(t);
  const asha = await bazaar.owner(0n);
  const from = await bazaar.wallet(asha, 'USD', 200_00n);
  await setRate(bazaar, 'USD', 'INR', '89.25', 100);
  const quote = await quoteExchange(bazaar.pool, from, asha.wallet, { amountMinor: 100_00n });
  assert.deepEqual(quote, {
    ...{ amountMinor: 100_00n, receivedMinor: 8_835_75n, roundingMinor: 0n, rate: '88.3575' },
  });
  const at = new Date();
  const exchangeId = newId<'transfer'>(at.getTime());
  const order = { exchangeId, from, into: asha.wallet, quote, asked: null, actor: nobody, at };
  const done = await Promise.all([1, 2, 3].map(() => exchangeWithin(bazaar.deps.transfers, order)));
  assert.deepEqual(new Set(done.map(({ status }) => status)), new Set(['booked']));
  assert.equal(await bazaar.available(asha, 'USD'), 100_00n);
  assert.equal(await bazaar.available(asha), 8_835_75n);
  await assertBooksAreRight(bazaar.pool);
});

test('what is not there is not exchanged, and neither is anything without a rate', async (t) => {
  const bazaar = await openBazaar(t);
  const asha = await bazaar.owner(0n);
  const ravi = await bazaar.owner(0n);
  const from = await bazaar.wallet(asha, 'USD', 50_00n);
  const wanted = { amountMinor: 100_00n };
  assert.equal(
    await refusalOf(quoteExchange(bazaar.pool, from, asha.wallet, wanted)),
    'request.invalid_fields',
  );
  await setRate(bazaar, 'USD', 'INR', '89.25');
  assert.equal(
    await refusalOf(quoteExchange(bazaar.pool, from, ravi.wallet, wanted)),
    'request.invalid_fields',
  );
  const quote = await quoteExchange(bazaar.pool, from, asha.wallet, wanted);
  const at = new Date();
  const exchangeId = newId<'transfer'>(at.getTime());
  const order = { exchangeId, from, into: asha.wallet, quote, asked: null, actor: nobody, at };
  assert.equal(
    await refusalOf(exchangeWithin(bazaar.deps.transfers, order)),
    'payout.insufficient_funds',
  );
  await assertBooksAreRight(bazaar.pool);
});

test('cents that would not buy another one are booked as rounding', async (t) => {
  const bazaar = await openBazaar(t);
  const asha = await bazaar.owner(1_000_00n);
  const into = await bazaar.wallet(asha, 'USD', 0n);
  await setRate(bazaar, 'INR', 'USD', '0.0112');
  const quote = await quoteExchange(bazaar.pool, asha.wallet, into, { amountMinor: 100_50n });
  assert.deepEqual(quote, {
    ...{ amountMinor: 100_50n, receivedMinor: 1_12n, roundingMinor: 50n, rate: '0.0112' },
  });
  const at = new Date();
  const exchangeId = newId<'transfer'>(at.getTime());
  const order = { exchangeId, from: asha.wallet, into, quote, asked: null, actor: nobody, at };
  await exchangeWithin(bazaar.deps.transfers, order);
  assert.equal(await bazaar.available(asha), 899_50n);
  await assertBooksAreRight(bazaar.pool);
});

test('an exchange never gives more than the rate, and what a wish takes gives the wish', () => {
  const pair = { from: 'USD', into: 'KES' } as const;
  const rates = fc
    .tuple(fc.integer({ min: 0, max: 9_999 }), fc.integer({ min: 1, max: 99_999_999 }))
    .map(([whole, decimals]) => `${String(whole)}.${String(decimals).padStart(8, '0')}`);
  const spreads = fc.integer({ min: 0, max: 9_999 });
  const amounts = fc.bigInt({ min: 1n, max: 10n ** 12n });
  fc.assert(
    fc.property(amounts, rates, spreads, (minor, rate, spreadBasisPoints) => {
      const at = { rate, spreadBasisPoints };
      const exchanged = exchangeAmount(pair, minor, at);
      if (exchanged === undefined) return;
      const { receivedMinor, roundingMinor } = exchanged;
      const digits = BigInt(rate.replace('.', '')) * BigInt(10_000 - spreadBasisPoints);
      assert.ok(receivedMinor * 10n ** 12n <= minor * digits);
      assert.ok((receivedMinor + 1n) * 10n ** 12n > minor * digits);
      assert.ok(roundingMinor >= 0n && roundingMinor < minor);
      assert.equal(amountFor(pair, receivedMinor, at), minor - roundingMinor);
    }),
  );
});
