/** What one person changes about another: role, being let in at all, and a reset of everything that is proven by. */
import { transaction, type Pool, type Transaction } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import type { MerchantId } from '../kit/ids.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import { endSession, endSessionsOf } from './end-sessions.ts';
import { inviteAgain, type MadeInvitation } from './invitations.ts';
import { audienceOf, findPerson, type Person } from './person.ts';
import type { PersonRole } from './roles.ts';

export interface PersonChange {
  readonly merchantId: MerchantId;
  /** Who is changed. */
  readonly personId: string;
  /** `operator:<id>`, `person:<id>`, `cli`. */
  readonly actor: string;
  /** Of the person who acts; undefined of the command line, which may everything. */
  readonly actingRole?: string;
  readonly nowMs: number;
}

/**
 * In force with the next request. Throws DomainError `console.not_found`, `console.conflict` for one's own, and
 * `access.forbidden` where only an owner may.
 */
export function changeRole(pool: Pool, change: PersonChange, role: PersonRole): Promise<void> {
  checkMayGrant(change.actingRole, role);
  return changed(pool, change, async (tx, person) => {
    await tx.query('update people set role = $3 where merchant_id = $1 and person_id = $2', [
      ...[change.merchantId, change.personId, role],
    ]);
    await checkSomebodyRules(tx, change.merchantId);
    await write(tx, change, 'person.role_changed', { from: person.role, to: role });
  });
}

/** Whoever is no owner makes none, changes none and resets none. Throws DomainError `access.forbidden`. */
export function checkMayGrant(actingRole: string | undefined, role: PersonRole): void {
  if (role === 'owner' && actingRole !== undefined && actingRole !== 'owner')
    throw new DomainError('access.forbidden');
}

/** Ends every session. Throws DomainError `console.not_found`, `console.conflict`. */
export function disablePerson(pool: Pool, change: PersonChange): Promise<void> {
  return changed(pool, change, async (tx) => {
    await setStatus(tx, change, 'disabled');
    await endSessionsOf(tx, change, 'disabled', change.nowMs);
    await checkSomebodyRules(tx, change.merchantId);
    await write(tx, change, 'person.disabled', {});
  });
}

/** Throws DomainError `console.not_found`, `console.conflict`. */
export function endEverySession(pool: Pool, change: PersonChange): Promise<void> {
  return changed(pool, change, async (tx) => {
    await endSessionsOf(tx, change, 'ended', change.nowMs);
    await write(tx, change, 'person.sessions_ended', {});
  });
}

/** Throws DomainError `console.not_found` for a session that is not open either, `console.conflict`. */
export function endOneSession(pool: Pool, change: PersonChange, sessionId: string): Promise<void> {
  return changed(pool, change, async (tx) => {
    if (!(await endSession(tx, { ...change, sessionId }, 'ended', change.nowMs)))
      throw new DomainError('console.not_found');
    await write(tx, change, 'person.session_ended', { sessionId });
  });
}

/** Throws DomainError `console.not_found`. */
export function enablePerson(pool: Pool, change: PersonChange): Promise<void> {
  return changed(pool, change, async (tx) => {
    await setStatus(tx, change, 'active');
    await write(tx, change, 'person.enabled', {});
  });
}

/**
 * Password, factors, recovery codes and sessions are void at once; resolves to the one-time link by which the person
 * begins anew. Nobody resets oneself. Throws DomainError `console.not_found`, `console.conflict`.
 */
export function resetPerson(pool: Pool, change: PersonChange): Promise<MadeInvitation> {
  const { merchantId, personId, nowMs } = change;
  return changed(pool, change, async (tx, person) => {
    await tx.query(
      `update people set password_hash = null, totp_secret = null, totp_offered = null, factor_failures = 0,
         factor_locked_until = null where merchant_id = $1 and person_id = $2`,
      [merchantId, personId],
    );
    for (const table of ['passkeys', 'recovery_codes'])
      await tx.query(`delete from ${table} where merchant_id = $1 and person_id = $2`, [
        ...[merchantId, personId],
      ]);
    await tx.query(
      `update invitations set used_at = $3
       where merchant_id = $1 and person_id = $2 and kind = 'reset' and used_at is null`,
      [merchantId, personId, new Date(nowMs)],
    );
    await endSessionsOf(tx, change, 'reset', nowMs);
    const made = await inviteAgain(tx, person, change);
    await write(tx, change, 'person.reset', {});
    return made;
  });
}

async function changed<T>(
  pool: Pool,
  change: PersonChange,
  work: (tx: Transaction, person: Person) => Promise<T>,
): Promise<T> {
  if (change.actor.endsWith(`:${change.personId}`))
    throw new DomainError('console.conflict', {
      reason: 'This is done by somebody else, never by oneself.',
    });
  return transaction(pool, async (tx) => {
    // All of them: two who take the rule from each other at the same time come one after the other.
    await tx.query(
      'select from people where merchant_id = $1 order by person_id for no key update',
      [change.merchantId],
    );
    const person = await findPerson(tx, change.merchantId, change.personId);
    if (person === undefined) throw new DomainError('console.not_found');
    checkMayGrant(change.actingRole, person.role);
    return work(tx, person);
  });
}

/** Throws DomainError `console.conflict`: a site that nobody may change people in would be locked for good. */
async function checkSomebodyRules(tx: Transaction, merchantId: MerchantId): Promise<void> {
  const role = audienceOf(merchantId) === 'operator' ? 'owner' : 'admin';
  const { rowCount } = await tx.query(
    `select from people where merchant_id = $1 and role = $2 and status = 'active' limit 1`,
    [merchantId, role],
  );
  if (rowCount === 0)
    throw new DomainError('console.conflict', { reason: `This is the last active ${role}.` });
}

async function setStatus(
  tx: Transaction,
  { merchantId, personId }: PersonChange,
  status: Person['status'],
): Promise<void> {
  await tx.query('update people set status = $3 where merchant_id = $1 and person_id = $2', [
    ...[merchantId, personId, status],
  ]);
}

function write(
  tx: Transaction,
  { merchantId, personId, actor, nowMs }: PersonChange,
  action: string,
  details: Readonly<Record<string, string>>,
): Promise<void> {
  return writeAuditEvent(tx, {
    ...{ merchantId, actor, action, nowMs },
    details: { personId, ...details },
  });
}
