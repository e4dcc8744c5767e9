/** Whether M-Pesa is on is the operator's word, and what it then needs is named at once. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { ConfigError, readConfig } from '../../src/config.ts';

const live = {
  HUNDI_ENV: 'live',
  HUNDI_PUBLIC_URL: 'https://pay.example',
  HUNDI_TOKEN_KEYS: 'k'.repeat(32),
  HUNDI_SEALING_KEYS: 's'.repeat(32),
  HUNDI_BANK_URL: 'https://bank.example',
  HUNDI_BANK_API_KEY: 'key',
  HUNDI_BANK_CALLBACK_SECRET: 'secret',
};

function certificateFile(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'hundi-certificate-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'certificate.pem');
  const { publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  writeFileSync(file, publicKey);
  return file;
}

const safaricom = {
  HUNDI_MPESA: 'on',
  HUNDI_MPESA_URL: 'https://api.safaricom.co.ke',
  HUNDI_MPESA_CONSUMER_KEY: 'key',
  HUNDI_MPESA_CONSUMER_SECRET: 'secret',
  HUNDI_MPESA_SHORTCODE: '600999',
  HUNDI_MPESA_PASSKEY: 'passkey',
  HUNDI_MPESA_INITIATOR_NAME: 'hundi',
  HUNDI_MPESA_INITIATOR_PASSWORD: 'password',
  HUNDI_MPESA_CALLBACK_SECRET: 'c'.repeat(32),
};

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.faults;
  }
}

test('a sandbox brings its own M-Pesa; live has none unless the operator says so', (t) => {
  const { isOn, daraja } = readConfig({}).mpesa;
  assert.deepEqual([isOn, daraja], [true, undefined]);
  assert.equal(readConfig({ HUNDI_MPESA: 'off' }).mpesa.isOn, false);
  assert.equal(readConfig(live).mpesa.isOn, false);
  const HUNDI_MPESA_CERTIFICATE = certificateFile(t);
  const named = readConfig({ ...live, ...safaricom, HUNDI_MPESA_CERTIFICATE }).mpesa;
  assert.equal(named.daraja?.url, 'https://api.safaricom.co.ke');
  assert.match(named.daraja.certificate, /^-----BEGIN/);
});

test('everything that Safaricom’s needs is asked for at once', () => {
  assert.deepEqual(faultsOf({ ...live, HUNDI_MPESA: 'on' }), [
    'M-Pesa in live needs HUNDI_MPESA_URL.',
  ]);
  const faults = faultsOf({ HUNDI_MPESA_URL: 'https://sandbox.safaricom.co.ke' });
  assert.deepEqual(
    faults.map((fault) => /needs (HUNDI_MPESA_\w+)\.$/.exec(fault)?.[1]).sort(),
    Object.keys(safaricom)
      .filter((name) => name !== 'HUNDI_MPESA' && name !== 'HUNDI_MPESA_URL')
      .concat('HUNDI_MPESA_CERTIFICATE')
      .sort(),
  );
  assert.deepEqual(faultsOf({ ...live, HUNDI_MPESA_URL: 'nonsense' }), [], 'it is off');
});

test('a certificate that is none, a short secret and a callback address that Safaricom refuses are faults', (t) => {
  const env = { ...live, ...safaricom, HUNDI_MPESA_CERTIFICATE: certificateFile(t) };
  const odd: Record<string, [string, RegExp]> = {
    HUNDI_MPESA_CERTIFICATE: ['/nowhere.pem', /must be a PEM file/],
    HUNDI_MPESA_CALLBACK_SECRET: ['short', /at least 32/],
    HUNDI_MPESA_URL: ['http://api.safaricom.co.ke', /with https/],
    HUNDI_MPESA_CALLBACK_URL: ['https://pay.example/path', /must be an origin/],
  };
  for (const [name, [value, sentence]] of Object.entries(odd)) {
    const faults = faultsOf({ ...env, [name]: value });
    assert.equal(faults.length, 1, faults.join());
    assert.match(faults[0] ?? '', sentence);
  }
  const words = { ...env, HUNDI_MPESA_CALLBACK_URL: 'https://mpesa.example' };
  assert.match(faultsOf(words).join(), /a word that Safaricom refuses/);
  assert.match(
    faultsOf({ ...env, HUNDI_MPESA_CALLBACK_URL: 'http://pay.example' }).join(),
    /https/,
  );
});
