/** The table of what the people of a merchant can ask for. */
import type { TeamRoute } from '../route.ts';
import type { TeamDeps } from './deps.ts';
import { paymentRoutes } from './payments.ts';
import { payoutBatchRoutes } from './payout-batches.ts';
import { payoutRoutes } from './payouts.ts';
import { walletRoutes } from './wallet.ts';

export function teamRoutes(deps: TeamDeps): readonly TeamRoute[] {
  return [
    ...walletRoutes(deps),
    ...paymentRoutes(deps),
    ...payoutRoutes(deps),
    ...payoutBatchRoutes(deps),
  ];
}
