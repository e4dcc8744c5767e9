/** Access tokens: JWT signed with HS256, verified once and then remembered by their text until they expire. */
import type { JWTPayload, JWTVerifyResult } from 'jose';
import { JOSEError, JWKSNoMatchingKey } from 'jose/errors';
import { SignJWT } from 'jose/jwt/sign';
import { jwtVerify } from 'jose/jwt/verify';
import type { Clock } from '../kit/clock.ts';
import { notServedNow } from '../db/unavailable.ts';
import { DomainError } from '../kit/errors.ts';
import { isUuid, newId, type MerchantId } from '../kit/ids.ts';
import { isRole, type Caller, type FamilyId } from './caller.ts';
import type { SigningKeys } from './keys.ts';
import { RecentMap } from './recent-map.ts';
import type { Revocations } from './revocations.ts';

export interface AccessTokenSettings {
  readonly keys: SigningKeys;
  readonly issuer: string;
  readonly audience: string;
  /** 3600 in the published contract. */
  readonly lifeSeconds: number;
  /** Verified tokens kept in memory. */
  readonly maxRemembered?: number;
}

export type AccessGrant = Pick<Caller, 'merchantId' | 'familyId' | 'subject' | 'role'> & {
  /** The login's own end: an access token never outlives it. */
  readonly familyExpiresAtMs: number;
};

export interface AccessToken {
  readonly token: string;
  readonly expiresInSeconds: number;
}

const algorithm = 'HS256';
const maxTokenLength = 2_048;
// One spelling per token: no padding, and no spare bits in the last character of the 32 signature bytes.
const compactShape = /^[\w-]+\.[\w-]+\.[\w-]{42}[AEIMQUYcgkosw048]$/;
/** Clocks of two hosts may differ by this much: a token is not refused for being a moment too young. */
const skewSeconds = 5;
const requiredClaims = [
  'iss',
  'aud',
  'sub',
  'exp',
  'nbf',
  'iat',
  'iat_ms',
  'jti',
  'sid',
  'role',
  'merchant',
];

export class AccessTokens {
  readonly #settings: AccessTokenSettings;
  readonly #revocations: Revocations;
  readonly #clock: Clock;
  readonly #verified: RecentMap<Caller>;

  constructor(settings: AccessTokenSettings, revocations: Revocations, clock: Clock) {
    this.#settings = settings;
    this.#revocations = revocations;
    this.#clock = clock;
    this.#verified = new RecentMap(settings.maxRemembered ?? 20_000);
  }

  async issue(grant: AccessGrant): Promise<AccessToken> {
    const { keys, issuer, audience, lifeSeconds } = this.#settings;
    const nowMs = this.#clock.now().getTime();
    const nowSeconds = Math.floor(nowMs / 1000);
    const expiresAt = Math.min(
      nowSeconds + lifeSeconds,
      Math.floor(grant.familyExpiresAtMs / 1000),
    );
    const token = await new SignJWT({
      sid: grant.familyId,
      role: grant.role,
      merchant: grant.merchantId,
      // Finer than `iat`, so that ending all sessions spares the login right after it.
      iat_ms: nowMs,
    })
      .setProtectedHeader({ alg: algorithm, typ: 'JWT', kid: keys.signing.kid })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(grant.subject)
      .setExpirationTime(expiresAt)
      .setNotBefore(nowSeconds - skewSeconds)
      .setIssuedAt(nowSeconds)
      .setJti(newId<'access_token'>(nowMs))
      .sign(keys.signing.key);
    return { token, expiresInSeconds: expiresAt - nowSeconds };
  }

  /** A token this process has verified before and that still counts. Undefined decides nothing: then ask `verify`. */
  peek(token: string): Caller | undefined {
    if (!this.#revocations.isTrusted()) return undefined;
    const caller = this.#verified.get(token);
    if (caller === undefined || this.#revocations.isRevoked(caller.familyId)) return undefined;
    if (caller.expiresAtMs > this.#clock.now().getTime()) return caller;
    this.#verified.delete(token);
    return undefined;
  }

  /**
   * Throws DomainError `access.unauthenticated`, or `service.unavailable` while revocations cannot be
   * known. Says nothing about the merchant: `Admission` does.
   */
  async verify(token: string): Promise<Caller> {
    const known = this.peek(token);
    if (known !== undefined) return known;
    if (!this.#revocations.isTrusted())
      throw notServedNow('service.unavailable', 'REVOCATIONS_UNKNOWN', 1);
    const caller = await this.#check(token);
    if (caller === undefined || this.#revocations.isRevoked(caller.familyId))
      throw new DomainError('access.unauthenticated');
    this.#verified.set(token, caller);
    return caller;
  }

  async #check(token: string): Promise<Caller | undefined> {
    if (token.length > maxTokenLength || !compactShape.test(token)) return undefined;
    const { keys, issuer, audience } = this.#settings;
    const currentDate = this.#clock.now();
    let verified: JWTVerifyResult;
    try {
      verified = await jwtVerify(
        token,
        ({ kid }) => {
          const key = kid === undefined ? undefined : keys.byKid.get(kid);
          if (key === undefined) throw new JWKSNoMatchingKey();
          return key;
        },
        { algorithms: [algorithm], typ: 'JWT', issuer, audience, requiredClaims, currentDate },
      );
    } catch (error) {
      // A fault of ours is not an answer about the token.
      if (error instanceof JOSEError) return undefined;
      throw error;
    }
    const { protectedHeader, payload } = verified;
    if (Object.keys(protectedHeader).sort().join() !== 'alg,kid,typ') return undefined;
    if (protectedHeader.typ !== 'JWT' || payload.aud !== audience) return undefined;
    return callerOf(payload, currentDate.getTime());
  }
}

/** The claims in exactly the shape `issue` writes; another service's token with our key is not ours. */
function callerOf(payload: JWTPayload, nowMs: number): Caller | undefined {
  const { sub, exp, iat, iat_ms: issuedAtMs, jti, sid, role, merchant } = payload;
  if (typeof sub !== 'string' || sub === '' || !isRole(role)) return undefined;
  if (!isId(sid) || !isId(merchant) || !isId(jti)) return undefined;
  if (!isWhole(exp) || !isWhole(iat) || !isWhole(issuedAtMs)) return undefined;
  if (exp <= iat || Math.floor(issuedAtMs / 1000) !== iat) return undefined;
  if (issuedAtMs > nowMs + skewSeconds * 1000) return undefined;
  return Object.freeze({
    merchantId: merchant as MerchantId,
    familyId: sid as FamilyId,
    subject: sub,
    role,
    issuedAtMs,
    expiresAtMs: exp * 1000,
  });
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && isUuid(value);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
