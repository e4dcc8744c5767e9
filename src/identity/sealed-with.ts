/** Which keys sealed what is stored, and which of them this deployment does not have any more. */
import type { Queryable } from '../db/connection.ts';
import { findDeploymentValue } from '../db/deployment-values.ts';
import { MissingSealingKeyError } from '../kit/seal.ts';
import { keyIdOf, sandboxSealingKey, type ConfiguredSecrets } from './deployment-secrets.ts';

export interface SealedSecrets {
  readonly openable: number;
  /** Undefined when all can be opened; its message is a sentence for the operator. */
  readonly missing: MissingSealingKeyError | undefined;
}

/** `configured` is undefined in a sandbox that keeps its key in the database. Reads all secrets: for a start and a check-up. */
export async function lookAtSealedSecrets(
  db: Queryable,
  configured: ConfiguredSecrets | undefined,
): Promise<SealedSecrets> {
  const ring = configured?.sealingKeys ?? [await findDeploymentValue(db, sandboxSealingKey)];
  const held = new Set(ring.flatMap((key) => (key === undefined ? [] : [keyIdOf(key)])));
  const { rows } = await db.query<{ key_id: string; secrets: number }>(
    `select split_part(sealed, '.', 2) as key_id, count(*)::integer as secrets from (
       select unnest(sealed_secrets) as sealed from webhook_endpoints where scope = 'merchant'
       union all select sealed_secret from xpayout_access
       union all select earlier_secret from xpayout_access where earlier_ends_at > now()
       union all select totp_secret from people where totp_secret is not null
     ) stored group by key_id order by key_id`,
  );
  const count = (found: readonly { secrets: number }[]) =>
    found.reduce((sum, { secrets }) => sum + secrets, 0);
  const shut = rows.filter(({ key_id: keyId }) => !held.has(keyId));
  return {
    openable: count(rows) - count(shut),
    missing:
      shut.length === 0
        ? undefined
        : new MissingSealingKeyError(
            shut.map(({ key_id: keyId }) => keyId),
            count(shut),
          ),
  };
}
