/** Ten codes on paper for whoever has lost the second factor; each is good once. */
import type { Queryable } from '../db/connection.ts';
import { randomName, sha256 } from '../identity/secrets.ts';
import type { MerchantId } from '../kit/ids.ts';

const codes = 10;
/** 80 bits. */
const characters = 16;

interface Whose {
  readonly merchantId: MerchantId;
  readonly personId: string;
}

/** In the place of those there were. Resolves to the codes, which are kept hashed and never shown again. */
export async function replaceRecoveryCodes(db: Queryable, whose: Whose): Promise<string[]> {
  const made = Array.from({ length: codes }, () => randomName(characters));
  await removeRecoveryCodes(db, whose);
  await db.query(
    `insert into recovery_codes (merchant_id, person_id, code_hash)
     select $1, $2, hash from unnest($3::bytea[]) as hash`,
    [whose.merchantId, whose.personId, made.map(sha256)],
  );
  return made.map((code) => code.replace(/(.{4})(?=.)/g, '$1-'));
}

export async function removeRecoveryCodes(db: Queryable, whose: Whose): Promise<void> {
  await db.query('delete from recovery_codes where merchant_id = $1 and person_id = $2', [
    whose.merchantId,
    whose.personId,
  ]);
}

/** True once for each code, whoever else tries it at the same time. */
export async function spendRecoveryCode(
  db: Queryable,
  { merchantId, personId }: Whose,
  text: string,
  nowMs: number,
): Promise<boolean> {
  const code = text.toLowerCase().replace(/[^a-z2-7]/g, '');
  const { rowCount } = await db.query(
    `update recovery_codes set used_at = $4
     where merchant_id = $1 and person_id = $2 and code_hash = $3 and used_at is null`,
    [merchantId, personId, sha256(code), new Date(nowMs)],
  );
  return rowCount === 1;
}
