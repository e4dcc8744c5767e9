/** Everything that operators can ask of payments, and do about them. */
import type { OperatorRoute } from '../route.ts';
import { savedFilterRoutes } from '../saved-filters.ts';
import type { OperatorDeps } from './deps.ts';
import { caseRoutes, paymentActRoutes } from './payment-acts.ts';
import { paymentListRoutes } from './payment-lists.ts';
import { paymentPageRoutes } from './payment-pages.ts';
import { transferActRoutes } from './transfer-acts.ts';

export function paymentRoutes(deps: OperatorDeps): readonly OperatorRoute[] {
  return [
    ...paymentListRoutes(deps),
    ...paymentPageRoutes(deps),
    ...paymentActRoutes(deps),
    ...caseRoutes(deps),
    ...transferActRoutes(deps),
    ...savedFilterRoutes(deps.pool, ['payments', 'settlements', 'merchants', 'ledger']),
  ];
}
