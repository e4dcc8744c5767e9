/** The second factors of a person: proving a code, enrolling an app, taking a factor away. */
import type { Pool, Queryable } from '../db/connection.ts';
import { transaction } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import type { MerchantId } from '../kit/ids.ts';
import type { Sealer } from '../kit/seal.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import { attemptFactor } from './factor-attempts.ts';
import { actorOf } from './person.ts';
import { replaceRecoveryCodes, spendRecoveryCode } from './recovery-codes.ts';
import { acceptedStep, newTotpSecret, totpUri } from './totp.ts';

export interface FactorDeps {
  readonly pool: Pool;
  readonly sealer: Sealer;
}

export interface Proof {
  readonly merchantId: MerchantId;
  readonly personId: string;
  readonly code: string;
  readonly nowMs: number;
}

/** Throws DomainError `console.factor_refused` for a code that is wrong, or was used before. */
export async function proveTotp({ pool, sealer }: FactorDeps, proof: Proof): Promise<void> {
  const { merchantId, personId, code, nowMs } = proof;
  await attemptFactor(pool, proof, async () => {
    const { rows } = await pool.query<{ totp_secret: string | null; totp_step: bigint }>(
      'select totp_secret, totp_step from people where merchant_id = $1 and person_id = $2',
      [merchantId, personId],
    );
    const sealed = rows[0]?.totp_secret ?? null;
    if (sealed === null) return false;
    const secret = sealer.open(sealed, totpRecord(personId));
    const step = acceptedStep(secret, code, rows[0]?.totp_step ?? 0n, nowMs);
    return step !== undefined && (await spendStep(pool, proof, step));
  });
}

/** Throws DomainError `console.factor_refused`. */
export async function proveRecoveryCode({ pool }: FactorDeps, proof: Proof): Promise<void> {
  const { merchantId, personId, nowMs } = proof;
  await attemptFactor(pool, proof, () =>
    transaction(pool, async (tx) => {
      if (!(await spendRecoveryCode(tx, proof, proof.code, nowMs))) return false;
      const actor = actorOf(merchantId, personId);
      const action = 'person.recovery_code_used';
      await writeAuditEvent(tx, { merchantId, actor, action, details: { personId }, nowMs });
      return true;
    }),
  );
}

/** A secret for the app, which counts once a code of it has come back; what was offered before is void. */
export async function offerTotp(
  { pool, sealer }: FactorDeps,
  person: {
    readonly merchantId: MerchantId;
    readonly personId: string;
    readonly email: string;
    readonly brand: string;
  },
): Promise<{ secret: string; uri: string }> {
  const secret = newTotpSecret();
  await pool.query(
    'update people set totp_offered = $3 where merchant_id = $1 and person_id = $2',
    [person.merchantId, person.personId, sealer.seal(secret, totpRecord(person.personId))],
  );
  return { secret, uri: totpUri(secret, person.brand, person.email) };
}

/**
 * Puts the offered app in the place of one there was. Resolves to recovery codes where the person had none.
 * Throws DomainError `console.factor_refused`.
 */
export async function confirmTotp(
  { pool, sealer }: FactorDeps,
  proof: Proof,
): Promise<string[] | undefined> {
  const { merchantId, personId, code, nowMs } = proof;
  return transaction(pool, async (tx) => {
    const { rows } = await tx.query<{ totp_offered: string | null }>(
      'select totp_offered from people where merchant_id = $1 and person_id = $2 for update',
      [merchantId, personId],
    );
    const offered = rows[0]?.totp_offered ?? null;
    const step =
      offered === null
        ? undefined
        : acceptedStep(sealer.open(offered, totpRecord(personId)), code, 0n, nowMs);
    if (step === undefined) throw new DomainError('console.factor_refused');
    await tx.query(
      `update people set totp_secret = totp_offered, totp_offered = null, totp_step = $3
       where merchant_id = $1 and person_id = $2`,
      [merchantId, personId, step],
    );
    return factorAdded(tx, proof, { kind: 'app' });
  });
}

/** Writes the event, and makes recovery codes for a first factor. For whoever adds a factor, in its transaction. */
export async function factorAdded(
  tx: Queryable,
  whose: Omit<Proof, 'code'>,
  details: Readonly<Record<string, string>>,
): Promise<string[] | undefined> {
  const { merchantId, personId, nowMs } = whose;
  const { rows } = await tx.query<{ codes: number }>(
    `select count(*)::integer as codes from recovery_codes
     where merchant_id = $1 and person_id = $2 and used_at is null`,
    [merchantId, personId],
  );
  const codes = (rows[0]?.codes ?? 0) > 0 ? undefined : await replaceRecoveryCodes(tx, whose);
  const actor = actorOf(merchantId, personId);
  await writeAuditEvent(tx, { merchantId, actor, action: 'person.factor_added', details, nowMs });
  return codes;
}

/** The step moves forward in one conditional update: of two who send a code at once one is let in. */
async function spendStep(db: Queryable, proof: Proof, step: bigint): Promise<boolean> {
  const { rowCount } = await db.query(
    'update people set totp_step = $3 where merchant_id = $1 and person_id = $2 and totp_step < $3',
    [proof.merchantId, proof.personId, step],
  );
  return rowCount === 1;
}

function totpRecord(personId: string): string {
  return `totp ${personId}`;
}
