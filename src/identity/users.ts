/** People who log in for a merchant. The directory of e-mail addresses leads to the merchant first. */
import { transaction, type Pool, type Queryable } from '../db/connection.ts';
import { isUniqueViolation } from '../db/sqlstate.ts';
import { DomainError } from '../kit/errors.ts';
import type { MerchantId } from '../kit/ids.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import { findMerchant } from '../merchants/find-merchant.ts';
import type { MerchantView } from '../merchants/merchant.ts';
import { adoptUser } from '../merchants/profiles.ts';
import type { Role, UserId } from './caller.ts';
import type { Subject } from './credentials.ts';
import { decoyHash, hashPassword, isPassword } from './passwords.ts';

export interface NewUser {
  readonly merchantId: MerchantId;
  readonly userId: UserId;
  readonly email: string;
  readonly password: string;
  readonly role: Role;
  readonly actor: string;
  readonly nowMs: number;
}

export interface EmailLogin {
  readonly email: string;
  readonly password: string;
}

/** Who proved it by this password. */
export interface ProvenUser extends Subject {
  readonly passwordHash: string;
}

interface UserRow {
  password_hash: string;
  role: Role;
  status: 'active' | 'disabled';
}

interface LoginRow {
  merchant_id: MerchantId;
  user_id: UserId;
}

const maxEmailLength = 254;
const nobody: LoginRow = {
  merchant_id: '00000000-0000-0000-0000-000000000000' as MerchantId,
  user_id: '00000000-0000-0000-0000-000000000000' as UserId,
};

/** One address, one spelling: case and width do not tell two people apart. */
export function normaliseEmail(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase();
}

/** The address as it is kept. Throws DomainError `request.invalid_fields`. */
export function checkEmail(text: string): string {
  const email = normaliseEmail(text);
  if (email.length > maxEmailLength || !/^[^\s@<>"\p{Cc}]+@[^\s@<>"\p{Cc}]+$/u.test(email))
    throw refusedEmail('The e-mail address is not well-formed.');
  return email;
}

/** Throws DomainError `request.invalid_fields`, also when the address is taken. */
export async function createUser(pool: Pool, user: NewUser): Promise<void> {
  const email = checkEmail(user.email);
  const passwordHash = await hashPassword(user.password);
  try {
    await transaction(pool, async (tx) => {
      await tx.query('insert into logins (email, merchant_id, user_id) values ($1, $2, $3)', [
        email,
        user.merchantId,
        user.userId,
      ]);
      await tx.query(
        `insert into users (merchant_id, user_id, email, password_hash, role, status, created_at)
         values ($1, $2, $3, $4, $5, 'active', $6)`,
        [user.merchantId, user.userId, email, passwordHash, user.role, new Date(user.nowMs)],
      );
      await adoptUser(tx, { ...user, email });
      await writeAuditEvent(tx, {
        ...user,
        action: 'user.created',
        details: { userId: user.userId, email, role: user.role },
      });
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw refusedEmail('The e-mail address is in use.');
    throw error;
  }
}

/**
 * Undefined for an unknown address, a wrong password, a disabled user and a disabled merchant alike,
 * after the same statements and one argon2 verification.
 */
export async function proveUser(
  db: Queryable,
  presented: EmailLogin,
): Promise<ProvenUser | undefined> {
  const login = await findLogin(db, presented.email);
  const user = await readUser(db, login ?? nobody);
  const merchant = await findMerchant(db, (login ?? nobody).merchant_id);
  const matches = await isPassword(presented.password, user?.password_hash ?? decoyHash);
  if (!matches || login === undefined || user?.status !== 'active') return undefined;
  if (merchant?.status !== 'active') return undefined;
  const { password_hash: passwordHash, role } = user;
  return { merchant, subject: login.user_id, role, endsAtMs: Infinity, passwordHash };
}

export async function merchantOfEmail(
  db: Queryable,
  email: string,
): Promise<MerchantView | undefined> {
  const login = await findLogin(db, email);
  return login && findMerchant(db, login.merchant_id);
}

/**
 * Asked when the session is on record. Whoever changes a user changes the row first and ends the sessions after, so either
 * it is waited for here and what it did is seen, or it comes later and ends this session.
 */
export async function isStillProven(
  db: Queryable,
  user: {
    readonly merchantId: MerchantId;
    readonly userId: string;
    readonly passwordHash: string;
  },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `select from users
     where merchant_id = $1 and user_id = $2 and password_hash = $3 and status = 'active' for share`,
    [user.merchantId, user.userId, user.passwordHash],
  );
  return rowCount === 1;
}

/** The role as it is now; undefined when the user may not log in any more. */
export async function currentRoleOf(
  db: Queryable,
  merchantId: MerchantId,
  userId: string,
): Promise<Role | undefined> {
  const user = await readUser(db, { merchant_id: merchantId, user_id: userId as UserId });
  return user?.status === 'active' ? user.role : undefined;
}

async function findLogin(db: Queryable, email: string): Promise<LoginRow | undefined> {
  const key = normaliseEmail(email.slice(0, maxEmailLength + 1)).replaceAll('\0', '');
  const { rows } = await db.query<LoginRow>(
    'select merchant_id, user_id from logins where email = $1',
    [key],
  );
  return rows[0];
}

async function readUser(db: Queryable, login: LoginRow): Promise<UserRow | undefined> {
  const { rows } = await db.query<UserRow>(
    'select password_hash, role, status from users where merchant_id = $1 and user_id = $2',
    [login.merchant_id, login.user_id],
  );
  return rows[0];
}

function refusedEmail(sentence: string): DomainError {
  return new DomainError('request.invalid_fields', { fields: { email: [sentence] } });
}
