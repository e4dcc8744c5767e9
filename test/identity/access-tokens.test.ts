import assert from 'node:assert/strict';
import { createHmac, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../../src/kit/errors.ts';
import { newId, type MerchantId } from '../../src/kit/ids.ts';
import type { FamilyId } from '../../src/identity/caller.ts';
import { signingKeysOf } from '../../src/identity/keys.ts';
import { RecentMap } from '../../src/identity/recent-map.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import {
  audience,
  HandClock,
  issuer,
  lifeSeconds,
  olderSecret,
  signingSecret,
  startGateway,
  type Gateway,
} from './gateway.ts';

const startMs = Date.now();
const nowSeconds = Math.floor(startMs / 1000);
const clock = new HandClock(startMs);
let database: TestDatabase;
let gateway: Gateway;

before(async () => {
  database = await createTestDatabase();
  gateway = await startGateway(database.url, clock);
});
after(async () => {
  await gateway.stop();
  await database.drop();
});

const goodHeader = { alg: 'HS256', typ: 'JWT', kid: 'k2' };
const goodClaims = {
  sid: newId<'token_family'>(startMs),
  role: 'payer',
  merchant: newId<'merchant'>(startMs),
  iss: issuer,
  aud: audience,
  sub: 'hc_rt_aaaaaaaaaaaaaaaa',
  exp: nowSeconds + lifeSeconds,
  nbf: nowSeconds,
  iat: nowSeconds,
  iat_ms: startMs,
  jti: newId<'access_token'>(startMs),
};

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function sign(header: object, claims: unknown, secret = signingSecret, hash = 'sha256'): string {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`;
}

/** Both spellings of the instant of issue, so that a forgery has one fault only. */
function issued(atSeconds: number): object {
  return { iat: atSeconds, iat_ms: atSeconds * 1000 };
}

function without(claim: keyof typeof goodClaims): object {
  return Object.fromEntries(Object.entries(goodClaims).filter(([name]) => name !== claim));
}

function grant() {
  return {
    merchantId: newId<'merchant'>(startMs) satisfies MerchantId,
    familyId: newId<'token_family'>(startMs) satisfies FamilyId,
    subject: 'hc_rt_aaaaaaaaaaaaaaaa',
    role: 'payer' as const,
    familyExpiresAtMs: startMs + 30 * 24 * 3_600_000,
  };
}

function isUnauthenticated(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'access.unauthenticated';
}

test('a token we issue has exactly the header and claims of the contract and says who is calling', async () => {
  const given = grant();
  const { token, expiresInSeconds } = await gateway.tokens.issue(given);
  const [header = '', payload = ''] = token.split('.');
  assert.equal(
    Buffer.from(header, 'base64url').toString(),
    '{"alg":"HS256","typ":"JWT","kid":"k2"}',
  );
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  assert.deepEqual(Object.keys(claims).sort(), Object.keys(goodClaims).sort());
  assert.equal(expiresInSeconds, lifeSeconds);
  assert.equal(gateway.tokens.peek(token), undefined, 'nothing is believed unverified');
  const caller = await gateway.tokens.verify(token);
  assert.equal(caller.merchantId, given.merchantId);
  assert.equal(caller.familyId, given.familyId);
  assert.equal(caller.subject, given.subject);
  assert.equal(caller.role, 'payer');
  assert.equal(caller.issuedAtMs, startMs);
  assert.equal(gateway.tokens.peek(token), caller, 'the second time costs no verification');
});

test('a token made by hand as we make it is accepted, so that the forgeries below fail for their one fault', async () => {
  assert.equal((await gateway.tokens.verify(sign(goodHeader, goodClaims))).role, 'payer');
  const byOlderKey = sign({ ...goodHeader, kid: 'k1' }, goodClaims, olderSecret);
  assert.equal((await gateway.tokens.verify(byOlderKey)).role, 'payer');
});

/** Decodes to the same bytes in readers that ignore the spare bits. */
function nextCharacter(character: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet.charAt(alphabet.indexOf(character) + 1);
}

function forgeries(): Record<string, string> {
  const good = sign(goodHeader, goodClaims);
  const [header = '', payload = '', signature = ''] = good.split('.');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const rsaText = `${encode({ ...goodHeader, alg: 'RS256' })}.${payload}`;
  const unsigned = (alg: string): string => `${encode({ ...goodHeader, alg })}.${payload}.`;
  const claims = (changed: object): string => sign(goodHeader, { ...goodClaims, ...changed });
  const headed = (changed: object): string => sign({ ...goodHeader, ...changed }, goodClaims);
  const wrongSignature = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
  return {
    'alg none': unsigned('none'),
    'alg None': unsigned('None'),
    'alg none with a signature': sign({ ...goodHeader, alg: 'none' }, goodClaims),
    'alg HS384': sign({ ...goodHeader, alg: 'HS384' }, goodClaims, signingSecret, 'sha384'),
    'alg HS512': sign({ ...goodHeader, alg: 'HS512' }, goodClaims, signingSecret, 'sha512'),
    'alg hs256 in lower case': headed({ alg: 'hs256' }),
    'alg RS256 with a key of its own': `${rsaText}.${createSign('RSA-SHA256').update(rsaText).sign(privateKey, 'base64url')}`,
    'alg missing': sign({ typ: 'JWT', kid: 'k2' }, goodClaims),
    'typ missing': sign({ alg: 'HS256', kid: 'k2' }, goodClaims),
    'typ of an access token of RFC 9068': headed({ typ: 'at+jwt' }),
    'typ in lower case': headed({ typ: 'jwt' }),
    'typ as a media type': headed({ typ: 'application/jwt' }),
    'kid missing': sign({ alg: 'HS256', typ: 'JWT' }, goodClaims),
    'kid unknown': headed({ kid: 'k3' }),
    'kid of another of our keys': headed({ kid: 'k1' }),
    'kid that reaches a prototype': headed({ kid: '__proto__' }),
    'kid a path': headed({ kid: '../../dev/null' }),
    'a header that brings its own key': headed({ jwk: { kty: 'oct', k: 'AAAA' } }),
    'a header that points to a key': headed({ jku: 'https://evil.test/keys' }),
    'an unknown critical header': headed({ crit: ['exp2'], exp2: 1 }),
    'b64 switched off': headed({ crit: ['b64'], b64: false }),
    'a header with more than three fields': headed({ cty: 'JWT' }),
    'signed with a secret of theirs': sign(goodHeader, goodClaims, 'x'.repeat(43)),
    'signed with nothing': sign(goodHeader, goodClaims, ''),
    'a changed signature': `${header}.${payload}.${wrongSignature}`,
    'a shortened signature': `${header}.${payload}.${signature.slice(0, 20)}`,
    'no signature': `${header}.${payload}.`,
    'a changed payload': `${header}.${encode({ ...goodClaims, role: 'admin' })}.${signature}`,
    'a changed header': `${encode({ ...goodHeader, x: 1 })}.${payload}.${signature}`,
    'spare bits in the last character': good.slice(0, -1) + nextCharacter(good.slice(-1)),
    'padding after the signature': `${good}=`,
    'a space before': ` ${good}`,
    'a fourth part': `${good}.${signature}`,
    'two parts': `${header}.${payload}`,
    'five parts, as an encrypted one': `${good}.AA.AA`,
    'not a token': 'Bearer',
    'nothing at all': '',
    'a token of a megabyte': claims({ padding: 'x'.repeat(1_000_000) }),
    'exp missing': sign(goodHeader, without('exp')),
    'nbf missing': sign(goodHeader, without('nbf')),
    'iat missing': sign(goodHeader, without('iat')),
    'jti missing': sign(goodHeader, without('jti')),
    'iss missing': sign(goodHeader, without('iss')),
    'aud missing': sign(goodHeader, without('aud')),
    'sub missing': sign(goodHeader, without('sub')),
    'family missing': sign(goodHeader, without('sid')),
    'role missing': sign(goodHeader, without('role')),
    'merchant missing': sign(goodHeader, without('merchant')),
    'expired a second ago': claims({ ...issued(nowSeconds - 60), exp: nowSeconds - 1 }),
    'expires at this second': claims({ ...issued(nowSeconds - 60), exp: nowSeconds }),
    'exp as text': claims({ exp: String(nowSeconds + 60) }),
    'exp beyond numbers': sign(goodHeader, { ...goodClaims, exp: 1e300 }),
    'exp not above iat': claims({ ...issued(nowSeconds + 4), exp: nowSeconds + 3 }),
    'nbf in the future': claims({ nbf: nowSeconds + 60 }),
    'nbf as text': claims({ nbf: 'yesterday' }),
    'iat in the future': claims(issued(nowSeconds + 60)),
    'iat and its milliseconds apart': claims({ iat: nowSeconds - 1 }),
    'iat_ms missing': sign(goodHeader, without('iat_ms')),
    'another issuer': claims({ iss: 'https://other.test' }),
    'the issuer with a slash more': claims({ iss: `${issuer}/` }),
    'another audience': claims({ aud: 'console' }),
    'our audience among others': claims({ aud: [audience, 'console'] }),
    'sub empty': claims({ sub: '' }),
    'sub a number': claims({ sub: 7 }),
    'a role that does not exist': claims({ role: 'owner' }),
    'roles as a list': claims({ role: ['admin'] }),
    'a merchant that is no id': claims({ merchant: "x' or 1=1" }),
    'a family that is no id': claims({ sid: '1' }),
    'a jti that is no id': claims({ jti: 'x' }),
    'a payload that is a list': sign(goodHeader, [goodClaims]),
    'a payload that is no JSON': (() => {
      const text = `${header}.${Buffer.from('{"exp":').toString('base64url')}`;
      return `${text}.${createHmac('sha256', signingSecret).update(text).digest('base64url')}`;
    })(),
  };
}

test('no forged, altered, stale or foreign token is let in, however often it is tried', async () => {
  const tokens = Object.entries(forgeries());
  assert.ok(tokens.length >= 60);
  for (const [what, token] of tokens) {
    for (let time = 1; time <= 2; time++)
      await assert.rejects(gateway.tokens.verify(token), isUnauthenticated, what);
    assert.equal(gateway.tokens.peek(token), undefined, what);
  }
});

test('a remembered token ends when it expires, to the second', async () => {
  const { token } = await gateway.tokens.issue(grant());
  await gateway.tokens.verify(token);
  const expiresAtMs = (nowSeconds + lifeSeconds) * 1000;
  try {
    clock.nowMs = expiresAtMs - 1;
    assert.ok(gateway.tokens.peek(token));
    clock.nowMs = expiresAtMs;
    assert.equal(gateway.tokens.peek(token), undefined);
    await assert.rejects(gateway.tokens.verify(token), isUnauthenticated);
  } finally {
    clock.nowMs = startMs;
  }
});

test('an access token never outlives its login', async () => {
  const { expiresInSeconds } = await gateway.tokens.issue({
    ...grant(),
    familyExpiresAtMs: (nowSeconds + 90) * 1000,
  });
  assert.equal(expiresInSeconds, 90);
});

test('a token of a host whose clock is two seconds ahead is not refused', async () => {
  clock.nowMs = startMs + 2_000;
  const { token } = await gateway.tokens.issue(grant());
  clock.nowMs = startMs;
  assert.ok(await gateway.tokens.verify(token));
});

test('while revocations cannot be read nobody is let in, not even a remembered caller', async () => {
  const blind = await startGateway(database.url, clock);
  try {
    const { token } = await blind.tokens.issue(grant());
    await blind.tokens.verify(token);
    await blind.pool.end();
    await sleep(1_000);
    assert.ok(blind.tokens.peek(token), 'a short outage is ridden out');
    await sleep(2_300);
    assert.equal(blind.tokens.peek(token), undefined);
    await assert.rejects(
      blind.tokens.verify(token),
      (error) => error instanceof DomainError && error.code === 'service.unavailable',
    );
  } finally {
    await blind.stop();
  }
});

test('weak, nameless or doubled signing keys stop the start', () => {
  const good = { kid: 'a', secret: 'x'.repeat(32) };
  assert.throws(() => signingKeysOf([]), /at least one/i);
  assert.throws(() => signingKeysOf([{ kid: 'a', secret: 'x'.repeat(31) }]), /shorter/);
  assert.throws(() => signingKeysOf([{ ...good, kid: '' }]), /name/);
  assert.throws(() => signingKeysOf([good, good]), /Two/);
  assert.equal(signingKeysOf([good, { ...good, kid: 'b' }]).signing.kid, 'a');
});

test('the memory of tokens is bounded and keeps what is used', () => {
  const map = new RecentMap<number>(100);
  const kept = randomUUID();
  map.set(kept, 1);
  for (let index = 0; index < 1_000; index++) {
    map.set(`token ${index}`, index);
    assert.equal(map.get(kept), 1);
    assert.ok(map.size <= 100);
  }
  assert.equal(map.get('token 0'), undefined);
  assert.equal(map.get('token 999'), 999);
  map.delete(kept);
  assert.equal(map.get(kept), undefined);
});
