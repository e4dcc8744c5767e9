/** Everything that operators can ask of settlements; those that wait for their second person stand beside the drafts. */
import type { Queryable } from '../../db/connection.ts';
import { platformId } from '../../merchants/audit.ts';
import { findMerchant } from '../../merchants/find-merchant.ts';
import { namesOfActors } from '../../people/names.ts';
import { actorOf } from '../../people/person.ts';
import { listSettlements } from '../../settlements/find-settlements.ts';
import type { Settlement } from '../../settlements/settlement.ts';
import type { SettlementToJudge } from '../answers/drafts.ts';
import type { List } from '../answers/shared.ts';
import type { OperatorRoute } from '../route.ts';
import type { OperatorDeps } from './deps.ts';
import { settlementActRoutes } from './settlement-acts.ts';
import { settlementPageRoutes } from './settlement-pages.ts';

export function settlementRoutes(deps: OperatorDeps): readonly OperatorRoute[] {
  const { pool } = deps;
  return [
    {
      method: 'GET',
      path: '/settlements/to-judge',
      permission: 'merchants.read',
      handle: async ({ caller }): Promise<List<SettlementToJudge>> => {
        const found = await listSettlements(pool, { status: 'requested' });
        const me = actorOf(platformId, caller.personId);
        return { rows: await Promise.all(found.map((each) => rowOf(pool, each, me))), next: null };
      },
    },
    ...settlementPageRoutes(deps),
    ...settlementActRoutes(deps),
  ];
}

async function rowOf(
  db: Queryable,
  settlement: Settlement,
  me: string,
): Promise<SettlementToJudge> {
  const { merchantId, settlementId, requestedBy, amountMinor, createdAt } = settlement;
  const [merchant, names] = await Promise.all([
    findMerchant(db, merchantId),
    namesOfActors(db, merchantId, [requestedBy]),
  ]);
  return {
    ...{ merchantId, settlementId, merchantName: merchant?.name ?? merchantId },
    amount: { minor: String(amountMinor), currency: 'INR' },
    ...{ currency: settlement.currency, network: settlement.network, address: settlement.address },
    requestedBy: names.get(requestedBy) ?? requestedBy,
    requestedAt: createdAt.toISOString(),
    isOwn: requestedBy === me,
  };
}
