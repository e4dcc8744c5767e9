/** The keys that sign access tokens: the first signs, all verify, so a key can be changed without a logout. */
import { createSecretKey, type KeyObject } from 'node:crypto';

export interface SigningKeySetting {
  readonly kid: string;
  /** At least 32 bytes as UTF-8. */
  readonly secret: string;
}

export interface SigningKeys {
  readonly signing: { readonly kid: string; readonly key: KeyObject };
  /** A lookup in a fixed map: a token names a key, it never brings one. */
  readonly byKid: ReadonlyMap<string, KeyObject>;
}

/** Throws Error with a sentence for the operator. */
export function signingKeysOf(settings: readonly SigningKeySetting[]): SigningKeys {
  const byKid = new Map<string, KeyObject>();
  for (const { kid, secret } of settings) {
    if (!/^[A-Za-z0-9._-]{1,64}$/.test(kid))
      throw new Error('The name of a signing key is 1 to 64 of A-Z a-z 0-9 . _ -');
    if (byKid.has(kid)) throw new Error(`Two signing keys are named "${kid}".`);
    const bytes = Buffer.from(secret, 'utf8');
    if (bytes.length < 32) throw new Error(`The signing key "${kid}" is shorter than 32 bytes.`);
    byKid.set(kid, createSecretKey(bytes));
  }
  const [first] = byKid;
  if (first === undefined) throw new Error('At least one signing key is needed.');
  return { signing: { kid: first[0], key: first[1] }, byKid };
}
