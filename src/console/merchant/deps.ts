/** What the routes of a merchant's people work with. */
import type { Pool } from '../../db/connection.ts';
import type { PeopleDeps } from '../sign-in/deps.ts';

export interface TeamDeps {
  readonly pool: Pool;
  readonly environment: 'sandbox' | 'live';
  readonly people: PeopleDeps;
}
