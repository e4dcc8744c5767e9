/** Using a one-time link: a new person, or a new password for one whose factors were reset. */
import { transaction, type Pool, type Transaction } from '../db/connection.ts';
import { isUniqueViolation } from '../db/sqlstate.ts';
import { hashPassword } from '../identity/passwords.ts';
import { checkEmail } from '../identity/users.ts';
import { DomainError } from '../kit/errors.ts';
import { newId } from '../kit/ids.ts';
import { platformId, writeAuditEvent } from '../merchants/audit.ts';
import { emailTaken, findInvitation, spendInvitation, type Invitation } from './invitations.ts';
import { actorOf, type PersonId } from './person.ts';
import { openSession } from './sessions.ts';

export interface Acceptance {
  readonly token: string;
  /** Of a new person; a reset leaves the name alone. */
  readonly name: string;
  /** Of the first operator; the others were invited by theirs. */
  readonly email: string;
  readonly password: string;
  readonly address: string;
  readonly browser: string;
  readonly nowMs: number;
}

/**
 * Resolves to the token of a session. Throws DomainError `console.used_up`, and `request.invalid_fields` without
 * using the link up.
 */
export async function acceptInvitation(pool: Pool, given: Acceptance): Promise<string> {
  const { nowMs } = given;
  const found = await findInvitation(pool, given.token, nowMs);
  const email = checkEmail(found.email ?? given.email);
  const name = given.name.trim().normalize('NFC');
  if (found.kind !== 'reset' && (name === '' || name.length > 100 || /\p{Cc}/u.test(name)))
    throw new DomainError('request.invalid_fields', {
      fields: { name: ['A name has 1 to 100 characters.'] },
    });
  const passwordHash = await hashPassword(given.password);
  try {
    return await transaction(pool, async (tx) => {
      const invitation = await spendInvitation(tx, given.token, nowMs);
      const { merchantId } = invitation;
      const personId =
        invitation.personId === undefined
          ? await addPerson(tx, invitation, { email, name, passwordHash, nowMs })
          : await setPassword(tx, invitation, { passwordHash, nowMs });
      return openSession(tx, { ...given, merchantId, personId });
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw emailTaken();
    throw error;
  }
}

async function addPerson(
  tx: Transaction,
  { merchantId, role, kind }: Invitation,
  person: {
    readonly email: string;
    readonly name: string;
    readonly passwordHash: string;
    readonly nowMs: number;
  },
): Promise<PersonId> {
  const { email, name, passwordHash, nowMs } = person;
  const personId: PersonId = newId<'person'>(nowMs);
  if (merchantId !== platformId)
    await tx.query('insert into team_emails (email, merchant_id) values ($1, $2)', [
      ...[email, merchantId],
    ]);
  await tx.query(
    `insert into people (merchant_id, person_id, email, name, role, status, password_hash, totp_step,
       factor_failures, created_at)
     values ($1, $2, $3, $4, $5, 'active', $6, 0, 0, $7)`,
    [merchantId, personId, email, name, role, passwordHash, new Date(nowMs)],
  );
  await writeAuditEvent(tx, {
    ...{ merchantId, actor: actorOf(merchantId, personId), action: 'person.joined', nowMs },
    details: { personId, email, role, by: kind },
  });
  return personId;
}

/** Throws DomainError `console.used_up` when the person was disabled meanwhile. */
async function setPassword(
  tx: Transaction,
  { merchantId, personId }: Invitation,
  { passwordHash, nowMs }: { readonly passwordHash: string; readonly nowMs: number },
): Promise<PersonId> {
  const { rows } = await tx.query<{ person_id: PersonId }>(
    `update people set password_hash = $3 where merchant_id = $1 and person_id = $2 and status = 'active'
     returning person_id`,
    [merchantId, personId, passwordHash],
  );
  const [row] = rows;
  if (row === undefined) throw new DomainError('console.used_up');
  await writeAuditEvent(tx, {
    ...{ merchantId, actor: actorOf(merchantId, row.person_id), action: 'person.password_set' },
    ...{ details: { personId: row.person_id, by: 'reset' }, nowMs },
  });
  return row.person_id;
}
