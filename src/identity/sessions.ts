/** Logging in, and staying logged in: an access token for an hour, refreshed for at most thirty days. */
import type { Pool } from '../db/connection.ts';
import { unavailableOr } from '../db/unavailable.ts';
import type { Clock } from '../kit/clock.ts';
import { DomainError } from '../kit/errors.ts';
import { newId } from '../kit/ids.ts';
import { findMerchantByNo } from '../merchants/find-merchant.ts';
import { defaultLimits, type MerchantView } from '../merchants/merchant.ts';
import type { AccessTokens } from './access-tokens.ts';
import { refuseUnlessOpen } from './admission.ts';
import type { FamilyId } from './caller.ts';
import {
  endOfClient,
  endOfClientNow,
  isClientId,
  merchantOfClient,
  proveClient,
  type ClientSecret,
  type Subject,
} from './credentials.ts';
import {
  findHeldToken,
  merchantNoOf,
  newRefreshToken,
  openFamily,
  spend,
  successorOf,
  type Family,
  type HeldToken,
} from './refresh-tokens.ts';
import type { Revocations } from './revocations.ts';
import {
  currentRoleOf,
  isStillProven,
  merchantOfEmail,
  proveUser,
  type EmailLogin,
  type ProvenUser,
} from './users.ts';

export type Login = ClientSecret | EmailLogin;

export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
  readonly merchant: MerchantView;
}

export interface SessionSettings {
  /** From it the successors of refresh tokens are derived; at least 32 bytes. */
  readonly refreshSecret: string;
}

/** By a password, or by the secret of a client, which has an end instead. */
type Proven = Subject & Partial<Pick<ProvenUser, 'passwordHash'>>;

/** Of the subject of a session, as it is now. */
type Standing = Pick<Subject, 'role' | 'endsAtMs'>;

const familyLifeMs = 30 * 24 * 3_600_000;
/** A client whose answer was lost may ask again this long, and gets the same successor. */
const graceMs = 10_000;

export class Sessions {
  readonly #pool: Pool;
  readonly #tokens: AccessTokens;
  readonly #revocations: Revocations;
  readonly #refreshSecret: string;
  readonly #clock: Clock;

  constructor(
    pool: Pool,
    tokens: AccessTokens,
    revocations: Revocations,
    settings: SessionSettings,
    clock: Clock,
  ) {
    if (Buffer.byteLength(settings.refreshSecret) < 32)
      throw new Error('The secret of refresh tokens is shorter than 32 bytes.');
    this.#pool = pool;
    this.#tokens = tokens;
    this.#revocations = revocations;
    this.#refreshSecret = settings.refreshSecret;
    this.#clock = clock;
  }

  /**
   * Throws DomainError `access.unauthenticated` (the same for every cause), `service.unavailable`, and to
   * those who proved who they are also `access.api_disabled` and `access.address_refused`.
   */
  login(login: Login, address: string): Promise<TokenPair> {
    return guarded(async () => {
      const nowMs = this.#clock.now().getTime();
      const proven: Proven | undefined =
        'clientId' in login
          ? await proveClient(this.#pool, login, nowMs)
          : await proveUser(this.#pool, login);
      if (proven === undefined) throw new DomainError('access.unauthenticated');
      refuseUnlessOpen(proven.merchant, address);
      const family: Family = {
        merchantId: proven.merchant.merchantId,
        familyId: newId<'token_family'>(nowMs) satisfies FamilyId,
        subject: proven.subject,
        role: proven.role,
        createdAtMs: nowMs,
        expiresAtMs: Math.min(nowMs + familyLifeMs, proven.endsAtMs),
      };
      const refreshToken = newRefreshToken(proven.merchant.merchantNo);
      await openFamily(this.#pool, family, refreshToken);
      const endsAtMs = await this.#endOfProven(proven);
      const expiresAtMs = Math.min(family.expiresAtMs, endsAtMs);
      return this.#pair(proven.merchant, { ...family, expiresAtMs }, refreshToken);
    });
  }

  /**
   * Spends the token for its successor. A spent token answers the same successor for ten seconds; after
   * that its use ends the whole family. Throws as `login` does.
   */
  refresh(refreshToken: string, address: string): Promise<TokenPair> {
    return guarded(async () => {
      const merchantNo = merchantNoOf(refreshToken);
      if (merchantNo === undefined) throw new DomainError('access.unauthenticated');
      const merchant = await findMerchantByNo(this.#pool, merchantNo);
      if (merchant?.status !== 'active') throw new DomainError('access.unauthenticated');
      const nowMs = this.#clock.now().getTime();
      const held = await findHeldToken(this.#pool, merchant.merchantId, refreshToken);
      const now = held && (await this.#standingOf(merchant, held, nowMs));
      if (held === undefined || now === undefined) throw new DomainError('access.unauthenticated');
      refuseUnlessOpen(merchant, address);
      const successor = successorOf(refreshToken, this.#refreshSecret);
      await this.#spendOrGrace(held, refreshToken, successor, nowMs);
      const expiresAtMs = Math.min(held.family.expiresAtMs, now.endsAtMs);
      return this.#pair(merchant, { ...held.family, role: now.role, expiresAtMs }, successor);
    });
  }

  /**
   * How often per minute somebody may try with these credentials: the merchant's own limit once the
   * credential exists, the contract's otherwise; null when lifted.
   */
  attemptLimit(
    presented:
      | { readonly clientId: string }
      | { readonly email: string }
      | { readonly refreshToken: string },
  ): Promise<number | null> {
    return guarded(async () => {
      const merchant = await this.#merchantBehind(presented);
      return (merchant?.limits ?? defaultLimits).authenticationPerMinute;
    });
  }

  async #merchantBehind(
    presented:
      | { readonly clientId: string }
      | { readonly email: string }
      | { readonly refreshToken: string },
  ): Promise<MerchantView | undefined> {
    if ('clientId' in presented) return merchantOfClient(this.#pool, presented.clientId);
    if ('email' in presented) return merchantOfEmail(this.#pool, presented.email);
    const merchant = await findMerchantByNo(this.#pool, merchantNoOf(presented.refreshToken) ?? 0);
    if (merchant === undefined) return undefined;
    const held = await findHeldToken(this.#pool, merchant.merchantId, presented.refreshToken);
    return held && merchant;
  }

  /**
   * The password may have been changed, the user disabled or the secret replaced while it was compared: whoever did so did
   * not find this session yet. Resolves to when what it was proven by ends.
   */
  async #endOfProven({ merchant, subject, passwordHash }: Proven): Promise<number> {
    const { merchantId } = merchant;
    if (passwordHash === undefined) {
      const nowMs = this.#clock.now().getTime();
      const endsAtMs = await endOfClientNow(this.#pool, merchantId, subject, nowMs);
      if (endsAtMs !== undefined) return endsAtMs;
    } else if (await isStillProven(this.#pool, { merchantId, userId: subject, passwordHash }))
      return Infinity;
    throw new DomainError('access.unauthenticated');
  }

  /** Undefined when the session has ended: by time, by revocation, or because its subject may no longer log in. */
  async #standingOf(
    merchant: MerchantView,
    held: HeldToken,
    nowMs: number,
  ): Promise<Standing | undefined> {
    const { family } = held;
    if (isRevoked(held, nowMs) || family.expiresAtMs <= nowMs) return undefined;
    if (family.createdAtMs < merchant.tokensValidFromMs) return undefined;
    if (!isClientId(family.subject)) {
      const role = await currentRoleOf(this.#pool, merchant.merchantId, family.subject);
      return role && { role, endsAtMs: Infinity };
    }
    const endsAtMs = await endOfClient(this.#pool, merchant.merchantId, family.subject, nowMs);
    return endsAtMs === undefined ? undefined : { role: family.role, endsAtMs };
  }

  async #spendOrGrace(
    found: HeldToken,
    refreshToken: string,
    successor: string,
    nowMs: number,
  ): Promise<void> {
    const { family } = found;
    let held: HeldToken | undefined = found;
    if (held.spentAtMs === undefined) {
      if (await spend(this.#pool, family.merchantId, refreshToken, successor, nowMs)) return;
      held = await findHeldToken(this.#pool, family.merchantId, refreshToken);
    }
    if (held?.spentAtMs === undefined || isRevoked(held, nowMs))
      throw new DomainError('access.unauthenticated');
    if (nowMs - held.spentAtMs <= graceMs) return;
    await this.#revocations.revoke({
      merchantId: family.merchantId,
      familyId: family.familyId,
      because: 'a spent refresh token was used again',
      actor: family.subject,
      nowMs,
    });
    throw new DomainError('access.unauthenticated');
  }

  async #pair(merchant: MerchantView, family: Family, refreshToken: string): Promise<TokenPair> {
    const { token, expiresInSeconds } = await this.#tokens.issue({
      merchantId: family.merchantId,
      familyId: family.familyId,
      subject: family.subject,
      role: family.role,
      familyExpiresAtMs: family.expiresAtMs,
    });
    return { accessToken: token, refreshToken, expiresInSeconds, merchant };
  }
}

function isRevoked({ revokedAtMs = Infinity }: HeldToken, nowMs: number): boolean {
  return revokedAtMs <= nowMs;
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unavailableOr(error);
  }
}
