import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DomainError } from '../../src/kit/errors.ts';
import { convertAmount, directions, type Converted } from '../../src/settlements/convert-amount.ts';

const rows: [
  what: string,
  paise: bigint,
  rate: string,
  direction: (typeof directions)[number],
  expected: Converted,
][] = [
  [
    'a rate that divides',
    892_50n,
    '89.25',
    'INR_PER_USDT',
    { usdtMinor: 10_000_000n, givenMinor: 892_50n, roundingMinor: 0n },
  ],
  [
    'what is left over is never given',
    1_000_00n,
    '90',
    'INR_PER_USDT',
    { usdtMinor: 11_111_111n, givenMinor: 1_000_00n, roundingMinor: 0n },
  ],
  [
    'the other way round',
    1_000_00n,
    '0.011',
    'USDT_PER_INR',
    { usdtMinor: 11_000_000n, givenMinor: 1_000_00n, roundingMinor: 0n },
  ],
  [
    'a rate so high that whole paise are left',
    1_000_00n,
    '3000000',
    'INR_PER_USDT',
    { usdtMinor: 333n, givenMinor: 999_00n, roundingMinor: 1_00n },
  ],
  [
    'the smallest amount that comes to something',
    1n,
    '10000',
    'INR_PER_USDT',
    { usdtMinor: 1n, givenMinor: 1n, roundingMinor: 0n },
  ],
];

for (const [what, paise, rate, direction, expected] of rows)
  test(`a conversion: ${what}`, () => {
    assert.deepEqual(convertAmount(paise, rate, direction), expected);
  });

for (const rate of [
  '',
  '0',
  '0.00',
  '-1',
  '+1',
  '1e2',
  '.5',
  '5.',
  '01',
  '12345678',
  '1.123456789',
  '1,5',
  '٣',
])
  test(`"${rate}" is no rate`, () => {
    assert.throws(() => convertAmount(1_000_00n, rate, 'INR_PER_USDT'), DomainError);
  });

test('an amount that comes to nothing, or to more than the books can hold, is refused', () => {
  assert.throws(() => convertAmount(1n, '10001', 'INR_PER_USDT'), DomainError);
  assert.throws(() => convertAmount(10n ** 15n, '9999999', 'USDT_PER_INR'), DomainError);
});

test('whatever the rate, the merchant gets all that its rupees buy and not a millionth more, and no paisa is lost', () => {
  const rates = fc
    .record({
      whole: fc.integer({ min: 0, max: 9_999_999 }),
      part: fc.integer({ min: 1, max: 99_999_999 }),
    })
    .map(({ whole, part }) => ({
      rate: `${whole}.${String(part).padStart(8, '0')}`,
      scaled: BigInt(whole) * 10n ** 8n + BigInt(part),
    }));
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 10n ** 12n }),
      rates,
      fc.constantFrom(...directions),
      (paise, { rate, scaled }, direction) => {
        const worth = direction === 'INR_PER_USDT' ? [10n ** 12n, scaled] : [scaled, 10n ** 4n];
        const [numerator = 0n, denominator = 1n] = worth;
        const exact = (paise * numerator) / denominator;
        fc.pre(exact > 0n && exact < 2n ** 63n);
        const { usdtMinor, givenMinor, roundingMinor } = convertAmount(paise, rate, direction);
        assert.ok(usdtMinor * denominator <= paise * numerator);
        assert.ok((usdtMinor + 1n) * denominator > paise * numerator);
        assert.equal(givenMinor + roundingMinor, paise);
        assert.ok(roundingMinor >= 0n && givenMinor * numerator >= usdtMinor * denominator);
        assert.ok((givenMinor - 1n) * numerator < usdtMinor * denominator);
      },
    ),
  );
});
