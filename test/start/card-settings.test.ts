/** Whether card numbers are taken is the operator's word: in live nobody takes them by accident. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
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
const acquirer = {
  HUNDI_CARDS: 'on',
  HUNDI_CARDS_URL: 'https://cards.example',
  HUNDI_CARDS_API_KEY: 'key',
  HUNDI_CARDS_CALLBACK_SECRET: 'secret',
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

test('a sandbox takes cards, live does not unless the operator says so and names the acquirer', () => {
  assert.equal(readConfig({}).cards.isOn, true);
  assert.equal(readConfig({ HUNDI_CARDS: 'off' }).cards.isOn, false);
  assert.equal(readConfig(live).cards.isOn, false);
  const { isOn, url } = readConfig({ ...live, ...acquirer }).cards;
  assert.deepEqual([isOn, url], [true, 'https://cards.example']);
});

test('what is missing for cards in live is named at once', () => {
  assert.deepEqual(faultsOf({ ...live, HUNDI_CARDS: 'on' }), [
    'Cards in live need HUNDI_CARDS_URL, with https.',
    'Cards need HUNDI_CARDS_API_KEY beside HUNDI_CARDS_URL.',
    'Cards need HUNDI_CARDS_CALLBACK_SECRET beside HUNDI_CARDS_URL.',
  ]);
  const plain = faultsOf({ ...live, ...acquirer, HUNDI_CARDS_URL: 'http://cards.example' });
  assert.deepEqual(plain, ['Cards in live need HUNDI_CARDS_URL, with https.']);
  assert.equal(faultsOf({ HUNDI_CARDS_URL: 'cards.example' }).length, 3);
  assert.match(faultsOf({ HUNDI_CARDS: 'yes' }).join(), /HUNDI_CARDS is "yes"/);
});
