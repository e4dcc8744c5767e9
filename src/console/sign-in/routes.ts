/** Everything about signing in, the same on both sites. */
import type { OpenRoute } from '../route.ts';
import type { PeopleDeps } from './deps.ts';
import { factorRoutes } from './factor-routes.ts';
import { ownRoutes } from './own-routes.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { welcomeRoutes } from './welcome-routes.ts';

export function signInRoutesOf(deps: PeopleDeps): readonly OpenRoute[] {
  return [...signInRoutes(deps), ...welcomeRoutes(deps), ...factorRoutes(deps), ...ownRoutes(deps)];
}
