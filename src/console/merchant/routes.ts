/** The table of what the people of a merchant can ask for. */
import type { TeamRoute } from '../route.ts';
import { savedFilterRoutes } from '../saved-filters.ts';
import { peopleRoutes } from '../sign-in/people-routes.ts';
import { signInRoutesOf } from '../sign-in/routes.ts';
import type { TeamDeps } from './deps.ts';
import { accessRoutes } from './access.ts';
import { deliveryRoutes } from './deliveries.ts';
import { linkRoutes } from './links.ts';
import { paymentRoutes } from './payments.ts';
import { payoutBatchRoutes } from './payout-batches.ts';
import { payoutRoutes } from './payouts.ts';
import { reportRoutes } from './reports.ts';
import { settlementRoutes } from './settlements.ts';
import { walletRoutes } from './wallet.ts';
import { webhookRoutes } from './webhooks.ts';

export function teamRoutes(deps: TeamDeps): readonly TeamRoute[] {
  const { people } = deps;
  return [
    ...signInRoutesOf(people),
    ...peopleRoutes(people, '/team', { read: 'team.read', change: 'team.change' }),
    ...walletRoutes(deps),
    ...paymentRoutes(deps),
    ...savedFilterRoutes(deps.pool, ['payments']),
    ...payoutRoutes(deps),
    ...payoutBatchRoutes(deps),
    ...linkRoutes(deps),
    ...webhookRoutes(deps),
    ...deliveryRoutes(deps),
    ...accessRoutes(deps),
    ...reportRoutes(deps),
    ...settlementRoutes(deps),
  ];
}
