/** Sessions of people: opaque, hashed, idle and absolute limits; the person is read anew with every request. */
import type { Queryable } from '../db/connection.ts';
import { newId, type MerchantId } from '../kit/ids.ts';
import { platformId } from '../merchants/audit.ts';
import { audienceOf, type PersonId } from './person.ts';
import { needsFactor, type Audience, type PersonRole } from './roles.ts';
import { isSecretOf, newSecret, readSessionToken, sessionTokenText } from './session-token.ts';

/** factor: the second factor is to be proven. enrol: the person needs one and has none. full: signed in. */
export type SessionStage = 'factor' | 'enrol' | 'full';

export interface PersonSession {
  readonly audience: Audience;
  readonly merchantId: MerchantId;
  readonly sessionId: string;
  readonly personId: PersonId;
  readonly name: string;
  readonly email: string;
  readonly role: PersonRole;
  /** Of the team; undefined of operators. */
  readonly merchantName: string | undefined;
  readonly stage: SessionStage;
  readonly hasTotp: boolean;
  readonly hasPasskey: boolean;
  /** When the person last proved to be there; undefined for a token that has just been replaced. */
  readonly provenAtMs: number | undefined;
  readonly expiresAt: Date;
}

export interface NewSession {
  readonly merchantId: MerchantId;
  readonly personId: PersonId;
  readonly address: string;
  readonly browser: string;
  readonly nowMs: number;
}

export const idleMs = 30 * 60_000;
export const absoluteMs = 12 * 3_600_000;
/** Requests that were under way when a token was replaced are still answered, but prove nothing; before the second factor there are none. */
const graceMs = 15_000;
/** So seldom is it written that a session is in use. */
const seenEveryMs = 60_000;

interface SessionRow {
  token_hash: Buffer;
  previous_hash: Buffer | null;
  previous_until: Date | null;
  person_id: PersonId;
  factor_at: Date | null;
  proven_at: Date;
  seen_at: Date;
  expires_at: Date;
  name: string;
  email: string;
  role: PersonRole;
  has_totp: boolean;
  has_passkey: boolean;
  merchant_name: string | null;
}

// A disabled person or merchant ends here, at once and everywhere; so does whoever was idle for too long.
const selectSession = `
  select s.token_hash, s.previous_hash, s.previous_until, s.person_id, s.factor_at, s.proven_at, s.seen_at,
    s.expires_at, p.name, p.email, p.role, p.totp_secret is not null as has_totp, m.name as merchant_name,
    exists (select from passkeys k where k.merchant_id = p.merchant_id and k.person_id = p.person_id) as has_passkey
  from person_sessions s
  join people p on p.merchant_id = s.merchant_id and p.person_id = s.person_id
  left join merchants m on m.merchant_id = s.merchant_id
  where s.merchant_id = $1 and s.session_id = $2 and s.ended_at is null and s.expires_at > $3 and s.seen_at > $4
    and p.status = 'active' and (s.merchant_id = '${platformId}' or m.status = 'active')`;

/** Resolves to the token for the cookie. */
export async function openSession(db: Queryable, session: NewSession): Promise<string> {
  const { merchantId, personId, address, browser, nowMs } = session;
  const sessionId = newId<'person_session'>(nowMs);
  const { secret, hash } = newSecret();
  await db.query(
    `insert into person_sessions (merchant_id, session_id, token_hash, person_id, proven_at, address, browser,
       created_at, seen_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $5, $5, $8)`,
    [
      ...[merchantId, sessionId, hash, personId, new Date(nowMs)],
      ...[address, browser.slice(0, 300), new Date(nowMs + absoluteMs)],
    ],
  );
  return sessionTokenText({ merchantId, sessionId, secret });
}

/** Undefined when there is no such session of this site, or not any more. */
export async function findSession(
  db: Queryable,
  audience: Audience,
  text: string,
  nowMs: number,
): Promise<PersonSession | undefined> {
  const token = readSessionToken(text);
  if (token === undefined || audienceOf(token.merchantId) !== audience) return undefined;
  const { merchantId, sessionId, secret } = token;
  const { rows } = await db.query<SessionRow>({
    name: 'person_session',
    text: selectSession,
    values: [merchantId, sessionId, new Date(nowMs), new Date(nowMs - idleMs)],
  });
  const [row] = rows;
  if (row === undefined) return undefined;
  const isCurrent = isSecretOf(secret, row.token_hash);
  if (!isCurrent && !isPrevious(row, secret, nowMs)) return undefined;
  if (nowMs - row.seen_at.getTime() > seenEveryMs)
    await db.query(
      'update person_sessions set seen_at = $3 where merchant_id = $1 and session_id = $2',
      [merchantId, sessionId, new Date(nowMs)],
    );
  return {
    ...{ audience, merchantId, sessionId, personId: row.person_id, name: row.name },
    ...{ email: row.email, role: row.role, merchantName: row.merchant_name ?? undefined },
    ...{ stage: stageOf(audience, row), hasTotp: row.has_totp, hasPasskey: row.has_passkey },
    provenAtMs: isCurrent ? row.proven_at.getTime() : undefined,
    expiresAt: row.expires_at,
  };
}

function isPrevious(row: SessionRow, secret: string, nowMs: number): boolean {
  return (row.previous_until?.getTime() ?? 0) > nowMs && isSecretOf(secret, row.previous_hash);
}

/** Whoever has a second factor proves it in every session, whether or not the role asks for one. */
function stageOf(audience: Audience, row: SessionRow): SessionStage {
  if (row.has_totp || row.has_passkey) return row.factor_at === null ? 'factor' : 'full';
  return needsFactor(audience, row.role) ? 'enrol' : 'full';
}

/** The person has proven something: a new token, so that one which leaked before is worth nothing. Resolves to it. */
export async function renewSession(
  db: Queryable,
  { merchantId, sessionId }: Pick<PersonSession, 'merchantId' | 'sessionId'>,
  proven: { readonly factor: boolean; readonly nowMs: number },
): Promise<string> {
  const { secret, hash } = newSecret();
  await db.query(
    `update person_sessions set token_hash = $3, previous_hash = token_hash, proven_at = $4,
       previous_until = case when factor_at is null and $6 then null else $5::timestamptz end,
       factor_at = case when $6 then coalesce(factor_at, $4) else factor_at end, challenge = null
     where merchant_id = $1 and session_id = $2 and ended_at is null`,
    [
      ...[merchantId, sessionId, hash, new Date(proven.nowMs), new Date(proven.nowMs + graceMs)],
      proven.factor,
    ],
  );
  return sessionTokenText({ merchantId, sessionId, secret });
}
