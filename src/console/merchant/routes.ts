/** The table of what the people of a merchant can ask for. */
import type { TeamRoute } from '../route.ts';
import { peopleRoutes } from '../sign-in/people-routes.ts';
import { signInRoutesOf } from '../sign-in/routes.ts';
import type { TeamDeps } from './deps.ts';

export function teamRoutes({ people }: TeamDeps): readonly TeamRoute[] {
  return [
    ...signInRoutesOf(people),
    ...peopleRoutes(people, '/team', { read: 'team.read', change: 'team.change' }),
  ];
}
