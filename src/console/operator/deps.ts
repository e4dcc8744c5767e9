/** What the routes of operators work with. */
import type { Pool } from '../../db/connection.ts';

export interface OperatorDeps {
  readonly pool: Pool;
  readonly environment: 'sandbox' | 'live';
  /** Says where a day begins. */
  readonly timeZone: string;
}
