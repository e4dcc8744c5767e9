/** Settlements that wait for their second person, beside the drafts; their own rules decide. */
import type { Queryable } from '../../db/connection.ts';
import { DomainError } from '../../kit/errors.ts';
import { platformId } from '../../merchants/audit.ts';
import { findMerchant } from '../../merchants/find-merchant.ts';
import { namesOfActors } from '../../people/names.ts';
import { actorOf } from '../../people/person.ts';
import { listSettlements } from '../../settlements/find-settlements.ts';
import { approveSettlement, rejectSettlement } from '../../settlements/judge-settlement.ts';
import type { Settlement, SettlementId, Step } from '../../settlements/settlement.ts';
import type { SettlementToJudge } from '../answers/drafts.ts';
import type { List } from '../answers/shared.ts';
import { textIn } from '../fields.ts';
import type { OperatorRoute, RouteRequest } from '../route.ts';
import type { OperatorDeps } from './deps.ts';
import { merchantNamed } from './merchant-named.ts';

const ids = { merchantId: 'merchant', settlementId: 'settlement' } as const;

export function settlementApprovalRoutes({ pool }: OperatorDeps): readonly OperatorRoute[] {
  const judge = (
    verb: 'approve' | 'reject',
    act: (step: Step, request: RouteRequest) => Promise<Settlement>,
  ): OperatorRoute => ({
    method: 'POST',
    path: `/settlements/:merchantId/:settlementId/${verb}`,
    permission: 'drafts.approve',
    stepUp: true,
    ids,
    handle: async (request) => {
      const { merchantId } = await merchantNamed(pool, request);
      const settlementId = request.params['settlementId'] ?? '';
      if (!/^[0-9a-f-]{36}$/.test(settlementId)) throw new DomainError('settlement.not_found');
      const by = actorOf(platformId, request.caller.personId);
      const at = new Date(request.nowMs);
      await act({ merchantId, settlementId: settlementId as SettlementId, by, at }, request);
    },
  });
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
    judge('approve', (step) => approveSettlement(pool, step)),
    judge('reject', (step, { body }) => rejectSettlement(pool, step, textIn(body, 'reason', 200))),
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
