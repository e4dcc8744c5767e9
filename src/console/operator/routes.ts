/** The table of what operators can ask for. */
import type { OperatorRoute } from '../route.ts';
import type { OperatorDeps } from './deps.ts';
import { overviewRoutes } from './overview.ts';

export function operatorRoutes(deps: OperatorDeps): readonly OperatorRoute[] {
  return [...overviewRoutes(deps)];
}
