/** The table of what the people of a merchant can ask for. */
import type { TeamRoute } from '../route.ts';
import { peopleRoutes } from '../sign-in/people-routes.ts';
import { signInRoutesOf } from '../sign-in/routes.ts';
import type { TeamDeps } from './deps.ts';
import { paymentRoutes } from './payments.ts';
import { payoutBatchRoutes } from './payout-batches.ts';
import { payoutRoutes } from './payouts.ts';
import { walletRoutes } from './wallet.ts';

export function teamRoutes(deps: TeamDeps): readonly TeamRoute[] {
  const { people } = deps;
  return [
    ...signInRoutesOf(people),
    ...peopleRoutes(people, '/team', { read: 'team.read', change: 'team.change' }),
    ...walletRoutes(deps),
    ...paymentRoutes(deps),
    ...payoutRoutes(deps),
    ...payoutBatchRoutes(deps),
  ];
}
