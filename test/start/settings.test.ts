/** A setting that cannot be used is told at the start, in a sentence that names it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, readConfig } from '../../src/config.ts';

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.faults;
  }
}

const bank = {
  HUNDI_BANK_URL: 'http://127.0.0.1:9',
  HUNDI_BANK_API_KEY: 'key',
  HUNDI_BANK_CALLBACK_SECRET: 'secret',
};

test('a bank of the operator’s own has an address of the web, a key, and a secret that nobody can guess to be empty', () => {
  assert.deepEqual(faultsOf(bank), []);
  for (const HUNDI_BANK_URL of ['bank.example', 'ftp://bank.example', 'https://[x', 'https://'])
    assert.deepEqual(faultsOf({ ...bank, HUNDI_BANK_URL }), [
      'HUNDI_BANK_URL must begin with https:// or http://.',
    ]);
  assert.deepEqual(faultsOf({ HUNDI_BANK_URL: bank.HUNDI_BANK_URL }), [
    'This HUNDI_BANK_URL needs HUNDI_BANK_API_KEY.',
    'This HUNDI_BANK_URL needs HUNDI_BANK_CALLBACK_SECRET.',
  ]);
  const cards = { HUNDI_CARDS_API_KEY: 'key', HUNDI_CARDS_CALLBACK_SECRET: 'secret' };
  assert.deepEqual(faultsOf({ ...cards, HUNDI_CARDS_URL: 'https://[x' }), [
    'HUNDI_CARDS_URL must begin with https:// or http://.',
  ]);
});

test('the line break at the end of a secret from a file is left out, one inside a value is a fault', () => {
  assert.equal(readConfig({ ...bank, HUNDI_BANK_API_KEY: 'key\r\n' }).bank.apiKey, 'key');
  for (const [name, value] of [
    ['HUNDI_BANK_API_KEY', 'ke\ny'],
    ['HUNDI_BRAND', 'Pay\r\nX: 1'],
  ] as const)
    assert.deepEqual(faultsOf({ ...bank, [name]: value }), [
      `${name} holds a line break or another control character.`,
    ]);
});

test('the XoomPe contract is served under a path that is free, written with a slash at its end or without', () => {
  const pathOf = (HUNDI_XOOMPE_BASE_PATH: string) =>
    readConfig({ HUNDI_XOOMPE_BASE_PATH }).xoompe.basePath;
  assert.equal(pathOf('/v1/Pay/'), '/v1/Pay');
  assert.equal(pathOf('/payouts'), '/payouts');
  for (const HUNDI_XOOMPE_BASE_PATH of ['/', '//x', 'x', '/x//y', '/x y'])
    assert.deepEqual(faultsOf({ HUNDI_XOOMPE_BASE_PATH }), [
      `HUNDI_XOOMPE_BASE_PATH is "${HUNDI_XOOMPE_BASE_PATH}"; it must be a path such as /XoomPeAPI.`,
    ]);
  for (const HUNDI_XOOMPE_BASE_PATH of ['/api', '/Console', '/docs/v1', '/pay', '/health'])
    assert.match(faultsOf({ HUNDI_XOOMPE_BASE_PATH }).join(), /something else is served there/);
});

test('what banks may pay beside the books has a bound in live, and in a sandbox that is told one', () => {
  const key = 'k'.repeat(32);
  const live = {
    ...{ ...bank, HUNDI_ENV: 'live', HUNDI_TOKEN_KEYS: key, HUNDI_SEALING_KEYS: key },
    HUNDI_PUBLIC_URL: 'https://pay.example',
  };
  assert.equal(readConfig(live).lossLimit, 100_000);
  assert.equal(readConfig({}).lossLimit, undefined);
  assert.equal(readConfig({ HUNDI_LOSS_LIMIT: '0' }).lossLimit, 0);
  assert.match(faultsOf({ HUNDI_LOSS_LIMIT: 'none' }).join(), /HUNDI_LOSS_LIMIT is "none"/);
});

test('an address of a database that is none is told by the start and by the command line alike', () => {
  for (const DATABASE_URL of ['postgresql://x@127.0.0.1:99999/x', 'postgresql://[x'])
    assert.deepEqual(faultsOf({ DATABASE_URL }), ['DATABASE_URL is no address of a database.']);
  for (const DATABASE_URL of [
    'postgresql://hundi:a%20b@db.example:5432/hundi?sslmode=verify-full',
    'postgresql://hundi@localhost/hundi?host=%2Frun%2Fhundi',
    'postgres://hundi@/hundi?host=/run/postgresql',
    'postgresql:///hundi',
  ])
    assert.deepEqual(faultsOf({ DATABASE_URL }), [], DATABASE_URL);
});
