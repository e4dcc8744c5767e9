/** The table of what the people of a merchant can ask for. */
import type { TeamRoute } from '../route.ts';
import type { TeamDeps } from './deps.ts';

export function teamRoutes(_deps: TeamDeps): readonly TeamRoute[] {
  return [];
}
