/**
 * How often a password may be wrong: after five in a row every further try waits, from one minute to a quarter of an
 * hour, counted over all processes. It never lasts: a stranger slows a name down, and not where its person is known.
 */
import type { Pool, Queryable } from '../db/connection.ts';
import { sourceOf } from '../identity/addresses.ts';
import { DomainError } from '../kit/errors.ts';
import type { MerchantId } from '../kit/ids.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import type { PersonId } from './person.ts';

const freeFailures = 5;
const longestWaitMinutes = 15;
const dayMs = 24 * 3_600_000;
/** So long is a row of failures remembered, and so long is a place known. */
const rememberedMs = dayMs;
const knownPlaceMs = 30 * dayMs;

export interface PasswordAttempt {
  /** What is counted: a name, or a name at a place where its person is known. */
  readonly bucket: string;
  readonly nowMs: number;
}

export interface WrongPassword {
  /** In a row. */
  readonly failures: number;
  /** Undefined: the next one is judged at once. */
  readonly waitsUntil: Date | undefined;
}

// Counted before it is judged: of however many guesses at one moment no more are judged than are free.
const countAttempt = `
  insert into sign_in_failures as f (bucket, failures, failed_at) values ($1, 1, $2)
  on conflict (bucket) do update set
    failures = case when f.failed_at < $3 then 1 else f.failures + 1 end,
    failed_at = $2,
    waits_until = case when f.failed_at >= $3 and f.failures + 1 >= $4
      then $2::timestamptz + interval '1 minute' * least($5::integer, power(2, least(f.failures + 1 - $4, 10))) end
  where f.waits_until is null or f.waits_until <= $2
  returning failures, waits_until`;

/**
 * Undefined when the password is right, which forgets what was wrong before. Throws DomainError `rate.exceeded` while
 * it is to wait: then nothing is judged, and nothing is counted.
 */
export async function attemptPassword(
  pool: Pool,
  { bucket, nowMs }: PasswordAttempt,
  prove: () => Promise<boolean>,
): Promise<WrongPassword | undefined> {
  const { rows } = await pool.query<{ failures: number; waits_until: Date | null }>(countAttempt, [
    ...[bucket, new Date(nowMs), new Date(nowMs - rememberedMs)],
    ...[freeFailures, longestWaitMinutes],
  ]);
  const [counted] = rows;
  if (counted === undefined) throw await stillWaits(pool, { bucket, nowMs });
  if (await prove()) {
    await pool.query('delete from sign_in_failures where bucket = $1', [bucket]);
    return undefined;
  }
  return { failures: counted.failures, waitsUntil: counted.waits_until ?? undefined };
}

async function stillWaits(db: Queryable, { bucket, nowMs }: PasswordAttempt): Promise<DomainError> {
  const { rows } = await db.query<{ waits_until: Date | null }>(
    'select waits_until from sign_in_failures where bucket = $1',
    [bucket],
  );
  const waitMs = (rows[0]?.waits_until?.getTime() ?? nowMs) - nowMs;
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
  const minutes = String(Math.ceil(retryAfterSeconds / 60));
  return new DomainError('rate.exceeded', {
    reason: `Too many wrong passwords in a row. Try again in ${minutes} min.`,
    retryAfterSeconds,
  });
}

/**
 * Whether the person was fully signed in from this source in the last thirty days. The same statement whether or not
 * there is such a person.
 */
export async function isKnownPlace(
  db: Queryable,
  { merchantId, personId }: { readonly merchantId: MerchantId; readonly personId: string },
  address: string,
  nowMs: number,
): Promise<boolean> {
  const { rows } = await db.query<{ address: string }>(
    `select distinct s.address from person_sessions s
     join people p on p.merchant_id = s.merchant_id and p.person_id = s.person_id
     where s.merchant_id = $1 and s.person_id = $2 and s.created_at > $3
       and (s.factor_at is not null or p.totp_secret is null and not exists (
         select from passkeys k where k.merchant_id = p.merchant_id and k.person_id = p.person_id))
     limit 1000`,
    [merchantId, personId, new Date(nowMs - knownPlaceMs)],
  );
  const source = sourceOf(address);
  return rows.some((row) => sourceOf(row.address) === source);
}

/** Told in the stream of whoever is slowed down: somebody tries passwords. */
export function writeSlowedDown(
  db: Queryable,
  { merchantId, personId }: { readonly merchantId: MerchantId; readonly personId: PersonId },
  { failures, waitsUntil }: WrongPassword,
  at: { readonly address: string; readonly isKnown: boolean; readonly nowMs: number },
): Promise<void> {
  const { address, isKnown, nowMs } = at;
  return writeAuditEvent(db, {
    ...{ merchantId, actor: 'sign-in', action: 'person.sign_in_slowed', nowMs },
    details: { personId, failures, waitsUntil, address, isKnownPlace: isKnown },
  });
}

/** Of rows of failures that have ended. */
export async function pruneSignInFailures(db: Queryable, now: Date): Promise<void> {
  await db.query('delete from sign_in_failures where failed_at < $1', [
    new Date(now.getTime() - rememberedMs),
  ]);
}
