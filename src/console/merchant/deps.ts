/** What the routes of a merchant's people work with. */
import type { Pool } from '../../db/connection.ts';

export interface TeamDeps {
  readonly pool: Pool;
  readonly environment: 'sandbox' | 'live';
}
