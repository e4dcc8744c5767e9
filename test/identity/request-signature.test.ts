import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  baseStringOf,
  canonicalQueryOf,
  isNonce,
  isSignatureOf,
  isTimely,
  signatureOf,
  type RequestToSign,
} from '../../src/identity/request-signature.ts';

const sample = readFileSync(join(import.meta.dirname, 'samples/xpayout-create-order.txt'));
const none = Buffer.alloc(0);
const published = { timestamp: '1714723200', nonce: 'nonce_001' };

test('the published sample, byte for byte, has the digest and the signature of the document', () => {
  assert.equal(sample.length, 369);
  assert.equal(
    createHash('sha256').update(sample).digest('hex'),
    'ecb70d326b13eabb89b986a89df22151af2dcebac3c44df54fca90a6597ebe8a',
  );
  const base = baseStringOf({
    ...published,
    method: 'POST',
    route: 'api_create_order',
    body: sample,
  });
  assert.equal(
    base,
    'POST\napi_create_order\n1714723200\nnonce_001\n' +
      'ecb70d326b13eabb89b986a89df22151af2dcebac3c44df54fca90a6597ebe8a',
  );
  const signature = '4c1772acf384939588a0f4bc955076237d54cb6f6763e5a1b72a1c35b71e506a';
  assert.equal(signatureOf('API_SECRET', base), signature);
  assert.ok(isSignatureOf('API_SECRET', base, signature));
  assert.ok(isSignatureOf('API_SECRET', base, signature.toUpperCase()), 'case does not matter');
});

test('a request without a body signs the digest of nothing', () => {
  const base = baseStringOf({ ...published, method: 'GET', route: 'api_balance', body: none });
  assert.equal(
    signatureOf('API_SECRET', base),
    'b1836bd5824ddec05fcf0a61d7977e0af6a16821da97122c5798dc5cecb76128',
  );
});

test('version 2 adds the query as a sixth line, sorted and encoded whatever order it came in', () => {
  const query = canonicalQueryOf(
    new Map([
      ['route', 'api_order_status'],
      ['order_id', "A/1 é!'()*~"],
      ['a-b', ''],
    ]),
  );
  assert.equal(query, 'a-b=&order_id=A%2F1%20%C3%A9%21%27%28%29%2A~&route=api_order_status');
  const request = { ...published, method: 'GET', route: 'api_order_status', body: none };
  assert.equal(baseStringOf({ ...request, query }), `${baseStringOf(request)}\n${query}`);
});

/** What the gate lets through to the signature. */
const request: fc.Arbitrary<RequestToSign> = fc.record(
  {
    method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
    route: fc.constantFrom('api_create_order', 'api_order_status', 'api_balance'),
    timestamp: fc.constantFrom('1', '11', '111', '12', '1714723200'),
    // Where one part ended and the next began would be lost, were they only put side by side.
    nonce: fc.constantFrom('1'.repeat(8), '1'.repeat(9), '1'.repeat(10), '21111111', 'nonce_001'),
    body: fc
      .constantFrom('', '{}', '{"a":1}', '{"a":2}', '\n', '1\nGET')
      .map((text) => Buffer.from(text)),
    query: fc
      .dictionary(
        fc.constantFrom('order_id', 'a', 'a&b', 'a=b', '\n'),
        fc.constantFrom('', '1', '1&b=2', 'b=', '\n'),
      )
      .map((pairs) => canonicalQueryOf(new Map([['route', 'x'], ...Object.entries(pairs)]))),
  },
  { requiredKeys: ['method', 'route', 'timestamp', 'nonce', 'body'] },
);

/** Another request that differs little from the first, so that a likeness would be found. */
const pair = fc
  .tuple(
    request,
    request,
    fc.subarray(['method', 'route', 'timestamp', 'nonce', 'body', 'query'] as const),
  )
  .map(([one, other, taken]): [RequestToSign, RequestToSign] => [
    one,
    {
      ...one,
      ...Object.fromEntries(
        taken.filter((name) => name in other).map((name) => [name, other[name]]),
      ),
    },
  ]);

test('of a hundred thousand pairs, no two requests that differ share a base string', () => {
  const keyOf = ({ body, ...rest }: RequestToSign) =>
    JSON.stringify([
      rest.method,
      rest.route,
      rest.timestamp,
      rest.nonce,
      rest.query ?? null,
      body.toString('hex'),
    ]);
  fc.assert(
    fc.property(
      pair,
      ([one, other]) =>
        (keyOf(one) === keyOf(other)) === (baseStringOf(one) === baseStringOf(other)),
    ),
    { numRuns: 100_000 },
  );
});

test('the same parameters have one canonical query, and different ones never share it', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 6 });
  fc.assert(
    fc.property(fc.dictionary(text, text), fc.dictionary(text, text), (one, other) => {
      const same = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
      assert.equal(
        canonicalQueryOf(new Map(sorted(one))) === canonicalQueryOf(new Map(sorted(other))),
        same,
      );
      assert.equal(
        canonicalQueryOf(new Map(sorted(one))),
        canonicalQueryOf(new Map(sorted(one).toReversed())),
      );
    }),
  );
});

function sorted(pairs: Record<string, string>): [string, string][] {
  return Object.entries(pairs).sort(([a], [b]) => (a < b ? -1 : 1));
}

test('a time is whole Unix seconds within 300 of now, either way', () => {
  const nowMs = 1_714_723_200_400;
  for (const seconds of ['1714723200', '1714722901', '1714723500'])
    assert.ok(isTimely(seconds, nowMs), seconds);
  for (const seconds of [
    '1714722900',
    '1714723501',
    '1714723200.0',
    '01714723200',
    '-1',
    '+1714723200',
  ])
    assert.ok(!isTimely(seconds, nowMs), seconds);
  for (const seconds of ['1714723200000', '0x6634a000', '1e9', '', ' 1714723200', 'NaN'])
    assert.ok(!isTimely(seconds, nowMs), seconds);
});

test('a nonce is 8 to 128 characters that no line can be broken by', () => {
  for (const nonce of ['nonce_001', 'a'.repeat(128), '1.2:3-4_5']) assert.ok(isNonce(nonce), nonce);
  for (const nonce of [
    '',
    'seven77',
    'a'.repeat(129),
    'nonce 001',
    'nonce\n001',
    'nonce,001',
    'nönce001',
  ])
    assert.ok(!isNonce(nonce), nonce);
});
