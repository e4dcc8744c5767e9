/** Logging in for a profile with a user name, an e-mail address or a mobile number: a token for half an hour. */
import type { Queryable } from '../db/connection.ts';
import { unavailableOr } from '../db/unavailable.ts';
import type { Clock } from '../kit/clock.ts';
import { DomainError } from '../kit/errors.ts';
import { newId, type MerchantId } from '../kit/ids.ts';
import { contactOf } from '../merchants/contacts.ts';
import { findMerchant } from '../merchants/find-merchant.ts';
import { defaultLimits, type MerchantView } from '../merchants/merchant.ts';
import type { AccessTokens } from './access-tokens.ts';
import { isAllowed } from './addresses.ts';
import type { FamilyId, Role, UserId } from './caller.ts';
import { decoyHash, isPassword } from './passwords.ts';
import { recordFamily, type Family } from './refresh-tokens.ts';
import { isStillProven, normaliseEmail } from './users.ts';

export interface ProfileLogin {
  readonly userName: string;
  readonly password: string;
}

export interface ProfileToken {
  readonly token: string;
  readonly merchant: MerchantView;
  readonly role: Role;
  readonly expiresAt: Date;
}

/** In the contract, and in the setting of the tokens. */
export const profileTokenSeconds = 1_800;

const nobody = '00000000-0000-0000-0000-000000000000' as MerchantId;

interface Named {
  readonly merchantId: MerchantId;
  /** Undefined: the user of the profile. */
  readonly userId: UserId | undefined;
}

interface UserRow {
  user_id: UserId;
  password_hash: string;
  role: Role;
  status: 'active' | 'disabled';
}

export class ProfileLogins {
  readonly #db: Queryable;
  readonly #tokens: AccessTokens;
  readonly #clock: Clock;

  constructor(db: Queryable, tokens: AccessTokens, clock: Clock) {
    this.#db = db;
    this.#tokens = tokens;
    this.#clock = clock;
  }

  /**
   * Throws DomainError `login.refused` for an unknown name, a wrong password, a user or profile that is disabled and an
   * address that may not call alike, after the same work; and `service.unavailable`.
   */
  async login({ userName, password }: ProfileLogin, address: string): Promise<ProfileToken> {
    const { merchant, user } = await this.#read(userName).catch((error: unknown) => {
      throw unavailableOr(error);
    });
    const matches = await isPassword(password, user?.password_hash ?? decoyHash);
    if (!matches || user?.status !== 'active' || merchant?.status !== 'active')
      throw new DomainError('login.refused');
    if (!merchant.apiAccess || !isAllowed(address, merchant.allowedAddresses))
      throw new DomainError('login.refused');
    const nowMs = this.#clock.now().getTime();
    const family = await this.#open(merchant.merchantId, user, nowMs).catch((error: unknown) => {
      throw unavailableOr(error);
    });
    const { token, expiresInSeconds } = await this.#tokens.issue({
      ...family,
      familyExpiresAtMs: family.expiresAtMs,
    });
    const { role } = user;
    return { token, merchant, role, expiresAt: new Date(nowMs + expiresInSeconds * 1_000) };
  }

  /** On record, so that the token ends with its password. */
  async #open(merchantId: MerchantId, user: UserRow, nowMs: number): Promise<Family> {
    const family: Family = {
      ...{ merchantId, subject: user.user_id, role: user.role, createdAtMs: nowMs },
      familyId: newId<'token_family'>(nowMs) satisfies FamilyId,
      expiresAtMs: nowMs + profileTokenSeconds * 1_000,
    };
    await recordFamily(this.#db, family);
    const { user_id: userId, password_hash: passwordHash } = user;
    if (await isStillProven(this.#db, { merchantId, userId, passwordHash })) return family;
    throw new DomainError('login.refused');
  }

  /** How often per minute somebody may try with this name; null when the profile's limit is lifted. */
  async attemptLimit(userName: string): Promise<number | null> {
    const { merchantId } = await findNamed(this.#db, userName).catch((error: unknown) => {
      throw unavailableOr(error);
    });
    const merchant = await findMerchant(this.#db, merchantId);
    return (merchant?.limits ?? defaultLimits).authenticationPerMinute;
  }

  async #read(userName: string) {
    const { merchantId, userId } = await findNamed(this.#db, userName);
    const { rows } = await this.#db.query<UserRow>(
      `select u.user_id, u.password_hash, u.role, u.status
       from users u join profiles p on p.merchant_id = u.merchant_id
       where u.merchant_id = $1 and u.user_id = coalesce($2, p.user_id)`,
      [merchantId, userId ?? null],
    );
    return { merchant: await findMerchant(this.#db, merchantId), user: rows[0] };
  }
}

/** An e-mail address leads to its own user, a name or number to the user of the profile. */
async function findNamed(db: Queryable, userName: string): Promise<Named> {
  const email = normaliseEmail(userName.slice(0, 255)).replaceAll('\0', '');
  const { rows } = await db.query<{ merchant_id: MerchantId; user_id: UserId | null }>(
    `select merchant_id, user_id from logins where email = $1
     union all
     select merchant_id, null from contacts where contact = $2`,
    [email, contactOf(userName)],
  );
  const found = rows.find((row) => row.user_id !== null) ?? rows[0];
  return { merchantId: found?.merchant_id ?? nobody, userId: found?.user_id ?? undefined };
}
