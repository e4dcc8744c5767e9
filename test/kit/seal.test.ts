import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { createSealer, MissingSealingKeyError } from '../../src/kit/seal.ts';

const oldKey = { keyId: '2025', key: randomBytes(32) };
const newKey = { keyId: '2026', key: randomBytes(32) };

test('what was sealed opens again, for its own record only', () => {
  const sealer = createSealer([newKey]);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), fc.string(), (secret, one, two) => {
      const sealed = sealer.seal(secret, one);
      assert.equal(sealer.open(sealed, one), secret);
      if (one !== two) assert.throws(() => sealer.open(sealed, two));
    }),
  );
});

test('the same secret never looks the same twice, and its text shows nothing of it', () => {
  const sealer = createSealer([newKey]);
  const texts = Array.from({ length: 50 }, () => sealer.seal('whsec_abc', 'a'));
  assert.equal(new Set(texts).size, 50);
  for (const text of texts) assert.match(text, /^v1\.2026\.[\w-]{16}\.[\w-]+\.[\w-]{22}$/);
});

test('a changed character anywhere keeps it shut', () => {
  const sealer = createSealer([newKey]);
  const sealed = sealer.seal('whsec_abcdef', 'a');
  for (let index = 0; index < sealed.length; index++) {
    // The last character of a part may hold bits that base64 does not use.
    if (sealed[index + 1] === '.' || index === sealed.length - 1) continue;
    const other = sealed[index] === 'A' ? 'B' : 'A';
    const changed = sealed.slice(0, index) + other + sealed.slice(index + 1);
    assert.throws(() => sealer.open(changed, 'a'), `at ${index}`);
  }
  for (const text of ['', 'v1', 'v1.2026', 'v1.2026...', `${sealed}.x`])
    assert.throws(() => sealer.open(text, 'a'));
});

test('a new key seals and the old one still opens; a key that is gone does not', () => {
  const sealed = createSealer([oldKey]).seal('secret', 'a');
  const both = createSealer([newKey, oldKey]);
  assert.equal(both.open(sealed, 'a'), 'secret');
  assert.match(both.seal('secret', 'a'), /^v1\.2026\./);
  assert.throws(() => createSealer([newKey]).open(sealed, 'a'), MissingSealingKeyError);
});

test('a ring that promises nothing is refused', () => {
  assert.throws(() => createSealer([]));
  assert.throws(() => createSealer([newKey, newKey]));
  assert.throws(() => createSealer([{ keyId: 'a.b', key: randomBytes(32) }]));
  assert.throws(() => createSealer([{ keyId: 'a', key: randomBytes(16) }]));
});
