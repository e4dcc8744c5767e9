/** Everything that operators can ask of payments. */
import type { OperatorRoute } from '../route.ts';
import type { OperatorDeps } from './deps.ts';
import { paymentListRoutes } from './payment-lists.ts';
import { savedFilterRoutes } from './saved-filters.ts';

export function paymentRoutes(deps: OperatorDeps): readonly OperatorRoute[] {
  return [...paymentListRoutes(deps), ...savedFilterRoutes(deps)];
}
