/** What the routes of operators work with. */
import type { Pool } from '../../db/connection.ts';
import type { PeopleDeps } from '../sign-in/deps.ts';

export interface OperatorDeps {
  readonly pool: Pool;
  readonly environment: 'sandbox' | 'live';
  readonly people: PeopleDeps;
  /** The teams of merchants, to whom an operator sends the first link. */
  readonly teams: PeopleDeps;
  /** Says where a day begins. */
  readonly timeZone: string;
}
