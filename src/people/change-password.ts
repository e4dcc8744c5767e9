/** A person changes the own password; all other sessions end with it. */
import { transaction, type Pool } from '../db/connection.ts';
import { hashPassword } from '../identity/passwords.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import { endSessionsOf } from './end-sessions.ts';
import { actorOf } from './person.ts';
import type { PersonSession } from './sessions.ts';

/** Throws DomainError `request.invalid_fields`. */
export async function changePassword(
  pool: Pool,
  session: Pick<PersonSession, 'merchantId' | 'personId' | 'sessionId'>,
  password: string,
  nowMs: number,
): Promise<void> {
  const { merchantId, personId, sessionId } = session;
  const passwordHash = await hashPassword(password);
  await transaction(pool, async (tx) => {
    await tx.query(
      'update people set password_hash = $3 where merchant_id = $1 and person_id = $2',
      [merchantId, personId, passwordHash],
    );
    await endSessionsOf(tx, session, 'password-changed', nowMs, sessionId);
    await writeAuditEvent(tx, {
      ...{ merchantId, actor: actorOf(merchantId, personId), action: 'person.password_set' },
      ...{ details: { personId, by: 'self' }, nowMs },
    });
  });
}
