import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quotePayout, type FeePlan } from '../../src/payments/quote.ts';
import { free } from './samples.ts';

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
  ['a rate of all', 1_23n, { basisPoints: 10_000, gstBasisPoints: 10_000 }, 1_23n, 1_23n],
];

for (const [what, minor, plan, feeMinor, gstMinor] of rows)
  test(`a quote: ${what}`, () => {
    const quote = quotePayout({ minor, currency: 'INR' }, { ...free, ...plan });
    assert.deepEqual(quote, { feeMinor, gstMinor });
  });

test('rounding moves a fee and its tax by at most half a paisa from the exact share', () => {
  const amount = fc.bigInt({ min: 1n, max: 10n ** 15n });
  const rate = fc.integer({ min: 0, max: 10_000 });
  fc.assert(
    fc.property(amount, rate, rate, (minor, basisPoints, gstBasisPoints) => {
      const plan = { ...free, basisPoints, gstBasisPoints };
      const { feeMinor, gstMinor } = quotePayout({ minor, currency: 'INR' }, plan);
      const feeError = 2n * (feeMinor * 10_000n - minor * BigInt(basisPoints));
      const gstError = 2n * (gstMinor * 10_000n - feeMinor * BigInt(gstBasisPoints));
      for (const error of [feeError, gstError]) assert.ok(error > -10_000n && error <= 10_000n);
    }),
  );
});
