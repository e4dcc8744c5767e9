/** What the door asks of those who know the people: whose session is this. */
import type { Pool } from '../db/connection.ts';
import { platformId } from '../merchants/audit.ts';
import { findSession } from '../people/sessions.ts';
import type { Audience, Caller } from './route.ts';

export interface Gatekeeper {
  /** Undefined when the session is unknown or of the other site, has ended, or its person is disabled. */
  callerOf(sessionToken: string, nowMs: number): Promise<Caller | undefined>;
}

export function openGatekeeper(pool: Pool, audience: Audience): Gatekeeper {
  return {
    callerOf: async (token, nowMs) => {
      const session = await findSession(pool, audience, token, nowMs);
      if (session === undefined) return undefined;
      const { merchantId, provenAtMs, expiresAt: _, ...rest } = session;
      return {
        ...rest,
        merchantId: merchantId === platformId ? undefined : merchantId,
        steppedUpAtMs: provenAtMs,
      };
    },
  };
}
