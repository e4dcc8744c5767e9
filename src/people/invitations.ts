/** One-time links: for the first operator, for somebody invited, and for a person whose factors were reset. */
import type { Queryable } from '../db/connection.ts';
import { checkEmail } from '../identity/users.ts';
import { DomainError } from '../kit/errors.ts';
import type { MerchantId } from '../kit/ids.ts';
import { platformId, writeAuditEvent } from '../merchants/audit.ts';
import { findPersonByEmail, type Person, type PersonId } from './person.ts';
import type { PersonRole } from './roles.ts';
import { linkTokenText, newSecret, readLinkToken } from './session-token.ts';
import { sha256 } from '../identity/secrets.ts';

export const invitationMs = 72 * 3_600_000;

export type InvitationKind = 'first' | 'invite' | 'reset';

export interface Invitation {
  readonly merchantId: MerchantId;
  readonly kind: InvitationKind;
  /** Of a reset. */
  readonly personId: PersonId | undefined;
  /** Undefined for the first operator, who says it. */
  readonly email: string | undefined;
  readonly role: PersonRole;
  readonly expiresAt: Date;
}

/** `token` is shown once; it goes behind the `#` of a link, which no server is sent and no log holds. */
export interface MadeInvitation {
  readonly token: string;
  readonly email: string | undefined;
  readonly expiresAt: Date;
}

interface InvitationRow {
  kind: InvitationKind;
  person_id: PersonId | null;
  email: string | null;
  role: PersonRole;
  expires_at: Date;
}

/** Throws DomainError `request.invalid_fields` when the address is malformed or belongs to somebody. */
export async function invite(
  tx: Queryable,
  order: {
    readonly merchantId: MerchantId;
    readonly email: string;
    readonly role: PersonRole;
    readonly actor: string;
    readonly nowMs: number;
  },
): Promise<MadeInvitation> {
  const { merchantId, role, actor, nowMs } = order;
  const email = checkEmail(order.email);
  if (await isTaken(tx, merchantId, email)) throw emailTaken();
  const made = await writeInvitation(tx, { ...order, kind: 'invite', email, personId: null });
  const details = { email, role };
  await writeAuditEvent(tx, { merchantId, actor, action: 'person.invited', details, nowMs });
  return made;
}

/** The set-up link; undefined once there is an operator. One that was printed before is void. */
export async function inviteFirstOperator(
  tx: Queryable,
  nowMs: number,
): Promise<MadeInvitation | undefined> {
  if (await hasOperator(tx)) return undefined;
  await tx.query(
    `update invitations set used_at = $2 where merchant_id = $1 and kind = 'first' and used_at is null`,
    [platformId, new Date(nowMs)],
  );
  return writeInvitation(tx, {
    ...{ merchantId: platformId, kind: 'first', email: null, personId: null },
    ...{ role: 'owner', actor: 'start', nowMs },
  });
}

/** For `resetPerson`, in its transaction. */
export function inviteAgain(
  tx: Queryable,
  person: Person,
  { actor, nowMs }: { readonly actor: string; readonly nowMs: number },
): Promise<MadeInvitation> {
  const { merchantId, personId, email, role } = person;
  return writeInvitation(tx, { merchantId, kind: 'reset', email, personId, role, actor, nowMs });
}

/** Throws DomainError `console.used_up` when there is no such link, or it was used, or its time is over. */
export async function findInvitation(
  db: Queryable,
  text: string,
  nowMs: number,
): Promise<Invitation> {
  return readInvitation(
    db,
    text,
    `select kind, person_id, email, role, expires_at from invitations
     where merchant_id = $1 and token_hash = $2 and used_at is null and expires_at > $3`,
    nowMs,
  );
}

/** The same, once: whoever is second is refused. */
export async function spendInvitation(
  tx: Queryable,
  text: string,
  nowMs: number,
): Promise<Invitation> {
  const spent = await readInvitation(
    tx,
    text,
    `update invitations set used_at = $3
     where merchant_id = $1 and token_hash = $2 and used_at is null and expires_at > $3
     returning kind, person_id, email, role, expires_at`,
    nowMs,
  );
  // Two links of two first starts: the second to be used finds the operator that the first has made.
  if (spent.kind === 'first' && (await hasOperator(tx))) throw new DomainError('console.used_up');
  return spent;
}

export function emailTaken(): DomainError {
  return new DomainError('request.invalid_fields', {
    fields: { email: ['The e-mail address is in use.'] },
  });
}

async function hasOperator(db: Queryable): Promise<boolean> {
  // Held until the commit, so that of two first operators the second one waits and then sees the first.
  await db.query(
    `insert into audit_heads (merchant_id, event_no, hash) values ($1, 0, sha256(''))
     on conflict (merchant_id) do update set hash = audit_heads.hash`,
    [platformId],
  );
  const { rowCount } = await db.query('select from people where merchant_id = $1 limit 1', [
    platformId,
  ]);
  return rowCount === 1;
}

async function isTaken(db: Queryable, merchantId: MerchantId, email: string): Promise<boolean> {
  if (merchantId === platformId)
    return (await findPersonByEmail(db, merchantId, email)) !== undefined;
  const { rowCount } = await db.query('select from team_emails where email = $1', [email]);
  return rowCount === 1;
}

async function readInvitation(
  db: Queryable,
  text: string,
  statement: string,
  nowMs: number,
): Promise<Invitation> {
  const token = readLinkToken(text);
  if (token === undefined) throw new DomainError('console.used_up');
  const { merchantId, secret } = token;
  const { rows } = await db.query<InvitationRow>(statement, [
    ...[merchantId, sha256(secret), new Date(nowMs)],
  ]);
  const [row] = rows;
  if (row === undefined) throw new DomainError('console.used_up');
  return {
    merchantId,
    kind: row.kind,
    personId: row.person_id ?? undefined,
    email: row.email ?? undefined,
    role: row.role,
    expiresAt: row.expires_at,
  };
}

async function writeInvitation(
  tx: Queryable,
  row: {
    readonly merchantId: MerchantId;
    readonly kind: InvitationKind;
    readonly personId: PersonId | null;
    readonly email: string | null;
    readonly role: PersonRole;
    readonly actor: string;
    readonly nowMs: number;
  },
): Promise<MadeInvitation> {
  const { secret, hash } = newSecret();
  const expiresAt = new Date(row.nowMs + invitationMs);
  await tx.query(
    `insert into invitations (merchant_id, token_hash, kind, person_id, email, role, invited_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[row.merchantId, hash, row.kind, row.personId, row.email, row.role, row.actor],
      ...[new Date(row.nowMs), expiresAt],
    ],
  );
  const token = linkTokenText({ merchantId: row.merchantId, secret });
  return { token, email: row.email ?? undefined, expiresAt };
}
