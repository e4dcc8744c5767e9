/** Small secrets at rest: AES-256-GCM under a ring of keys, each secret bound to the record it belongs to. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export interface SealKey {
  /** 1 to 32 letters, digits, `_` and `-`; written beside every secret that it sealed. */
  readonly keyId: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

export interface Sealer {
  /** `recordId` must be given again to open: a sealed text copied to another record stays shut. */
  seal(secret: string, recordId: string): string;
  /** Throws when the text, the record or the key is not the one that was sealed; MissingSealingKeyError when it has no such key. */
  open(sealed: string, recordId: string): string;
}

/** The message is a sentence for the operator. */
export class MissingSealingKeyError extends Error {
  constructor(keyIds: readonly string[], secrets = 1) {
    const [whose, them] =
      secrets === 1 ? ['1 stored secret', 'it'] : [`${String(secrets)} stored secrets`, 'them'];
    const [keys, are, it] =
      keyIds.length === 1
        ? [`the key ${keyIds.join()}`, 'is', 'it']
        : [`the keys ${keyIds.join(', ')}`, 'are', 'them'];
    super(
      `${whose} cannot be opened: ${keys}, which sealed ${them}, ${are} not in HUNDI_SEALING_KEYS: put ${it} back behind the newest one, or make the secrets anew.`,
    );
  }
}

const algorithm = 'aes-256-gcm';
const version = 'v1';
const ivBytes = 12;
const tagBytes = 16;

/** The first key seals, all of them open: a new key is put in front and old secrets stay readable. */
export function createSealer(ring: readonly SealKey[]): Sealer {
  const [first] = ring;
  if (first === undefined) throw new TypeError('A key ring holds at least one key.');
  const keys = new Map<string, Buffer>();
  for (const { keyId, key } of ring) {
    if (!/^[\w-]{1,32}$/.test(keyId))
      throw new TypeError('A key id has 1 to 32 of A-Z a-z 0-9 _ -.');
    if (key.length !== 32)
      throw new TypeError(`The sealing key "${keyId}" does not have 32 bytes.`);
    if (keys.has(keyId)) throw new TypeError(`The sealing key "${keyId}" is there twice.`);
    keys.set(keyId, key);
  }
  return {
    seal: (secret, recordId) => seal(first, secret, recordId),
    open: (sealed, recordId) => open(keys, sealed, recordId),
  };
}

function seal({ keyId, key }: SealKey, secret: string, recordId: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagBytes });
  cipher.setAAD(boundTo(keyId, recordId));
  const hidden = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  const parts = [iv, hidden, cipher.getAuthTag()].map((part) => part.toString('base64url'));
  return [version, keyId, ...parts].join('.');
}

function open(keys: ReadonlyMap<string, Buffer>, sealed: string, recordId: string): string {
  const [head, keyId = '', ...parts] = sealed.split('.');
  const [iv, hidden, tag] = parts.map((part) => Buffer.from(part, 'base64url'));
  const key = keys.get(keyId);
  if (head !== version || parts.length !== 3 || iv?.length !== ivBytes || tag?.length !== tagBytes)
    throw new Error('This is not a sealed secret.');
  if (key === undefined) throw new MissingSealingKeyError([keyId]);
  const decipher = createDecipheriv(algorithm, key, iv, { authTagLength: tagBytes });
  decipher.setAAD(boundTo(keyId, recordId));
  decipher.setAuthTag(tag);
  const secret = decipher.update(hidden ?? Buffer.alloc(0));
  return Buffer.concat([secret, decipher.final()]).toString('utf8');
}

function boundTo(keyId: string, recordId: string): Buffer {
  return Buffer.from(`${version}.${keyId}.${recordId}`, 'utf8');
}
