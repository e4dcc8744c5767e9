/** A payment link says exactly what was signed, or nothing. */
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { payLinkQuery, readPayLink, type LinkSeal, type PayLink } from '../../src/checkout/link.ts';
import { createTestDatabase } from '../kit/database.ts';
import { openPool } from '../../src/db/connection.ts';
import { loadDeploymentSecrets } from '../../src/identity/deployment-secrets.ts';

const seal: LinkSeal = { keys: [randomBytes(32)], environment: 'sandbox' };

const links: fc.Arbitrary<PayLink> = fc.record(
  {
    merchantId: fc.uuid(),
    payinId: fc.uuid(),
    amountMinor: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }),
    currency: fc.constantFrom('INR', 'KES', 'USD', 'USDT'),
    expiresAtSeconds: fc.integer({ min: 1_700_000_000, max: 99_999_999_999 }),
  },
  { noNullPrototype: true },
);

const [one, other] = fc.sample(links, { numRuns: 2, seed: 7 }) as [PayLink, PayLink];

function wordsOf(link: PayLink, sealed: LinkSeal = seal): Record<'o' | 'e' | 's', string> {
  const { o, e, s } = Object.fromEntries(new URLSearchParams(payLinkQuery(link, sealed)));
  assert.ok(o !== undefined && e !== undefined && s !== undefined);
  return { o, e, s };
}

test('a link reads back as the payment that it was made for', () => {
  fc.assert(
    fc.property(links, (link) => {
      assert.deepEqual(readPayLink(wordsOf(link), seal), link);
    }),
  );
});

test('a link with any one character changed, added or taken away is refused', () => {
  const words = wordsOf(one);
  assert.deepEqual(readPayLink(words, seal), one);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  let tried = 0;
  for (const name of ['o', 'e', 's'] as const) {
    const text = words[name];
    const letters = [
      ...Array.from(name === 'e' ? '0123456789' : alphabet),
      ' ',
      '+',
      '=',
      '.',
      '%',
      '\0',
      'é',
    ];
    for (let at = 0; at <= text.length; at++) {
      for (const letter of letters) {
        const changed = text.slice(0, at) + letter + text.slice(at + 1);
        const longer = text.slice(0, at) + letter + text.slice(at);
        for (const altered of [changed, longer]) {
          if (altered === text) continue;
          tried += 1;
          assert.equal(readPayLink({ ...words, [name]: altered }, seal), undefined, altered);
        }
      }
      if (at === text.length) continue;
      const shorter = text.slice(0, at) + text.slice(at + 1);
      assert.equal(readPayLink({ ...words, [name]: shorter }, seal), undefined, shorter);
    }
  }
  assert.ok(tried > 10_000, `only ${tried}`);
});

test('no part of a link is good in another one', () => {
  const [mine, theirs] = [wordsOf(one), wordsOf(other)];
  for (const name of ['o', 'e', 's'] as const)
    assert.equal(readPayLink({ ...mine, [name]: theirs[name] }, seal), undefined, name);
  for (const changed of [
    { amountMinor: one.amountMinor + 1n },
    { currency: one.currency === 'INR' ? 'USD' : 'INR' },
    { expiresAtSeconds: one.expiresAtSeconds + 1 },
    { merchantId: other.merchantId },
    { payinId: other.payinId },
    { merchantId: one.payinId, payinId: one.merchantId },
  ] as const) {
    const { o, e } = wordsOf({ ...one, ...changed });
    assert.equal(readPayLink({ o, e, s: mine.s }, seal), undefined, Object.keys(changed).join());
  }
});

test('words that are missing, repeated or of another kind are refused', () => {
  const words = wordsOf(one);
  for (const bad of [
    undefined,
    null,
    7,
    '',
    [],
    {},
    [words.o],
    { 0: words.o },
    'x'.repeat(100_000),
  ])
    for (const name of ['o', 'e', 's'])
      assert.equal(readPayLink({ ...words, [name]: bad }, seal), undefined, name);
  assert.equal(readPayLink({}, seal), undefined);
  assert.equal(readPayLink({ ...words, e: [words.e, words.e] }, seal), undefined);
});

test('a link of the sandbox is nothing in live, and one of another deployment nothing here', () => {
  const words = wordsOf(one);
  assert.equal(readPayLink(words, { ...seal, environment: 'live' }), undefined);
  assert.equal(readPayLink(words, { ...seal, keys: [randomBytes(32)] }), undefined);
  assert.equal(readPayLink(words, { ...seal, keys: [] }), undefined);
});

test('links outlive a change of keys for as long as the old key is kept', () => {
  const [old] = seal.keys;
  assert.ok(old);
  const rotated = { ...seal, keys: [randomBytes(32), old] };
  assert.deepEqual(readPayLink(wordsOf(one), rotated), one);
  assert.deepEqual(readPayLink(wordsOf(one, rotated), rotated), one);
  assert.equal(readPayLink(wordsOf(one, rotated), seal), undefined);
});

test('fields of other lengths cannot be shifted into one another', () => {
  const seen = new Map<string, string>();
  fc.assert(
    fc.property(links, fc.constantFrom('sandbox', 'live'), (link, environment) => {
      const { s } = wordsOf(link, { ...seal, environment });
      const text = JSON.stringify({ ...link, amountMinor: String(link.amountMinor), environment });
      assert.equal(seen.get(s) ?? text, text);
      seen.set(s, text);
    }),
    { numRuns: 5_000 },
  );
});

test('the keys of links come from the secrets of the deployment and are of no use elsewhere', async (t) => {
  const database = await createTestDatabase();
  const pool = openPool(database.url, 'links', 1);
  t.after(async () => {
    await pool.end();
    await database.drop();
  });
  const configured = { tokenKeys: ['n'.repeat(32), 'o'.repeat(32)], sealingKeys: ['s'.repeat(32)] };
  const { payLinkKeys } = await loadDeploymentSecrets(pool, configured);
  assert.equal(payLinkKeys.length, 2);
  for (const [at, secret] of configured.tokenKeys.entries()) {
    assert.equal(payLinkKeys[at]?.length, 32);
    assert.notDeepEqual(payLinkKeys[at], Buffer.from(secret));
    assert.notDeepEqual(payLinkKeys[at], createHmac('sha256', secret).digest());
  }
  const [first, second] = [
    await loadDeploymentSecrets(pool, undefined),
    await loadDeploymentSecrets(pool, undefined),
  ];
  assert.deepEqual(first.payLinkKeys, second.payLinkKeys, 'one sandbox, one key, in every process');
});
