/** A name in the environment that is no setting is told with the one that was probably meant. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { settings, unknownSettings } from '../../src/config.ts';
import { projectRoot } from '../kit/documents.ts';

test('the nearest name is the one that is meant, and nothing is meant by what is far from all', () => {
  for (const [name, meant] of [
    ['HUNDI_ENVIROMENT', 'HUNDI_ENV'],
    ['HUNDI_SEALING_KEY', 'HUNDI_SEALING_KEYS'],
    ['HUNDI_BANK_CALBACK_SECRET', 'HUNDI_BANK_CALLBACK_SECRET'],
    ['HUNDI_DATABASE_URL', 'DATABASE_URL'],
    ['HUNDI_PORT', 'PORT'],
    ['HUNDI_MPESA_URLS', 'HUNDI_MPESA_URL'],
  ] as const)
    assert.deepEqual(unknownSettings({ [name]: 'x' }), [
      `${name} is not a setting; did you mean ${meant}?`,
    ]);
  assert.deepEqual(unknownSettings({ HUNDI_WEATHER: 'fine' }), [
    'HUNDI_WEATHER is not a setting; docs/operating.md lists them all.',
  ]);
});

test('settings, what is not ours and what Kubernetes puts there are let be', () => {
  const ours = Object.fromEntries(Object.keys(settings).map((name) => [name, 'x']));
  const kubernetes = {
    HUNDI_SERVICE_HOST: '10.0.0.7',
    HUNDI_API_SERVICE_PORT_HTTP: '8080',
    HUNDI_PORT: 'tcp://10.0.0.7:8080',
    HUNDI_PORT_8080_TCP_ADDR: '10.0.0.7',
  };
  assert.deepEqual(unknownSettings({ ...ours, ...kubernetes, PATH: '/bin', HUND: 'bello' }), []);
});

test('whatever name of ours a program or a test of this project reads is known', () => {
  const files = globSync('{src,test,scripts,bench,torture,bin}/**/*.{ts,mjs}', {
    cwd: projectRoot,
  });
  const read = files.flatMap((file) => {
    const text = readFileSync(join(projectRoot, file), 'utf8');
    return [...text.matchAll(/process\.env(?:\.|\[')(HUNDI_\w+)/g)].map(([, name]) => name ?? '');
  });
  assert.ok(read.includes('HUNDI_TEST_CONCURRENCY'), 'the pattern finds names');
  assert.deepEqual(unknownSettings(Object.fromEntries(read.map((name) => [name, 'x']))), []);
});
