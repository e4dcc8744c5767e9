/** What is changed about a login by e-mail: its password, and whether it lets anybody in. Both end what it has issued. */
import { transaction, type Pool, type Transaction } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import type { Role, UserId } from './caller.ts';
import { hashPassword } from './passwords.ts';
import { normaliseEmail } from './users.ts';

export interface LoginChange {
  readonly email: string;
  readonly actor: string;
  readonly nowMs: number;
}

export interface ChangedLogin {
  readonly merchantId: MerchantId;
  readonly email: string;
  readonly role: Role;
  readonly status: 'active' | 'disabled';
}

/** Undefined when there is no such login. Throws DomainError `request.invalid_fields` for a password that is too short. */
export async function setPassword(
  pool: Pool,
  change: LoginChange & { readonly password: string },
): Promise<ChangedLogin | undefined> {
  const passwordHash = await hashPassword(change.password);
  return changed(pool, change, 'user.password_changed', { password_hash: passwordHash });
}

/** Undefined when there is no such login. Nobody logs in any more, and nothing it has issued is let in. */
export function disableLogin(pool: Pool, change: LoginChange): Promise<ChangedLogin | undefined> {
  return changed(pool, change, 'user.disabled', { status: 'disabled' });
}

/** Undefined when there is no such login. What was ended stays ended. */
export function enableLogin(pool: Pool, change: LoginChange): Promise<ChangedLogin | undefined> {
  return changed(pool, change, 'user.enabled', { status: 'active' });
}

interface Values {
  readonly password_hash?: string;
  readonly status?: ChangedLogin['status'];
}

/** The user first and its sessions after: see `isStillProven`. */
function changed(
  pool: Pool,
  { email, actor, nowMs }: LoginChange,
  action: string,
  values: Values,
): Promise<ChangedLogin | undefined> {
  return transaction(pool, async (tx) => {
    const { rows } = await tx.query<ChangedLogin & { readonly userId: UserId }>(
      `update users u
       set password_hash = coalesce($2, u.password_hash), status = coalesce($3, u.status)
       from logins l
       where l.email = $1 and u.merchant_id = l.merchant_id and u.user_id = l.user_id
       returning u.merchant_id as "merchantId", u.user_id as "userId", u.email, u.role, u.status`,
      [normaliseEmail(email), values.password_hash ?? null, values.status ?? null],
    );
    if (rows[0] === undefined) return undefined;
    const { userId, ...login } = rows[0];
    const order = { merchantId: login.merchantId, actor, nowMs };
    await endSessions(tx, { ...order, userId, because: action });
    await writeAuditEvent(tx, { ...order, action, details: { userId, email: login.email } });
    return login;
  });
}

interface Ending {
  readonly merchantId: MerchantId;
  readonly userId: UserId;
  readonly because: string;
  readonly nowMs: number;
}

/** Every process hears of it within a second: see `Revocations`. */
async function endSessions(
  tx: Transaction,
  { merchantId, userId, because, nowMs }: Ending,
): Promise<void> {
  await tx.query(
    `update token_families set revoked_at = $3, revoked_because = $4
     where merchant_id = $1 and subject = $2 and revoked_at is null and expires_at > $3`,
    [merchantId, userId, new Date(nowMs), because],
  );
}
