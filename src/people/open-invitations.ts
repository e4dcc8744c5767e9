/** One-time links that are out: shown without what is in them, and taken back. */
import type { Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import { checkMayGrant } from './change-person.ts';
import type { InvitationKind } from './invitations.ts';
import type { PersonRole } from './roles.ts';

export interface OpenInvitation {
  /** The beginning of a hash: it names the link and opens nothing. */
  readonly id: string;
  readonly kind: InvitationKind;
  /** Null for the first operator. */
  readonly email: string | null;
  readonly role: PersonRole;
  readonly invitedBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

const idOf = `left(encode(token_hash, 'hex'), 12)`;
const columns = `${idOf} as id, kind, email, role, invited_by as "invitedBy", created_at as "createdAt",
  expires_at as "expiresAt"`;

/** Newest first. */
export async function listInvitations(
  db: Queryable,
  merchantId: MerchantId,
  nowMs: number,
): Promise<OpenInvitation[]> {
  const { rows } = await db.query<OpenInvitation>(
    `select ${columns} from invitations where merchant_id = $1 and used_at is null and expires_at > $2
     order by created_at desc, id`,
    [merchantId, new Date(nowMs)],
  );
  return rows;
}

/**
 * `named` is an id, or an e-mail address with all its links. Resolves to those that were open: none lets anybody in now.
 * Throws DomainError `access.forbidden` where only an owner may.
 */
export async function voidInvitations(
  tx: Queryable,
  order: {
    readonly merchantId: MerchantId;
    readonly named: string;
    readonly actor: string;
    /** Of the person who acts; undefined of the command line, which may everything. */
    readonly actingRole?: string;
    readonly nowMs: number;
  },
): Promise<OpenInvitation[]> {
  const { merchantId, named, actor, actingRole, nowMs } = order;
  const { rows } = await tx.query<OpenInvitation>(
    `update invitations set used_at = $3
     where merchant_id = $1 and (${idOf} = $2 or email = $2) and used_at is null and expires_at > $3
     returning ${columns}`,
    [merchantId, named.trim().toLowerCase(), new Date(nowMs)],
  );
  for (const { role } of rows) checkMayGrant(actingRole, role);
  for (const { id, kind, email, role } of rows)
    await writeAuditEvent(tx, {
      ...{ merchantId, actor, action: 'person.invitation_voided', nowMs },
      details: { id, kind, role, ...(email !== null && { email }) },
    });
  return rows;
}
