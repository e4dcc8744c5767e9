import { test } from 'node:test';
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { newWebhookSecret, signWebhook } from '../../src/webhooks/sign.ts';

const now = Math.floor(Date.now() / 1000);
const body = Buffer.from('{"event":"payout.succeeded","amount":5000.5,"name":"आशा 😀"}');

function verify(secret: string, signature: string, id = 'msg_1', sent: Buffer = body): unknown {
  return new Webhook(secret).verify(sent, {
    'webhook-id': id,
    'webhook-timestamp': String(now),
    'webhook-signature': signature,
  });
}

test('the independent library accepts our signature of any text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.stringMatching(/^[\w-]{1,30}$/), (value, id) => {
      const secret = newWebhookSecret(randomBytes);
      const text = JSON.stringify(value);
      const signature = signWebhook({ id, timestampSeconds: now, body: text, secrets: [secret] });
      verify(secret, signature, id, Buffer.from(text));
    }),
  );
});

test('text and bytes are signed alike', () => {
  const secrets = [newWebhookSecret(randomBytes)];
  const asked = { id: 'msg_1', timestampSeconds: now, secrets };
  assert.equal(signWebhook({ ...asked, body }), signWebhook({ ...asked, body: body.toString() }));
});

test('while a secret is replaced, the old and the new one both verify, and no third', () => {
  const secrets = [newWebhookSecret(randomBytes), newWebhookSecret(randomBytes)];
  const signature = signWebhook({ id: 'msg_1', timestampSeconds: now, body, secrets });
  assert.match(signature, /^v1,[\w+/]{43}= v1,[\w+/]{43}=$/);
  for (const secret of secrets) verify(secret, signature);
  const third = newWebhookSecret(randomBytes);
  assert.throws(() => verify(third, signature), WebhookVerificationError);
});

test('another id, another time or another body does not verify', () => {
  const secret = newWebhookSecret(randomBytes);
  const sign = (id: string, timestampSeconds: number): string =>
    signWebhook({ id, timestampSeconds, body, secrets: [secret] });
  verify(secret, sign('msg_1', now));
  assert.throws(() => verify(secret, sign('msg_2', now)), WebhookVerificationError);
  assert.throws(() => verify(secret, sign('msg_1', now - 1)), WebhookVerificationError);
  const changed = Buffer.from(body.toString().replace('5000.5', '5000.6'));
  assert.throws(
    () => verify(secret, sign('msg_1', now), 'msg_1', changed),
    WebhookVerificationError,
  );
});

test('a new secret carries 32 random bytes and is never the same', () => {
  const secrets = Array.from({ length: 100 }, () => newWebhookSecret(randomBytes));
  assert.equal(new Set(secrets).size, 100);
  for (const secret of secrets) {
    assert.equal(Buffer.from(secret.replace(/^whsec_/, ''), 'base64').length, 32);
  }
});

test('nothing is signed that would promise nothing', () => {
  const good = {
    id: 'msg_1',
    timestampSeconds: now,
    body,
    secrets: [newWebhookSecret(randomBytes)],
  };
  const base64 = (size: number): string => randomBytes(size).toString('base64');
  const bad = [
    { ...good, id: 'msg.1' },
    { ...good, id: '' },
    { ...good, id: 'a b' },
    { ...good, timestampSeconds: now + 0.5 },
    { ...good, timestampSeconds: NaN },
    { ...good, secrets: [] },
    { ...good, secrets: [''] },
    { ...good, secrets: ['whsec_'] },
    { ...good, secrets: [base64(32)] },
    { ...good, secrets: [`whsec_${base64(23)}`] },
    { ...good, secrets: [`whsec_${base64(65)}`] },
    { ...good, secrets: [`whsec_!${base64(32)}`] },
    { ...good, secrets: [...good.secrets, 'whsec_short'] },
  ];
  for (const asked of bad) assert.throws(() => signWebhook(asked), TypeError);
});

test('the published example of the standard gets the published signature', () => {
  const signature = signWebhook({
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestampSeconds: 1614265330,
    body: '{"test": 2432232314}',
    secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  });
  assert.equal(signature, 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});
