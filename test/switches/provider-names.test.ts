/** What can be switched off is what there is. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock } from '../../src/kit/clock.ts';
import { createDaraja } from '../../src/providers/daraja/daraja.ts';
import { createSandboxCollections } from '../../src/providers/sandbox-bank/collections.ts';
import { createSandboxBank } from '../../src/providers/sandbox-bank/sandbox-bank.ts';
import { createSandboxCards } from '../../src/providers/sandbox-cards/sandbox-cards.ts';
import { providerNames } from '../../src/switches/off-switches.ts';
import { projectRoot } from '../kit/documents.ts';

const place = { url: 'http://127.0.0.1:9', apiKey: 'key', callbackSecret: 's'.repeat(32) };
const timeoutMs = 1_000;

test('a switch knows every connector by the name that it goes by, and no other', async () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { payouts, collections } = createDaraja({
    ...{ url: place.url, callbackSecret: place.callbackSecret, consumerKey: 'key' },
    ...{ consumerSecret: 'secret', shortCode: '600999', passkey: 'passkey' },
    ...{ initiatorName: 'hundi', initiatorPassword: 'secret', timeoutMs, answerWithinMs: 500 },
    certificate: publicKey.export({ type: 'spki', format: 'pem' }),
    ...{ callbackUrl: 'https://pay.example/callbacks', clock: systemClock },
  });
  const connectors = [
    createSandboxBank({ ...place, submitTimeoutMs: timeoutMs, enquireTimeoutMs: timeoutMs }),
    createSandboxCollections({ ...place, payeeVpa: 'hundi@sandbox', timeoutMs }),
    createSandboxCards({ ...place, authoriseTimeoutMs: timeoutMs, timeoutMs }),
    ...[payouts, collections],
  ];
  await Promise.all(connectors.map((connector) => connector.close()));
  const folders = readdirSync(join(projectRoot, 'src/providers'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  assert.deepEqual(folders.sort(), ['daraja', 'sandbox-bank', 'sandbox-cards'], 'all are here');
  assert.deepEqual(connectors.map(({ name }) => name).sort(), [...providerNames].sort());
});
