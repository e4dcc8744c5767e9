/** A card in memory: what it is judged by, and that nothing which prints it prints its digits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format, inspect } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { pino } from 'pino';
import { brandOf } from '../../src/kit/card-brand.ts';
import { CardDetails, CardNumber, CardSecurityCode, type CardFields } from '../../src/kit/card.ts';

const at = new Date('2026-11-26T12:00:00Z');
const number = '4100280000001007';
const fields: CardFields = {
  number,
  holder: 'ASHA RAO',
  expiryMonth: 12,
  expiryYear: 2030,
  securityCode: '739',
};

function read(change: Partial<CardFields> = {}, currency?: string) {
  return CardDetails.read({ ...fields, ...change }, { at, ...(currency && { currency }) });
}

function cardOf(change: Partial<CardFields> = {}, currency?: string): CardDetails {
  const reading = read(change, currency);
  assert.ok(reading.kind === 'card', JSON.stringify(reading));
  return reading.card;
}

function faultsOf(change: Partial<CardFields>): readonly string[] {
  const reading = read(change);
  return reading.kind === 'refused' ? reading.faults : [];
}

test('the numbers that networks and gateways publish for tests are told apart by brand', () => {
  const published: Readonly<Record<string, string>> = {
    '4242424242424242': 'visa',
    '4100280000001007': 'visa',
    '4222222222222': 'visa',
    '5555555555554444': 'mastercard',
    '5500670000001002': 'mastercard',
    '2223003122003222': 'mastercard',
    '6527658900001005': 'rupay',
    '5085000000000007': 'rupay',
    '8172000000000005': 'rupay',
    '340256000401007': 'amex',
    '378282246310005': 'amex',
    '36082800091007': 'diners',
    '3056930009020004': 'diners',
    '6011111111111117': 'discover',
    '6445644564456445': 'discover',
    '3530111333300000': 'jcb',
    '3566002020360505': 'jcb',
    '6200000000000005': 'unionpay',
    '6759649826438453': 'maestro',
  };
  for (const [digits, brand] of Object.entries(published))
    assert.equal(CardNumber.read(digits)?.brand, brand, digits);
});

test('in rupees the beginnings that RuPay shares with others are RuPay’s', () => {
  for (const start of ['353000', '356000', '508100', '600100', '650000', '825000'])
    assert.equal(brandOf(start, 'INR'), 'rupay', start);
  assert.deepEqual(
    ['353000', '356000', '508100', '600100', '650000', '825000'].map((start) => brandOf(start)),
    ['jcb', 'jcb', 'maestro', 'maestro', 'discover', undefined],
  );
  assert.equal(brandOf('601100', 'INR'), 'discover');
  assert.equal(brandOf('410028', 'INR'), 'visa');
});

test('spaces and hyphens between the digits are passed over; anything else, or a wrong digit, is no card', () => {
  assert.equal(cardOf({ number: '4100 2800-0000 1007' }).number.lastFour, '1007');
  const wrong = [
    '',
    '4100280000001008',
    '4100280000001070',
    '410028000000100',
    '41002800000010070',
  ];
  for (const text of [
    ...wrong,
    '4100280000001007x',
    '１１００',
    '9999999999999995',
    ' '.repeat(300),
  ])
    assert.deepEqual(faultsOf({ number: text }), ['number'], text);
});

test('a card is good to the end of its month everywhere on earth, and not a day longer', () => {
  const judge = (now: string, expiryMonth: number, expiryYear: number) =>
    CardDetails.read({ ...fields, expiryMonth, expiryYear }, { at: new Date(now) }).kind;
  assert.equal(judge('2026-11-30T23:59:59Z', 11, 2026), 'card');
  assert.equal(judge('2026-12-01T11:59:59Z', 11, 2026), 'card');
  assert.equal(judge('2026-12-01T12:00:00Z', 11, 2026), 'refused');
  assert.equal(judge('2027-01-01T11:00:00Z', 12, 2026), 'card');
  assert.deepEqual(faultsOf({ expiryMonth: 10, expiryYear: 2026 }), ['expired']);
  for (const [expiryMonth, expiryYear] of [
    [0, 2030],
    [13, 2030],
    [1.5, 2030],
    [12, 30],
    [12, 2200],
    [Number.NaN, 2030],
  ] as const)
    assert.deepEqual(faultsOf({ expiryMonth, expiryYear }), ['expiry']);
});

test('the security code has four digits on American Express and three on every other card', () => {
  const amex = { number: '378282246310005' };
  assert.deepEqual(faultsOf({ ...amex, securityCode: '1234' }), []);
  assert.deepEqual(faultsOf({ ...amex, securityCode: '123' }), ['securityCode']);
  for (const securityCode of ['', '12', '1234', '12 ', '12a'])
    assert.deepEqual(faultsOf({ securityCode }), ['securityCode']);
});

test('every fault is named at once, and a holder must have a name', () => {
  const nothing = { number: '1', holder: '  ', expiryMonth: 13, expiryYear: 1, securityCode: 'x' };
  assert.deepEqual(faultsOf(nothing), ['number', 'holder', 'expiry', 'securityCode']);
  assert.deepEqual(faultsOf({ holder: 'A'.repeat(101) }), ['holder']);
});

test('nothing that prints a card prints its digits, whole or in part', () => {
  const card = cardOf();
  const lines: string[] = [];
  // Without the time and the process, whose digits may be those of a code.
  const plain = { base: null, timestamp: false };
  const log = pino({ level: 'trace', ...plain }, { write: (line: string) => lines.push(line) });
  log.info({ card, nested: { list: [card.number] } }, 'a card');
  log.error(new Error('a card', { cause: card }));
  const printed = [
    String(card),
    `${card.number.toString()} ${JSON.stringify({ card, number: card.number })}`,
    inspect(card, { depth: null, showHidden: true }),
    inspect({ deep: { card: [card, card.number] } }, { depth: null, showHidden: true }),
    format('%s %j %o %O', card, card, card, card),
    inspect(structuredClone({ card }), { depth: null, showHidden: true }),
    inspect(deserialize(serialize({ card })), { depth: null }),
    JSON.stringify(Object.entries(card)),
    JSON.stringify(Object.assign({}, card)),
    inspect(card.number, { customInspect: false, showHidden: true, depth: null }),
    inspect(card, { customInspect: false, showHidden: true, depth: null }),
    inspect(new Error('x', { cause: card })),
    ...lines,
  ];
  for (const text of printed) {
    for (const secret of [number, number.slice(0, 8), number.slice(4, 12), '739', 'ASHA'])
      assert.ok(!text.includes(secret), text);
    // Bytes of a buffer, as a debugger prints them.
    assert.doesNotMatch(text, /34 31 30 30|52,\s*49,\s*48,\s*48/);
  }
  assert.equal(String(card), 'Visa ****1007');
  assert.equal(JSON.stringify({ card }), '{"card":"Visa ****1007"}');
});

test('a security code by itself prints nothing of itself', () => {
  const code = CardSecurityCode.read('739', 'visa');
  assert.equal(`${String(code)} ${JSON.stringify(code)} ${inspect(code)}`, '*** "***" ***');
});

test('the digits are handed out by one method, and after a wipe by none', () => {
  const card = cardOf({ number: '4100-2800-0000-1007' });
  const revealed = card.reveal();
  assert.equal(revealed.number.toString(), number);
  assert.equal(revealed.securityCode.toString(), '739');
  assert.deepEqual(
    [revealed.holder, revealed.expiryMonth, revealed.expiryYear],
    ['ASHA RAO', 12, 2030],
  );
  card.wipe();
  card.wipe();
  assert.deepEqual([...revealed.number], Array<number>(16).fill(0));
  assert.deepEqual([...revealed.securityCode], [0, 0, 0]);
  assert.throws(() => card.reveal(), /wiped/);
  assert.throws(() => card.number.fingerprint(Buffer.from('key')), /wiped/);
  assert.equal(String(card), 'Visa ****1007');
});

test('the same card has the same print under one key, and another under another', () => {
  const key = Buffer.from('a key');
  const print = cardOf().number.fingerprint(key);
  assert.match(print, /^[0-9a-f]{64}$/);
  assert.equal(
    cardOf({ number: '4100 2800 0000 1007', securityCode: '111' }).number.fingerprint(key),
    print,
  );
  assert.notEqual(cardOf().number.fingerprint(Buffer.from('b key')), print);
  assert.notEqual(cardOf({ number: '4242424242424242' }).number.fingerprint(key), print);
});
