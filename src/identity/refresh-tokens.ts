/** Refresh tokens: opaque, 256 bits, stored hashed, spent once. */
import { createHmac } from 'node:crypto';
import type { Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import type { FamilyId, Role } from './caller.ts';
import { base62Of, randomSecret, secretLength, sha256 } from './secrets.ts';

export interface Family {
  readonly merchantId: MerchantId;
  readonly familyId: FamilyId;
  /** A client id or a user id. */
  readonly subject: string;
  readonly role: Role;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

export interface HeldToken {
  readonly family: Family;
  /** undefined: nobody has ended it, nor said when it ends. */
  readonly revokedAtMs: number | undefined;
  /** undefined: not used yet. */
  readonly spentAtMs: number | undefined;
}

const shape = new RegExp(`^([1-9a-z][0-9a-z]{0,5})\\.[0-9A-Za-z]{${secretLength}}$`);

/** `<merchant number in base 36>.<43 characters>`: the number leads to the merchant. */
export function newRefreshToken(merchantNo: number): string {
  return `${merchantNo.toString(36)}.${randomSecret()}`;
}

/** Undefined when the text is not a refresh token. */
export function merchantNoOf(token: string): number | undefined {
  const digits = shape.exec(token)?.[1];
  return digits === undefined ? undefined : parseInt(digits, 36);
}

/**
 * The one token that may follow this one. Derived, not drawn: whoever repeats a lost call gets the
 * same successor although only its hash was kept.
 */
export function successorOf(token: string, secret: string): string {
  const bytes = createHmac('sha256', secret).update(token).digest();
  return `${token.slice(0, token.indexOf('.'))}.${base62Of(bytes, secretLength)}`;
}

/** A login whose token is never refreshed: by its family it can be ended all the same. */
export async function recordFamily(db: Queryable, family: Family): Promise<void> {
  await db.query(
    `insert into token_families
       (merchant_id, family_id, subject, role, created_at, expires_at, revoked_at, revoked_because)
     values ($1, $2, $3, $4, $5, $6, null, null)`,
    valuesOf(family),
  );
}

/** The family and its first token in one statement. */
export async function openFamily(db: Queryable, family: Family, token: string): Promise<void> {
  await db.query(
    `with opened as (
       insert into token_families
         (merchant_id, family_id, subject, role, created_at, expires_at, revoked_at, revoked_because)
       values ($1, $2, $3, $4, $5, $6, null, null)
     )
     insert into refresh_tokens (merchant_id, token_hash, family_id, issued_at, spent_at)
     values ($1, $7, $2, $5, null)`,
    [...valuesOf(family), sha256(token)],
  );
}

function valuesOf(family: Family): unknown[] {
  return [
    family.merchantId,
    family.familyId,
    family.subject,
    family.role,
    new Date(family.createdAtMs),
    new Date(family.expiresAtMs),
  ];
}

/**
 * Spends the token and puts its successor in place, in one conditional update: of any number of
 * callers at once exactly one is answered true.
 */
export async function spend(
  db: Queryable,
  merchantId: MerchantId,
  token: string,
  successor: string,
  nowMs: number,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `with spent as (
       update refresh_tokens t set spent_at = $4
       from token_families f
       where t.merchant_id = $1 and t.token_hash = $2 and t.spent_at is null
         and f.merchant_id = $1 and f.family_id = t.family_id
         and (f.revoked_at is null or f.revoked_at > $4) and f.expires_at > $4
       returning t.family_id
     )
     insert into refresh_tokens (merchant_id, token_hash, family_id, issued_at, spent_at)
     select $1, $3, family_id, $4, null from spent`,
    [merchantId, sha256(token), sha256(successor), new Date(nowMs)],
  );
  return rowCount === 1;
}

export async function findHeldToken(
  db: Queryable,
  merchantId: MerchantId,
  token: string,
): Promise<HeldToken | undefined> {
  const { rows } = await db.query<{
    family_id: FamilyId;
    spent_at: Date | null;
    subject: string;
    role: Role;
    created_at: Date;
    expires_at: Date;
    revoked_at: Date | null;
  }>(
    `select t.family_id, t.spent_at, f.subject, f.role, f.created_at, f.expires_at, f.revoked_at
     from refresh_tokens t
     join token_families f on f.merchant_id = $1 and f.family_id = t.family_id
     where t.merchant_id = $1 and t.token_hash = $2`,
    [merchantId, sha256(token)],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    family: {
      merchantId,
      familyId: row.family_id,
      subject: row.subject,
      role: row.role,
      createdAtMs: row.created_at.getTime(),
      expiresAtMs: row.expires_at.getTime(),
    },
    revokedAtMs: row.revoked_at?.getTime(),
    spentAtMs: row.spent_at?.getTime(),
  };
}
