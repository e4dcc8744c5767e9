/** What the door asks of those who know the people: whose session is this. */
import type { Caller } from './route.ts';

export interface Gatekeeper {
  /** Undefined when the session is unknown, has ended, or its person is disabled. */
  callerOf(sessionToken: string, nowMs: number): Promise<Caller | undefined>;
}
