/** The table of what operators can ask for. */
import type { OperatorRoute } from '../route.ts';
import { signInRoutesOf } from '../sign-in/routes.ts';
import { operatorPeopleRoutes } from './people.ts';
import type { OperatorDeps } from './deps.ts';

export function operatorRoutes(deps: OperatorDeps): readonly OperatorRoute[] {
  return [...signInRoutesOf(deps.people), ...operatorPeopleRoutes(deps)];
}
