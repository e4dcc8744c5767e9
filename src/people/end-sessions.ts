/** Which sessions a person has, and ending them. */
import type { Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import { idleMs } from './sessions.ts';

export interface OpenSession {
  readonly sessionId: string;
  readonly address: string;
  readonly browser: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly expiresAt: Date;
}

export type EndReason = 'signed-out' | 'ended' | 'disabled' | 'reset' | 'password-changed';

/** Those that may still be used, newest first. */
export async function listSessions(
  db: Queryable,
  merchantId: MerchantId,
  personId: string,
  nowMs: number,
): Promise<OpenSession[]> {
  const { rows } = await db.query<{
    session_id: string;
    address: string;
    browser: string;
    created_at: Date;
    seen_at: Date;
    expires_at: Date;
  }>(
    `select session_id, address, browser, created_at, seen_at, expires_at from person_sessions
     where merchant_id = $1 and person_id = $2 and ended_at is null and expires_at > $3 and seen_at > $4
     order by session_id desc limit 200`,
    [merchantId, personId, new Date(nowMs), new Date(nowMs - idleMs)],
  );
  return rows.map((row) => ({
    sessionId: row.session_id,
    address: row.address,
    browser: row.browser,
    createdAt: row.created_at,
    seenAt: row.seen_at,
    expiresAt: row.expires_at,
  }));
}

/** False when the person has no such session, or it has ended. */
export async function endSession(
  db: Queryable,
  session: {
    readonly merchantId: MerchantId;
    readonly personId: string;
    readonly sessionId: string;
  },
  because: EndReason,
  nowMs: number,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update person_sessions set ended_at = $4, ended_because = $5
     where merchant_id = $1 and person_id = $2 and session_id = $3 and ended_at is null`,
    [session.merchantId, session.personId, session.sessionId, new Date(nowMs), because],
  );
  return rowCount === 1;
}

/** All but one, if one is named. */
export async function endSessionsOf(
  db: Queryable,
  { merchantId, personId }: { readonly merchantId: MerchantId; readonly personId: string },
  because: EndReason,
  nowMs: number,
  exceptId?: string,
): Promise<void> {
  await db.query(
    `update person_sessions set ended_at = $3, ended_because = $4
     where merchant_id = $1 and person_id = $2 and ended_at is null and session_id is distinct from $5`,
    [merchantId, personId, new Date(nowMs), because, exceptId ?? null],
  );
}
