/** Who may act for a merchant; never a secret. */
import type { Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import type { Role } from './caller.ts';

export interface CredentialView {
  readonly clientId: string;
  readonly createdAt: Date;
  /** Null while nothing has replaced it. */
  readonly expiresAt: Date | null;
}

export interface UserView {
  readonly email: string;
  readonly role: Role;
  readonly status: 'active' | 'disabled';
  readonly createdAt: Date;
}

/** Newest first; all of them, or so many at most. */
export async function listCredentials(
  db: Queryable,
  merchantId: MerchantId,
  most: number | null = null,
): Promise<CredentialView[]> {
  const { rows } = await db.query<CredentialView>(
    `select client_id as "clientId", created_at as "createdAt", expires_at as "expiresAt"
     from credentials where merchant_id = $1 order by created_at desc, client_id limit $2`,
    [merchantId, most],
  );
  return rows;
}

/** Oldest first. */
export async function listUsers(db: Queryable, merchantId: MerchantId): Promise<UserView[]> {
  const { rows } = await db.query<UserView>(
    `select email, role, status, created_at as "createdAt"
     from users where merchant_id = $1 order by user_id`,
    [merchantId],
  );
  return rows;
}
