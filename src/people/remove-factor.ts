/** Taking a second factor away, and new recovery codes in the place of the old. */
import { transaction, type Pool, type Queryable } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import type { MerchantId } from '../kit/ids.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import { actorOf, audienceOf, findPerson, type Person } from './person.ts';
import { removeRecoveryCodes, replaceRecoveryCodes } from './recovery-codes.ts';
import { needsFactor } from './roles.ts';

interface OwnChange {
  readonly merchantId: MerchantId;
  readonly personId: string;
  readonly nowMs: number;
}

/** Throws DomainError `console.not_found`, and `console.conflict` for the last one of somebody who needs one. */
export function removePasskey(
  pool: Pool,
  change: OwnChange & { readonly credentialId: string },
): Promise<void> {
  return removeFactor(pool, change, 'passkey', async (tx) => {
    const { rowCount } = await tx.query(
      'delete from passkeys where merchant_id = $1 and person_id = $2 and credential_id = $3',
      [change.merchantId, change.personId, change.credentialId],
    );
    return rowCount === 1;
  });
}

/** Throws as `removePasskey`. */
export function removeTotp(pool: Pool, change: OwnChange): Promise<void> {
  return removeFactor(pool, change, 'app', async (tx) => {
    const { rowCount } = await tx.query(
      `update people set totp_secret = null where merchant_id = $1 and person_id = $2 and totp_secret is not null`,
      [change.merchantId, change.personId],
    );
    return rowCount === 1;
  });
}

/** Throws DomainError `console.conflict` for somebody who has no second factor that they would stand in for. */
export function renewRecoveryCodes(pool: Pool, change: OwnChange): Promise<string[]> {
  const { merchantId, personId, nowMs } = change;
  return transaction(pool, async (tx) => {
    const person = await lockedPerson(tx, change);
    if (!person.hasTotp && person.passkeys === 0) throw new DomainError('console.conflict');
    const codes = await replaceRecoveryCodes(tx, change);
    const actor = actorOf(merchantId, personId);
    const action = 'person.recovery_codes_made';
    await writeAuditEvent(tx, { merchantId, actor, action, details: { personId }, nowMs });
    return codes;
  });
}

async function removeFactor(
  pool: Pool,
  change: OwnChange,
  kind: 'passkey' | 'app',
  remove: (tx: Queryable) => Promise<boolean>,
): Promise<void> {
  const { merchantId, personId, nowMs } = change;
  await transaction(pool, async (tx) => {
    await lockedPerson(tx, change);
    if (!(await remove(tx))) throw new DomainError('console.not_found');
    const left = await findPerson(tx, merchantId, personId);
    const hasNone = left?.hasTotp !== true && left?.passkeys === 0;
    if (hasNone && needsFactor(audienceOf(merchantId), left.role))
      throw new DomainError('console.conflict', {
        reason: 'This is your last second factor: add another one first.',
      });
    if (hasNone) await removeRecoveryCodes(tx, change);
    const actor = actorOf(merchantId, personId);
    const action = 'person.factor_removed';
    await writeAuditEvent(tx, { merchantId, actor, action, details: { kind }, nowMs });
  });
}

async function lockedPerson(tx: Queryable, whose: OwnChange): Promise<Person> {
  await tx.query('select from people where merchant_id = $1 and person_id = $2 for update', [
    whose.merchantId,
    whose.personId,
  ]);
  const person = await findPerson(tx, whose.merchantId, whose.personId);
  if (person === undefined) throw new DomainError('console.not_found');
  return person;
}
