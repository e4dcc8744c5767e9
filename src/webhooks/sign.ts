import { createHmac } from 'node:crypto';

/** One attempt to deliver one message. `timestampSeconds` is of the attempt; `id` stays the same in all of them. */
export interface WebhookToSign {
  readonly id: string;
  readonly timestampSeconds: number;
  readonly body: Buffer | string;
  /** `whsec_` and base64. More than one while a secret is being replaced. */
  readonly secrets: readonly string[];
}

const prefix = 'whsec_';
const secretBytes = 32;

/**
 * The `webhook-signature` header of Standard Webhooks: one `v1,` signature for each secret, so that a receiver who knows
 * either the old or the new one can check it. Throws if an argument would make a signature that promises nothing.
 */
export function signWebhook({ id, timestampSeconds, body, secrets }: WebhookToSign): string {
  // The separator in an id would let one message be read as another.
  if (!/^[\w-]+$/.test(id)) throw new TypeError('A webhook id holds letters, digits, _ and -.');
  if (!Number.isSafeInteger(timestampSeconds) || timestampSeconds < 0) {
    throw new TypeError('A webhook time is in whole seconds.');
  }
  if (secrets.length === 0) throw new TypeError('A webhook is signed with at least one secret.');
  const head = `${id}.${timestampSeconds}.`;
  return secrets
    .map((secret) => {
      const mac = createHmac('sha256', keyOf(secret)).update(head).update(body);
      return `v1,${mac.digest('base64')}`;
    })
    .join(' ');
}

/** The headers of one attempt that every webhook has. Throws as `signWebhook` does. */
export function webhookHeaders(
  webhook: WebhookToSign,
  userAgent: string,
): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/json',
    'user-agent': printable(userAgent),
    'webhook-id': webhook.id,
    'webhook-timestamp': String(webhook.timestampSeconds),
    'webhook-signature': signWebhook(webhook),
  };
}

/** A brand may be written in any script, a header may not: nothing would be sent at all. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '').trim();
}

/** A fresh secret. `randomBytes` must be cryptographic, such as that of node:crypto. */
export function newWebhookSecret(randomBytes: (size: number) => Buffer): string {
  return prefix + randomBytes(secretBytes).toString('base64');
}

/** The signing secret of an endpoint that belongs to an order: the API secret, in the spelling of webhook secrets. */
export function webhookSecretOf(apiSecret: string): string {
  return prefix + Buffer.from(apiSecret, 'utf8').toString('base64');
}

function keyOf(secret: string): Buffer {
  const text = secret.slice(prefix.length);
  const key = Buffer.from(text, 'base64');
  // Node skips what is not base64; the receiver's library may not, and an empty key is no key.
  const isWhole = secret.startsWith(prefix) && key.toString('base64') === text;
  if (!isWhole || key.length < 24 || key.length > 64) {
    throw new TypeError('A webhook secret is whsec_ and 24 to 64 bytes in base64.');
  }
  return key;
}
