/** Bands of amounts: whole ones and cut ones are a range, no more and no less. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bandOf, bandsOf, type AmountRange } from '../../src/payments/amount-bands.ts';

const lies = (amountMinor: bigint, { fromMinor, toMinor }: AmountRange) =>
  amountMinor >= (fromMinor ?? 0n) && (toMinor === undefined || amountMinor < toMinor);
/** Of one digit to fifteen, each as often. */
const amounts = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }), fc.integer({ min: 0, max: 14 }))
  .map(([amountMinor, digits]) => amountMinor / 10n ** BigInt(digits));
/** Far from each other, or so near that both ends are in one band. */
const ranges: fc.Arbitrary<AmountRange> = fc
  .record({
    fromMinor: amounts,
    toMinor: amounts,
    wideMinor: fc.bigInt(0n, 30n),
    near: fc.boolean(),
  })
  .chain(({ fromMinor, toMinor, wideMinor, near }) =>
    fc.constantFrom(
      { fromMinor, toMinor: near ? fromMinor + wideMinor : toMinor },
      { fromMinor },
      { toMinor },
    ),
  );

test('a band begins at two digits, the second a 0 or a 5', () => {
  for (const [amount, from, to] of [
    [0n, 0n, 1n],
    [9n, 9n, 10n],
    [10n, 10n, 15n],
    [99n, 95n, 100n],
    [1_499n, 1_000n, 1_500n],
    [1_500n, 1_500n, 2_000n],
    [20_499_99n, 20_000_00n, 25_000_00n],
    [999_999n, 950_000n, 1_000_000n],
  ] as const)
    assert.deepEqual(bandOf(amount), { fromMinor: from, toMinor: to });
});

test('every amount of a range is in its whole bands or inside a cut one, once; no other amount is', () => {
  fc.assert(
    fc.property(ranges, amounts, fc.bigInt(-3n, 3n), (range, anywhere, beside) => {
      const { whole, cut } = bandsOf(range);
      const ends = [range.fromMinor, range.toMinor].filter((end) => end !== undefined);
      const all = [
        anywhere,
        ...ends.flatMap((end) => [end + beside, bandOf(end).toMinor + beside]),
      ];
      for (const amount of all.filter((one) => one >= 0n)) {
        const places = [...(whole ? [whole] : []), ...cut.map(({ inside }) => inside)];
        const found = places.filter((place) => lies(amount, place)).length;
        assert.equal(found, lies(amount, range) ? 1 : 0, String(amount));
        for (const { band, inside, outside } of cut) {
          const parts = [inside, ...outside].filter((part) => lies(amount, part)).length;
          assert.equal(parts, lies(amount, band) ? 1 : 0, String(amount));
        }
      }
      for (const end of [whole?.fromMinor, whole?.toMinor])
        if (end !== undefined) assert.equal(bandOf(end).fromMinor, end);
    }),
    { numRuns: 2_000 },
  );
});
