/** Requests that a careless or a hostile client might send: as described, and then with something of it put wrong. */
import type { Random } from '../../../torture/random.ts';
import type { Operation, Schema } from './descriptions.ts';

const strangeValues: readonly unknown[] = [
  ...[null, true, 0, -1, 0.001, 1e308, 123_456_789_012_345_680_000],
  ...['', ' ', '\0', 'a\0b', '\ud800', '😀', '\u202eabc', '__proto__', 'constructor', '١٢٣'],
  ...['NaN', '1e3', '-0', '0x10', '1.005', '1,000', '9'.repeat(30), '1'.repeat(400)],
  ...['2026-02-30', '9999-99-99', '275760-09-13', '-271821-04-20', '0001-01-01', '+12026-01-01'],
  ...[[], {}, [[]], [null], { a: 1 }, 'x'.repeat(300), 'x'.repeat(70_000)],
  ...['https://127.0.0.1/', 'javascript:alert(1)', "' or 1=1 --", '%', '../..', '\r\nX: y'],
];

/** What the names of fields promise, where their schema leaves more open. */
const plausible: readonly (readonly [name: RegExp, values: readonly unknown[]])[] = [
  [/amount/i, [5_000, 5_100.5, 20_000]],
  [/^(order_id|reference|clientTransactionRefNo)$/, ['R-1', 'R-2', 'R-3', 'R-4', 'R-5', 'R-6']],
  [/ifsc/i, ['HDFC0001234']],
  [/account_?number$/i, ['123456789012']],
  [/account(id)?$/i, [100_000, 100_001, 100_002]],
  [/mobile|phone/i, ['+254712345678', '254712345678', '9876543210']],
  [/date/i, ['2026-11-01', '1990-05-01']],
  [/country/i, ['IN', 'KE']],
  [/currency/i, ['INR', 'KES']],
  [/e-?mail|contact|customer$/i, ['asha@merchant.example']],
  [/url|redirect/i, ['https://shop.example/back']],
  [/^number$/, ['4111111111111111']],
  [/expiryYear/, [2030]],
  [/month|cvv/i, [12, '123']],
  [/name/i, ['Asha Rao']],
];

/** A value as the schema has it, or nearly so. */
export function plain(random: Random, operation: Operation, given: Schema, name = ''): unknown {
  const valueOf = (schema: Schema, under: string): unknown => {
    const {
      const: only,
      enum: words,
      anyOf,
      items,
      properties,
      required = [],
    } = operation.resolve(schema);
    if (only !== undefined) return only;
    if (Array.isArray(words)) return random.pick(words);
    const [, known] = plausible.find(([pattern]) => pattern.test(under)) ?? [];
    if (known !== undefined && properties === undefined) return random.pick(known);
    if (Array.isArray(anyOf)) return valueOf(random.pick(anyOf as Schema[]), under);
    if (items !== undefined) return [valueOf(items as Schema, under)];
    if (properties === undefined) return random.pick([1, 'abc', '123456', true]);
    const fields = Object.entries(properties as Record<string, Schema>).filter(
      ([field]) => (required as string[]).includes(field) || random.happens(0.6),
    );
    return Object.fromEntries(fields.map(([field, each]) => [field, valueOf(each, field)]));
  };
  return valueOf(given, name);
}

export function strangeText(random: Random): string {
  const value = random.pick(strangeValues);
  return typeof value === 'string' ? value.slice(0, 2_000) : JSON.stringify(value);
}

/** The same with one place put wrong: left out, too much, or another value. */
export function spoilt(random: Random, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random.happens(0.15))
    return random.pick(strangeValues);
  if (Array.isArray(value))
    return random.happens(0.2)
      ? Array.from({ length: 600 }, () => value[0] as unknown)
      : value.map((each) => spoilt(random, each));
  const fields = Object.entries(value);
  const [name] = random.pick(fields.length > 0 ? fields : [['x', null]]);
  const rest = fields.filter(([field]) => field !== name);
  const how = random.next();
  if (how < 0.2) return Object.fromEntries(rest);
  const added = random.pick(['__proto__', 'constructor', 'status', 'merchantId', 'fee', 'role']);
  if (how < 0.3) return Object.fromEntries([...fields, [added, random.pick(strangeValues)]]);
  const own = (value as Record<string, unknown>)[name];
  return Object.fromEntries([...rest, [name, spoilt(random, own)]]);
}

/** Bytes that are no longer what they were, mostly no JSON. */
export function garbled(random: Random, text: string): string | Buffer<ArrayBuffer> {
  const middle = Math.floor(random.next() * text.length);
  return random.pick<() => string | Buffer<ArrayBuffer>>([
    () => text.slice(0, middle),
    () => `\ufeff${text}`,
    () => text + text,
    () => Buffer.concat([Buffer.from(text.slice(0, middle)), Buffer.from([0xff, 0xfe])]),
    () => '['.repeat(20_000),
    () => text.replace(/:\d+/, random.pick([':1e400', ':-0', ':01', ':1.', `:${'9'.repeat(400)}`])),
    () => text.replace(/^\{("[^"]+"):/, '{$1:null,$1:'),
    () => '',
    () => 'null',
  ])();
}
