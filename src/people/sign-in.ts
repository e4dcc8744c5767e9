/** The first step into the console: e-mail address and password, counted over all processes. */
import { createHash } from 'node:crypto';
import type { Pool, Queryable } from '../db/connection.ts';
import { unavailableOr } from '../db/unavailable.ts';
import { sourceOf } from '../identity/addresses.ts';
import { decoyHash, isPassword } from '../identity/passwords.ts';
import type { RateLimits } from '../identity/rate-limits.ts';
import { normaliseEmail } from '../identity/users.ts';
import { DomainError } from '../kit/errors.ts';
import type { MerchantId } from '../kit/ids.ts';
import { platformId } from '../merchants/audit.ts';
import { attemptPassword, isKnownPlace, writeSlowedDown } from './password-attempts.ts';
import type { PersonId } from './person.ts';
import type { Audience } from './roles.ts';
import { openSession } from './sessions.ts';

export interface SignInDeps {
  readonly pool: Pool;
  readonly rateLimits: RateLimits;
}

export interface SignIn {
  readonly audience: Audience;
  readonly email: string;
  readonly password: string;
  readonly address: string;
  readonly browser: string;
  readonly nowMs: number;
}

/**
 * Per minute. The pair comes first, so that a stranger who tries a name uses up his own attempts and not those of the
 * person; the name alone stops a guess that comes from everywhere, and not the person at a known place.
 */
const limits = { source: 30, pair: 5, name: 20 } as const;
const nobody = '00000000-0000-0000-0000-000000000001' as MerchantId;
const nobodyId = nobody as string as PersonId;

/**
 * Resolves to the token of a session in which the second factor is still to be proven. Throws DomainError
 * `login.refused` for an unknown address, a wrong password, a disabled person and a disabled merchant alike, after
 * the same work; `rate.exceeded`; `service.unavailable`.
 */
export async function signIn(deps: SignInDeps, given: SignIn): Promise<string> {
  const { audience, address, browser, nowMs } = given;
  const { pool, rateLimits } = deps;
  const email = normaliseEmail(given.email.slice(0, 255)).replaceAll('\0', '');
  const name = createHash('sha256').update(`${audience} ${email}`).digest('base64url');
  const source = sourceOf(address);
  await take(rateLimits, `console source ${source}`, limits.source);
  await take(rateLimits, `console pair ${source} ${name}`, limits.pair);
  try {
    const person = await readPerson(pool, audience, email);
    const who = {
      merchantId: person?.merchantId ?? nobody,
      personId: person?.personId ?? nobodyId,
    };
    const isKnown = await isKnownPlace(pool, who, address, nowMs);
    if (!isKnown) await take(rateLimits, `console name ${name}`, limits.name);
    const bucket = isKnown ? `${name} ${source}` : name;
    const wrong = await attemptPassword(pool, { bucket, nowMs }, async () => {
      const matches = await isPassword(given.password, person?.passwordHash ?? decoyHash);
      return matches && person?.passwordHash != null && person.isActive;
    });
    if (wrong?.waitsUntil !== undefined && person !== undefined)
      await writeSlowedDown(pool, person, wrong, { address, isKnown, nowMs });
    if (wrong !== undefined || person === undefined) throw new DomainError('login.refused');
    const { merchantId, personId } = person;
    return await openSession(pool, { merchantId, personId, address, browser, nowMs });
  } catch (error) {
    throw unavailableOr(error);
  }
}

/** Throws DomainError `login.refused` and `rate.exceeded`: for whoever is signed in and shows to be there again. */
export async function provePassword(
  deps: SignInDeps,
  given: {
    readonly merchantId: MerchantId;
    readonly personId: string;
    readonly password: string;
  },
): Promise<void> {
  await take(deps.rateLimits, `console person ${given.personId}`, limits.pair);
  const { rows } = await deps.pool.query<{ password_hash: string | null }>(
    'select password_hash from people where merchant_id = $1 and person_id = $2',
    [given.merchantId, given.personId],
  );
  const hash = rows[0]?.password_hash ?? null;
  if (!(await isPassword(given.password, hash ?? decoyHash)) || hash === null)
    throw new DomainError('login.refused');
}

/** Of a page where a one-time link is tried. Throws DomainError `rate.exceeded`. */
export function countLinkAttempt(rateLimits: RateLimits, address: string): Promise<void> {
  return take(rateLimits, `console link ${sourceOf(address)}`, limits.source);
}

async function take(rateLimits: RateLimits, bucket: string, limit: number): Promise<void> {
  const { allowed, retryAfterSeconds } = await rateLimits.take(bucket, limit);
  if (!allowed) throw new DomainError('rate.exceeded', { retryAfterSeconds });
}

interface Known {
  readonly merchantId: MerchantId;
  readonly personId: PersonId;
  readonly passwordHash: string | null;
  readonly isActive: boolean;
}

/** The same two statements whether or not there is anybody. */
async function readPerson(
  db: Queryable,
  audience: Audience,
  email: string,
): Promise<Known | undefined> {
  const { rows: teams } = await db.query<{ merchant_id: MerchantId }>(
    'select merchant_id from team_emails where email = $1',
    [email],
  );
  const merchantId = audience === 'operator' ? platformId : (teams[0]?.merchant_id ?? nobody);
  const { rows } = await db.query<Known>(
    `select p.merchant_id as "merchantId", p.person_id as "personId", p.password_hash as "passwordHash",
       p.status = 'active' and (p.merchant_id = '${platformId}' or m.status = 'active') as "isActive"
     from people p left join merchants m on m.merchant_id = p.merchant_id
     where p.merchant_id = $1 and p.email = $2`,
    [merchantId, email],
  );
  return rows[0];
}
