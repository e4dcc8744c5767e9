import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { newId, type PayoutId } from '../../src/kit/ids.ts';
import { parseProviderReference, providerReference } from '../../src/providers/references.ts';

const parts = fc.record(
  {
    merchantNo: fc.integer({ min: 0, max: 0x7fff_ffff }),
    payoutId: fc.uuid() as fc.Arbitrary<PayoutId>,
    attemptNo: fc.integer({ min: 1, max: 99_999 }),
  },
  { noNullPrototype: true },
);

test('every reference leads back to its merchant, payout and attempt, and fits every bank', () => {
  fc.assert(
    fc.property(parts, (of) => {
      const reference = providerReference(of.merchantNo, of.payoutId, of.attemptNo);
      assert.match(reference, /^[A-Za-z0-9-]{1,40}$/);
      assert.deepEqual(parseProviderReference(reference), of);
    }),
  );
});

test('the edges of all parts survive', () => {
  const ends: [number, string, number][] = [
    [0, '00000000-0000-0000-0000-000000000000', 1],
    [0x7fff_ffff, 'ffffffff-ffff-ffff-ffff-ffffffffffff', 99_999],
    [1, newId(1_760_000_000_000), 2],
  ];
  for (const [merchantNo, payoutId, attemptNo] of ends) {
    const reference = providerReference(merchantNo, payoutId, attemptNo);
    assert.deepEqual(parseProviderReference(reference), { merchantNo, payoutId, attemptNo });
  }
});

test('a text that reads as a reference is the one spelling of it', () => {
  const spelling = fc.stringMatching(/^H[0-9A-HJKMNP-TV-Z]{33}-[1-9][0-9]{0,4}$/);
  fc.assert(
    fc.property(spelling, (text) => {
      const of = parseProviderReference(text);
      if (of === undefined) return;
      assert.equal(providerReference(of.merchantNo, of.payoutId, of.attemptNo), text);
    }),
  );
});

test('other texts are not references', () => {
  const good = providerReference(7, '01890a5d-ac96-774b-bcce-b302099a8057', 1);
  const others = [
    '',
    'FUND-1',
    good.toLowerCase(),
    `${good} `,
    `${good}\n`,
    good.slice(0, -2),
    `${good}00000`,
    good.replace('-1', '-0'),
    good.replace('-1', '-01'),
    good.replace('H', 'G'),
    good.replace('H0', 'HI'),
    // A merchant that no column could hold, in bits that the digits have, and a payout of more than 128 bits.
    good.replace(/^H.{7}/, 'H2000000'),
    good.replace(/^H.{7}/, 'HZZZZZZZ'),
    good.replace(/^(H.{7})./, '$18'),
  ];
  for (const text of others) assert.equal(parseProviderReference(text), undefined, text);
});

test('parts that do not fit are refused', () => {
  const id = '01890a5d-ac96-774b-bcce-b302099a8057';
  assert.throws(() => providerReference(-1, id, 1), RangeError);
  assert.throws(() => providerReference(2 ** 31, id, 1), RangeError);
  assert.throws(() => providerReference(1.5, id, 1), RangeError);
  assert.throws(() => providerReference(1, id, 0), RangeError);
  assert.throws(() => providerReference(1, id, 100_000), RangeError);
  assert.throws(() => providerReference(1, id.toUpperCase(), 1), RangeError);
  assert.throws(() => providerReference(1, 'payout', 1), RangeError);
});
