import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quoteFee, type FeePlan } from '../../src/payments/quote.ts';
import { payoutLegs } from '../../src/payments/payout-journals.ts';
import { free } from './samples.ts';

const slabs = [
  { fromMinor: 1_000_00n, basisPoints: 50, flatMinor: 5_00n },
  { fromMinor: 10_000_00n, basisPoints: 0, flatMinor: 20_00n },
];

const rows: [what: string, paise: bigint, plan: Partial<FeePlan>, fee: bigint, gst: bigint][] = [
  ['no plan costs nothing', 5_000_00n, {}, 0n, 0n],
  ['one percent', 5_000_00n, { basisPoints: 100 }, 50_00n, 0n],
  ['half a paisa rounds up', 50n, { basisPoints: 100 }, 1n, 0n],
  ['less than half a paisa rounds down', 49n, { basisPoints: 100 }, 0n, 0n],
  [
    'GST is taken of the fee alone',
    5_000_00n,
    { basisPoints: 100, gstBasisPoints: 1800 },
    50_00n,
    9_00n,
  ],
  ['GST is taken of the rounded fee', 50n, { basisPoints: 100, gstBasisPoints: 5000 }, 1n, 1n],
  ['a flat part is added to the share', 100_00n, { basisPoints: 50, flatMinor: 3_00n }, 3_50n, 0n],
  ['the floor', 100_00n, { basisPoints: 1, minimumMinor: 5_00n }, 5_00n, 0n],
  ['the ceiling', 1_00_000_00n, { basisPoints: 100, maximumMinor: 25_00n }, 25_00n, 0n],
  [
    'the ceiling covers the flat part too',
    100_00n,
    { flatMinor: 9_00n, maximumMinor: 8_00n },
    8_00n,
    0n,
  ],
  ['the floor is taxed', 1n, { minimumMinor: 5_00n, gstBasisPoints: 1800 }, 5_00n, 90n],
  [
    'the published example of XPayout',
    100_00n,
    { basisPoints: 1_000, gstBasisPoints: 1_800 },
    10_00n,
    1_80n,
  ],
  ['below the first slab the plan', 999_99n, { basisPoints: 100, slabs }, 10_00n, 0n],
  ['from its first paisa the slab', 1_000_00n, { basisPoints: 100, slabs }, 10_00n, 0n],
  ['the highest slab that is reached', 10_000_00n, { basisPoints: 100, slabs }, 20_00n, 0n],
  ['the floor holds in a slab', 1_000_00n, { minimumMinor: 30_00n, slabs }, 30_00n, 0n],
  ['the ceiling holds in a slab', 9_999_99n, { maximumMinor: 12_00n, slabs }, 12_00n, 0n],
  ['a rate of all', 1_23n, { basisPoints: 10_000, gstBasisPoints: 10_000 }, 1_23n, 1_23n],
];

for (const [what, minor, plan, feeMinor, gstMinor] of rows)
  test(`a quote: ${what}`, () => {
    const quote = quoteFee({ minor, currency: 'INR' }, { ...free, ...plan });
    assert.deepEqual(quote, { feeMinor, gstMinor });
  });

test('rounding moves a fee and its tax by at most half a paisa from the exact share', () => {
  const amount = fc.bigInt({ min: 1n, max: 10n ** 15n });
  const rate = fc.integer({ min: 0, max: 10_000 });
  fc.assert(
    fc.property(amount, rate, rate, (minor, basisPoints, gstBasisPoints) => {
      const plan = { ...free, basisPoints, gstBasisPoints };
      const { feeMinor, gstMinor } = quoteFee({ minor, currency: 'INR' }, plan);
      const feeError = 2n * (feeMinor * 10_000n - minor * BigInt(basisPoints));
      const gstError = 2n * (gstMinor * 10_000n - feeMinor * BigInt(gstBasisPoints));
      for (const error of [feeError, gstError]) assert.ok(error > -10_000n && error <= 10_000n);
    }),
  );
});

const paise = (max: bigint) => fc.bigInt({ min: 0n, max });
const rate = fc.integer({ min: 0, max: 10_000 });
const plans: fc.Arbitrary<FeePlan> = fc
  .record({
    basisPoints: rate,
    flatMinor: paise(10_000n),
    minimumMinor: paise(10_000n),
    above: fc.option(paise(1_000_000n)),
    gstBasisPoints: rate,
    slabs: fc.array(
      fc.record({ fromMinor: paise(10n ** 9n), basisPoints: rate, flatMinor: paise(10_000n) }),
      { maxLength: 4 },
    ),
  })
  .map(({ above, ...plan }) => ({
    ...plan,
    maximumMinor: above === null ? null : plan.minimumMinor + above,
    slabs: plan.slabs
      .filter(({ fromMinor }) => fromMinor > 0n)
      .sort((a, b) => (a.fromMinor < b.fromMinor ? -1 : 1))
      .filter(({ fromMinor }, nth, all) => fromMinor !== all[nth - 1]?.fromMinor),
  }));
const amounts = fc.bigInt({ min: 1n, max: 2n * 10n ** 9n });

test('whatever the plan, a fee keeps to its floor and ceiling, and never falls within one slab', () => {
  fc.assert(
    fc.property(plans, amounts, amounts, (plan, one, other) => {
      const [less, more] = one < other ? [one, other] : [other, one];
      const feeOf = (minor: bigint) => quoteFee({ minor, currency: 'INR' }, plan).feeMinor;
      for (const minor of [less, more]) {
        assert.ok(feeOf(minor) >= plan.minimumMinor);
        assert.ok(plan.maximumMinor === null || feeOf(minor) <= plan.maximumMinor);
      }
      if (!plan.slabs.some(({ fromMinor }) => less < fromMinor && fromMinor <= more))
        assert.ok(feeOf(less) <= feeOf(more));
    }),
  );
});

test('what leaves the wallet for a payout is its amount, its fee and its tax, and nothing else', () => {
  fc.assert(
    fc.property(plans, amounts, (plan, amountMinor) => {
      const quote = quoteFee({ minor: amountMinor, currency: 'INR' }, plan);
      const legs = payoutLegs({ currency: 'INR', amountMinor, ...quote });
      const debit = legs.reduce((sum, leg) => sum + leg.amountMinor, 0n);
      assert.equal(debit, amountMinor + quote.feeMinor + quote.gstMinor);
      assert.ok(legs.every((leg) => leg.debit === 'wallet:INR'));
    }),
  );
});

test('the published example of XPayout: 100.00 costs 11.80 and takes 111.80', () => {
  const plan = { ...free, basisPoints: 1_000, gstBasisPoints: 1_800 };
  const { feeMinor, gstMinor } = quoteFee({ minor: 100_00n, currency: 'INR' }, plan);
  assert.equal(feeMinor + gstMinor, 11_80n);
  assert.equal(100_00n + feeMinor + gstMinor, 111_80n);
});
