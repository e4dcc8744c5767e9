/** The table of what operators can ask for. */
import type { OperatorRoute } from '../route.ts';
import type { OperatorDeps } from './deps.ts';

export function operatorRoutes(_deps: OperatorDeps): readonly OperatorRoute[] {
  return [];
}
