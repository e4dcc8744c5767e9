/** People who sign in: operators of the deployment, and the team of a merchant. */
import type { Queryable } from '../db/connection.ts';
import type { Id, MerchantId } from '../kit/ids.ts';
import { platformId } from '../merchants/audit.ts';
import { normaliseEmail } from '../identity/users.ts';
import type { Audience, PersonRole } from './roles.ts';

export type PersonId = Id<'person'>;

export interface Person {
  /** `platformId` of an operator. */
  readonly merchantId: MerchantId;
  readonly personId: PersonId;
  readonly email: string;
  readonly name: string;
  readonly role: PersonRole;
  readonly status: 'active' | 'disabled';
  readonly hasTotp: boolean;
  readonly passkeys: number;
  /** Of the recovery codes that were not used yet. */
  readonly recoveryCodes: number;
  /** False while a reset waits for its link to be used. */
  readonly hasPassword: boolean;
  readonly createdAt: Date;
  /** When a session of this person was last used; null: none ever was. */
  readonly seenAt: Date | null;
}

interface PersonRow {
  merchant_id: MerchantId;
  person_id: PersonId;
  email: string;
  name: string;
  role: PersonRole;
  status: Person['status'];
  has_totp: boolean;
  has_password: boolean;
  passkeys: number;
  recovery_codes: number;
  created_at: Date;
  seen_at: Date | null;
}

const selectPeople = `
  select p.merchant_id, p.person_id, p.email, p.name, p.role, p.status, p.created_at,
    p.totp_secret is not null as has_totp, p.password_hash is not null as has_password,
    (select count(*)::integer from passkeys k where k.merchant_id = p.merchant_id and k.person_id = p.person_id)
      as passkeys,
    (select count(*)::integer from recovery_codes c
      where c.merchant_id = p.merchant_id and c.person_id = p.person_id and c.used_at is null) as recovery_codes,
    (select max(s.seen_at) from person_sessions s
      where s.merchant_id = p.merchant_id and s.person_id = p.person_id) as seen_at
  from people p`;

export function audienceOf(merchantId: MerchantId): Audience {
  return merchantId === platformId ? 'operator' : 'merchant';
}

/** How the audit names a person who acts. */
export function actorOf(merchantId: MerchantId, personId: string): string {
  return `${merchantId === platformId ? 'operator' : 'person'}:${personId}`;
}

export async function findPerson(
  db: Queryable,
  merchantId: MerchantId,
  personId: string,
): Promise<Person | undefined> {
  const { rows } = await db.query<PersonRow>(
    `${selectPeople} where p.merchant_id = $1 and p.person_id = $2`,
    [merchantId, personId],
  );
  return rows[0] && personOf(rows[0]);
}

export async function findPersonByEmail(
  db: Queryable,
  merchantId: MerchantId,
  email: string,
): Promise<Person | undefined> {
  const { rows } = await db.query<PersonRow>(
    `${selectPeople} where p.merchant_id = $1 and p.email = $2`,
    [merchantId, normaliseEmail(email)],
  );
  return rows[0] && personOf(rows[0]);
}

/** In the order in which they came. */
export async function listPeople(db: Queryable, merchantId: MerchantId): Promise<Person[]> {
  const { rows } = await db.query<PersonRow>(
    `${selectPeople} where p.merchant_id = $1 order by p.person_id limit 1000`,
    [merchantId],
  );
  return rows.map(personOf);
}

function personOf(row: PersonRow): Person {
  return {
    merchantId: row.merchant_id,
    personId: row.person_id,
    email: row.email,
    name: row.name,
    role: row.role,
    status: row.status,
    hasTotp: row.has_totp,
    hasPassword: row.has_password,
    passkeys: row.passkeys,
    recoveryCodes: row.recovery_codes,
    createdAt: row.created_at,
    seenAt: row.seen_at,
  };
}
