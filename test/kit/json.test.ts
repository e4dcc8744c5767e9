import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { JsonError, JsonNumber, isJsonObject, readJson } from '../../src/kit/json.ts';
import type { JsonValue } from '../../src/kit/json.ts';

const read = (text: string): JsonValue => readJson(Buffer.from(text));

/** What JSON.parse would have answered, from what we answered. */
function plain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(plain);
  if (!isJsonObject(value)) return value;
  assert.equal(Object.getPrototypeOf(value), null);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

const cleanText = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .filter((text) => Array.from(text).every((letter) => letter >= ' '));
const cleanKey = cleanText.filter((key) => !/^(__proto__|constructor|prototype)$/.test(key));

const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    cleanText,
    fc.boolean(),
    fc.constant(null),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(cleanKey, tie('tree'), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

test('whatever JSON.stringify writes is read as JSON.parse reads it, however it is indented', () => {
  fc.assert(
    fc.property(tree, fc.constantFrom('', ' ', '\t', '   '), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      assert.deepEqual(plain(read(text)), JSON.parse(text));
    }),
    { numRuns: 1000 },
  );
});

test('whatever JSON.parse refuses is refused, and what is accepted means the same', () => {
  const alphabet = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '"a"',
    '1',
    '0',
    '-',
    '.',
    'e',
    '+',
    ' ',
    '\\',
  ];
  const words = [
    ...alphabet,
    'true',
    'null',
    'nul',
    'NaN',
    '\\u0041',
    '\\/',
    '/*',
    '//',
    '\n',
    '\u00a0',
  ];
  const near = fc.array(fc.constantFrom(...words), { maxLength: 9 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(near, (text) => {
      let ours: JsonValue;
      try {
        ours = read(text);
      } catch (error) {
        assert.ok(error instanceof JsonError);
        return;
      }
      assert.deepEqual(plain(ours), JSON.parse(text));
    }),
    { numRuns: 20000 },
  );
});

test('any bytes at all end in a value or a JsonError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      try {
        readJson(Buffer.from(bytes));
      } catch (error) {
        assert.ok(error instanceof JsonError, String(error));
      }
    }),
    { numRuns: 5000 },
  );
});

test('a number keeps the digits it was written with', () => {
  for (const text of [
    '9007199254740993',
    '100.005',
    '1e400',
    '-0',
    '5000.10',
    '0',
    '1E+2',
    '0.0e-9',
  ]) {
    const value = read(`{"amount": ${text}}`);
    assert.ok(isJsonObject(value));
    assert.deepEqual(value['amount'], new JsonNumber(text));
  }
});

const refusals: readonly (readonly [string, string, RegExp])[] = [
  ['nothing', '', /too early/],
  ['only space', ' \n', /too early/],
  ['a duplicate key', '{"a":1,"a":1}', /twice/],
  ['a duplicate key behind an escape', String.raw`{"a":1,"\u0061":2}`, /twice/],
  ['a duplicate key further in', '{"x":[{"a":1,"b":2,"a":3}]}', /twice/],
  ['a duplicate empty key', '{"":1,"":2}', /twice/],
  ['__proto__', '{"__proto__":{"admin":true}}', /not allowed/],
  ['__proto__ behind an escape', String.raw`{"\u005f_proto__":{"admin":true}}`, /not allowed/],
  ['constructor', '{"constructor":{"prototype":{"admin":true}}}', /not allowed/],
  ['prototype', '{"a":{"prototype":1}}', /not allowed/],
  ['a raw NUL', '{"a":"\u0000"}', /control/],
  ['a raw tab in a string', '{"a":"\t"}', /control/],
  ['a raw line break in a string', '["a\nb"]', /control/],
  ['a raw 0x1f after an escape', '["\\\\\u001f"]', /control/],
  ['an escaped NUL', String.raw`["\u0000"]`, /control/],
  ['an escaped 0x1f', String.raw`["\u001F"]`, /control/],
  ['a control character in a key', String.raw`{"a\u0007":1}`, /control/],
  ...Array.from('bfnrt').map(
    (letter) => [`escape ${letter}`, `["\\${letter}"]`, /control/] as const,
  ),
  ['a lone high surrogate', String.raw`["\ud800"]`, /surrogate/],
  ['a lone low surrogate', String.raw`["\udc00x"]`, /surrogate/],
  ['a reversed pair', String.raw`["\ude00\ud83d"]`, /surrogate/],
  ['half a pair in a key', String.raw`{"\ud83d":1}`, /surrogate/],
  ['a byte order mark', '\ufeff{}', /byte order/],
  ['text behind the end', '{} x', /after the end/],
  ['two documents', '{}{}', /after the end/],
  ['a NUL behind the end', '{}\u0000', /after the end/],
  ['a leading zero', '[01]', /leading zero/],
  ['a negative leading zero', '[-01]', /leading zero/],
  ['many zeros', '[00]', /leading zero/],
  ['hexadecimal', '[0x10]', /malformed/],
  ['a plus sign', '[+1]', /malformed/],
  ['a bare point', '[.5]', /malformed/],
  ['a point at the end', '[5.]', /malformed/],
  ['an empty exponent', '[1e]', /malformed/],
  ['two signs', '[--1]', /malformed/],
  ['digit groups', '[1_000]', /malformed/],
  ['NaN', '[NaN]', /malformed/],
  ['Infinity', '[-Infinity]', /malformed/],
  ['undefined', '[undefined]', /malformed/],
  ['a capital word', '[True]', /malformed/],
  ['a word cut short', '[tru', /malformed/],
  ['a line comment', '{"a":1}//x', /after the end/],
  ['a block comment', '{/*x*/"a":1}', /malformed/],
  ['single quotes', "{'a':1}", /malformed/],
  ['a bare key', '{a:1}', /malformed/],
  ['a number as key', '{1:1}', /malformed/],
  ['a trailing comma in an object', '{"a":1,}', /malformed/],
  ['a trailing comma in an array', '[1,]', /malformed/],
  ['a missing comma', '[1 2]', /malformed/],
  ['a missing colon', '{"a" 1}', /malformed/],
  ['a missing value', '{"a":}', /malformed/],
  ['wrong brackets', '[1}', /malformed/],
  ['a no-break space', '\u00a0{}', /malformed/],
  ['a vertical tab', '{\u000b}', /malformed/],
  ['an unknown escape', String.raw`["\x41"]`, /unknown escape/],
  ['a short unicode escape', String.raw`["\u41"]`, /unknown escape/],
  ['a signed unicode escape', String.raw`["\u+041"]`, /unknown escape/],
  ['an open string', '["abc', /too early/],
  ['an escape at the end', '["abc\\', /unknown escape/],
  ['an open object', '{"a":1', /too early/],
  ['an open array', '[', /too early/],
];

for (const [name, text, reason] of refusals) {
  test(`${name} is refused`, () => {
    assert.throws(
      () => read(text),
      (error: unknown) =>
        error instanceof JsonError && reason.test(error.message) && error.offset <= text.length,
    );
  });
}

test('bytes that are not UTF-8 are refused', () => {
  const bad = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82]];
  for (const bytes of bad) {
    const body = Buffer.concat([Buffer.from('["'), Buffer.from(bytes), Buffer.from('"]')]);
    assert.throws(() => readJson(body), /UTF-8/);
  }
});

test('twenty levels are read and the twenty-first is refused, without using up the stack', () => {
  read('['.repeat(20) + ']'.repeat(20));
  read('{"a":'.repeat(20) + '1' + '}'.repeat(20));
  read(`[${Array(50).fill('[[]]').join(',')}]`);
  assert.throws(() => read('['.repeat(21) + ']'.repeat(21)), /deep/);
  assert.throws(() => read('{"a":'.repeat(100_000)), /deep/);
  assert.throws(() => readJson(Buffer.from('[[1]]'), { maxDepth: 1 }), /deep/);
});

test('a thousand keys are read and one more is refused', () => {
  const keys = (count: number): string =>
    `{${Array.from({ length: count }, (_, index) => `"k${index}":0`).join(',')}}`;
  read(keys(1000));
  assert.throws(() => read(keys(1001)), /too many keys/);
  assert.throws(() => readJson(Buffer.from(keys(3)), { maxKeys: 2 }), /too many keys/);
});

test('names that live on Object.prototype are ordinary keys', () => {
  const value = read('{"toString":"a","hasOwnProperty":"b","valueOf":"c"}');
  assert.ok(isJsonObject(value));
  assert.deepEqual(Object.entries(value), [
    ['toString', 'a'],
    ['hasOwnProperty', 'b'],
    ['valueOf', 'c'],
  ]);
  assert.equal('isPrototypeOf' in value, false);
});

test('a surrogate pair may be escaped whole, and a quotation mark, slash and backslash too', () => {
  assert.equal(read(String.raw`"\ud83d\ude00 \"\/\\ \u00e9"`), '😀 "/\\ é');
});
