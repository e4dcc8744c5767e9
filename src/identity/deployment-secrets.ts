/** The secrets of the deployment: from the settings, or in a sandbox made once and shared through the database. */
import { createHash, hkdfSync } from 'node:crypto';
import type { Queryable } from '../db/connection.ts';
import { ensureDeploymentValue } from '../db/deployment-values.ts';
import { createSealer, type Sealer } from '../kit/seal.ts';
import { signingKeysOf, type SigningKeys } from './keys.ts';
import { randomSecret } from './secrets.ts';

export interface ConfiguredSecrets {
  readonly tokenKeys: readonly string[];
  readonly sealingKeys: readonly string[];
}

export interface DeploymentSecrets {
  readonly signingKeys: SigningKeys;
  readonly refreshSecret: string;
  readonly sealer: Sealer;
  /** Sign payment links; the first signs, all verify. */
  readonly payLinkKeys: readonly Buffer[];
  /** Derive what signs approval webhooks; see `approvalSecretsOf`. */
  readonly approvalKeys: readonly Buffer[];
  /** For prints of cards and their holders, by which they are recognised and not known. */
  readonly printKey: Buffer;
}

/** Where the database keeps the key of a sandbox without one in its settings. */
export const sandboxSealingKey = 'sandbox.sealing_key';

/** `configured` is undefined only in a sandbox; `config.ts` refuses live without it. */
export async function loadDeploymentSecrets(
  db: Queryable,
  configured: ConfiguredSecrets | undefined,
): Promise<DeploymentSecrets> {
  const tokenKeys = configured?.tokenKeys ?? [
    await ensureDeploymentValue(db, 'sandbox.token_key', randomSecret),
  ];
  const sealingKeys = configured?.sealingKeys ?? [
    await ensureDeploymentValue(db, sandboxSealingKey, randomSecret),
  ];
  const oldestTokenKey = tokenKeys.at(-1) ?? '';
  return {
    signingKeys: signingKeysOf(tokenKeys.map((secret) => ({ kid: keyIdOf(secret), secret }))),
    // Derived from the key that leaves last, so that a rotation does not log everybody out at once.
    refreshSecret: hash(`refresh ${oldestTokenKey}`).toString('base64url'),
    sealer: createSealer(
      sealingKeys.map((secret) => ({ keyId: keyIdOf(secret), key: hash(secret) })),
    ),
    payLinkKeys: tokenKeys.map((secret) => derivedKey(secret, 'hundi payment links')),
    approvalKeys: tokenKeys.map((secret) => derivedKey(secret, 'hundi approval webhooks')),
    // Of the key that leaves last: whoever was printed under one that has left is not recognised any more.
    printKey: derivedKey(sealingKeys.at(-1) ?? '', 'hundi card prints'),
  };
}

/** A key of its own: what is signed for one purpose can never be shown for the other. */
function derivedKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
}

/** A short public name of a secret, which tells nothing about it. */
export function keyIdOf(secret: string): string {
  return hash(`name ${secret}`).toString('hex').slice(0, 8);
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
