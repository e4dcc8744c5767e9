import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptedStep, newTotpSecret, totpUri } from '../../src/people/totp.ts';
import { codeAt } from '../support/totp.ts';

/** The key of appendix B of RFC 6238, as base32. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

/** Its times in seconds, with the last six digits of its codes, since apps show six. */
const vectors: readonly (readonly [number, string])[] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
];

test('the codes of RFC 6238 are accepted at their times, each once', () => {
  for (const [seconds, code] of vectors) {
    const step = BigInt(Math.floor(seconds / 30));
    assert.equal(acceptedStep(secret, code, 0n, seconds * 1_000), step, code);
    assert.equal(acceptedStep(secret, code, step - 1n, seconds * 1_000), step, code);
    assert.equal(acceptedStep(secret, code, step, seconds * 1_000), undefined, 'not twice');
    assert.equal(acceptedStep(secret, code, step + 9n, seconds * 1_000), undefined, 'nor after');
  }
});

test('a code is good in its own half minute, the one before and the one after, and in no other', () => {
  const at = 1_111_111_110_000;
  const code = codeAt(secret, at);
  const accepted = [-2, -1, 0, 1, 2].filter(
    (steps) => acceptedStep(secret, code, 0n, at + steps * 30_000) !== undefined,
  );
  assert.deepEqual(accepted, [-1, 0, 1]);
});

test('what is no code is refused, and never a fault of ours', () => {
  for (const text of ['', '1', '12345', '1234567', 'abcdef', '12 345', '１２３４５６', '-12345'])
    assert.equal(acceptedStep(secret, text, 0n, 59_000), undefined, text);
});

test('a new secret has 160 bits of its own, and the app reads issuer, address and secret', () => {
  const secrets = Array.from({ length: 50 }, newTotpSecret);
  assert.equal(new Set(secrets).size, 50);
  for (const one of secrets) assert.match(one, /^[A-Z2-7]{32}$/);
  const uri = new URL(totpUri(secret, 'Hundi & Sons', 'asha@owner.test'));
  assert.equal(uri.protocol, 'otpauth:');
  assert.equal(decodeURIComponent(uri.pathname), '/Hundi & Sons:asha@owner.test');
  assert.equal(uri.searchParams.get('secret'), secret);
  assert.equal(uri.searchParams.get('issuer'), 'Hundi & Sons');
});
