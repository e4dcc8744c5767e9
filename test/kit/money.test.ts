import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { JsonNumber, readJson } from '../../src/kit/json.ts';
import {
  MoneyError,
  add,
  compare,
  currencies,
  exchange,
  decimalsOf,
  formatMoney,
  isCurrency,
  parseMoney,
  parseWrittenMoney,
  shareOf,
  subtract,
  toJsonNumber,
} from '../../src/kit/money.ts';
import type { Currency, Rounding } from '../../src/kit/money.ts';

const currency = fc.constantFrom(...currencies);
const minor = fc.bigInt({ min: 0n, max: 999_999_999_999_999n });

const decimal = currency.chain((code) =>
  fc
    .record({
      whole: fc.bigInt({ min: 0n, max: code === 'USDT' ? 9_000_000_000_000n : 9_999_999_999_999n }),
      fraction: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: decimalsOf[code] }),
    })
    .map(({ whole, fraction }) => ({
      code,
      text: fraction.length === 0 ? `${whole}` : `${whole}.${fraction.join('')}`,
    })),
);

test('an amount that is read and printed keeps every digit', () => {
  fc.assert(
    fc.property(decimal, ({ code, text }) => {
      const money = parseMoney(text, code);
      const [whole = '', fraction = ''] = text.split('.');
      assert.equal(formatMoney(money), `${whole}.${fraction.padEnd(decimalsOf[code], '0')}`);
      assert.deepEqual(parseMoney(formatMoney(money), code), money);
      assert.deepEqual(parseMoney(toJsonNumber(money), code), money);
    }),
    { numRuns: 2000 },
  );
});

test('the JSON number of an amount is a JSON number and has no zeros to spare', () => {
  fc.assert(
    fc.property(decimal, ({ code, text }) => {
      const printed = toJsonNumber(parseMoney(text, code));
      assert.deepEqual(readJson(Buffer.from(printed)), new JsonNumber(printed));
      assert.doesNotMatch(printed, /\.\d*0$|\.$/);
    }),
  );
  const samples: readonly (readonly [string, Currency, string, string])[] = [
    ['5000', 'INR', '5000.00', '5000'],
    ['5000.5', 'INR', '5000.50', '5000.5'],
    ['12345.67', 'KES', '12345.67', '12345.67'],
    ['0', 'USD', '0.00', '0'],
    ['0.05', 'USD', '0.05', '0.05'],
    ['10', 'USDT', '10.000000', '10'],
    ['0.000001', 'USDT', '0.000001', '0.000001'],
    ['9999999999999.99', 'INR', '9999999999999.99', '9999999999999.99'],
  ];
  for (const [text, code, fixed, json] of samples) {
    assert.equal(formatMoney(parseMoney(text, code)), fixed);
    assert.equal(toJsonNumber(parseMoney(text, code)), json);
  }
});

test('commas between thousands or lakhs are left out; one that may be a decimal point is refused', () => {
  for (const [text, minor] of [
    ['1000.5', 1_000_50n],
    ['1,000', 1_000_00n],
    ['100,000', 100_000_00n],
    ['1,234,567.5', 1_234_567_50n],
    ['1,00,000.00', 100_000_00n],
    ['12,34,567.89', 1_234_567_89n],
  ] as const)
    assert.deepEqual(parseWrittenMoney(text, 'INR'), { minor, currency: 'INR' }, text);
  for (const text of [
    '1000,50',
    '1,5',
    '1,50',
    '1,,000',
    ',100',
    '1,000,',
    '1,0000',
    '1000,000',
    '1,000.123',
  ])
    assert.throws(() => parseWrittenMoney(text, 'INR'), MoneyError, text);
});

test('an amount below zero, left by a subtraction, is printed with one sign', () => {
  const short = subtract({ minor: 0n, currency: 'INR' }, { minor: 5n, currency: 'INR' });
  assert.equal(formatMoney(short), '-0.05');
  assert.equal(toJsonNumber({ minor: -150n, currency: 'INR' }), '-1.5');
});

const refused = [
  ...['', ' ', '1 ', ' 1', '1\n', '+1', '-1', '-0', '1e3', '1E3', '0x10', '007', '00', '00.5'],
  ...['.5', '5.', '1.2.3', '1,000', '1_000', 'NaN', 'Infinity', 'true', 'null', '[1]', '٣', '１'],
  ...['100.005', '1.000', '12345678901234', '1.-5', '1.5-', '0.1e1', '1\u0000', '₹5'],
];

for (const text of refused) {
  test(`${JSON.stringify(text)} is not an amount in rupees`, () => {
    assert.throws(() => parseMoney(text, 'INR'), MoneyError);
  });
}

test('USDT has six decimals, and stops where the books stop', () => {
  assert.equal(parseMoney('1.234567', 'USDT').minor, 1_234_567n);
  assert.throws(() => parseMoney('1.2345678', 'USDT'), MoneyError);
  assert.equal(parseMoney('9223372036854.775807', 'USDT').minor, 2n ** 63n - 1n);
  assert.throws(() => parseMoney('9223372036854.775808', 'USDT'), /too large/);
});

test('different currencies are never added, subtracted or compared', () => {
  for (const operation of [add, subtract, compare]) {
    assert.throws(
      () => operation({ minor: 1n, currency: 'INR' }, { minor: 1n, currency: 'KES' }),
      MoneyError,
    );
  }
});

test('what is added can be taken away again, and order follows the minor units', () => {
  fc.assert(
    fc.property(currency, minor, minor, (code, a, b) => {
      const [one, two] = [
        { minor: a, currency: code },
        { minor: b, currency: code },
      ];
      assert.deepEqual(subtract(add(one, two), two), one);
      assert.equal(compare(one, two), a < b ? -1 : a > b ? 1 : 0);
    }),
  );
});

test('a share differs from the exact part by less than a minor unit, on the side of its rounding', () => {
  fc.assert(
    fc.property(currency, minor, fc.bigInt({ min: 0n, max: 20_000n }), (code, amount, rate) => {
      const share = (rounding: Rounding): bigint =>
        shareOf({ minor: amount, currency: code }, rate, rounding).minor * 10_000n;
      const exact = amount * rate;
      assert.ok(share('down') <= exact && exact - share('down') < 10_000n);
      assert.ok(share('up') >= exact && share('up') - exact < 10_000n);
      const error = exact - share('half-up');
      assert.ok(error < 5_000n && error >= -5_000n);
    }),
  );
});

test('fees come out as the tariff says: 18% of 1.25 and half a paisa', () => {
  const rupees = (text: string, rate: bigint | number, rounding: Rounding): string =>
    formatMoney(shareOf(parseMoney(text, 'INR'), rate, rounding));
  assert.equal(rupees('1.25', 1800, 'half-up'), '0.23');
  assert.equal(rupees('1.25', 1800n, 'down'), '0.22');
  assert.equal(rupees('0.01', 5000, 'half-up'), '0.01');
  assert.equal(rupees('0.01', 4999, 'half-up'), '0.00');
  assert.equal(rupees('0.01', 1, 'up'), '0.01');
  assert.equal(rupees('0.01', 0, 'up'), '0.00');
  assert.equal(rupees('777.77', 10_000, 'down'), '777.77');
});

test('a share of less than nothing or by half a basis point is refused', () => {
  const rupee = parseMoney('1', 'INR');
  for (const rate of [-1, -1n, 0.5, NaN, Infinity, 2 ** 53]) {
    assert.throws(() => shareOf(rupee, rate, 'down'), MoneyError);
  }
  assert.throws(() => shareOf({ minor: -1n, currency: 'INR' }, 1, 'down'), MoneyError);
});

test('what is exchanged keeps to the side of its rounding, and below zero nothing is', () => {
  const third = { numerator: 1n, denominator: 3n };
  const tenPaise = { minor: 10n, currency: 'INR' } as const;
  assert.deepEqual(exchange(tenPaise, 'USDT', third, 'down'), { minor: 3n, currency: 'USDT' });
  assert.deepEqual(exchange(tenPaise, 'USDT', third, 'up'), { minor: 4n, currency: 'USDT' });
  const nine = { ...tenPaise, minor: 9n };
  assert.equal(exchange(nine, 'USDT', third, 'up').minor, 3n);
  const most = { ...tenPaise, minor: 2n ** 62n };
  const double = { numerator: 2n, denominator: 1n };
  assert.throws(() => exchange({ ...nine, minor: -1n }, 'USDT', third, 'down'), MoneyError);
  assert.throws(() => exchange(nine, 'USDT', { ...third, denominator: 0n }, 'down'), MoneyError);
  assert.throws(() => exchange(most, 'USDT', double, 'down'), MoneyError);
});

test('only the codes we keep books in, in capitals, are currencies', () => {
  assert.ok(currencies.every(isCurrency));
  for (const code of ['inr', 'GBP', '', 'toString', '__proto__', 'INR ']) {
    assert.equal(isCurrency(code), false);
  }
});
