/** Steps of a settlement that one person takes, as the command line does; those that take two are drafted. */
import { DomainError } from '../../kit/errors.ts';
import { platformId } from '../../merchants/audit.ts';
import { actorOf } from '../../people/person.ts';
import { completeSettlement, withdrawSettlement } from '../../settlements/end-settlement.ts';
import { approveSettlement, rejectSettlement } from '../../settlements/judge-settlement.ts';
import { recordTransfer } from '../../settlements/record-transfer.ts';
import type { Settlement, SettlementId, Step } from '../../settlements/settlement.ts';
import { invalidField, optionalTextIn, textIn } from '../fields.ts';
import type { OperatorRoute, RouteRequest } from '../route.ts';
import type { OperatorDeps } from './deps.ts';
import { merchantNamed } from './merchant-named.ts';

const longestReason = 200;

type Act = (step: Step, request: RouteRequest) => Promise<Settlement>;

export function settlementActRoutes({ pool }: OperatorDeps): readonly OperatorRoute[] {
  const act = (
    verb: string,
    permission: 'drafts.approve' | 'settlements.act',
    take: Act,
  ): OperatorRoute => ({
    ...{ method: 'POST', path: `/settlements/:merchantId/:settlementId/${verb}`, permission },
    stepUp: true,
    ids: { merchantId: 'merchant', settlementId: 'settlement' },
    handle: async (request) => {
      const { merchantId } = await merchantNamed(pool, request);
      const settlementId = request.params['settlementId'] ?? '';
      if (!/^[0-9a-f-]{36}$/.test(settlementId)) throw new DomainError('settlement.not_found');
      const by = actorOf(platformId, request.caller.personId);
      const at = new Date(request.nowMs);
      await take({ merchantId, settlementId: settlementId as SettlementId, by, at }, request);
    },
  });
  const reasonIn = ({ body }: RouteRequest) => textIn(body, 'reason', longestReason);
  return [
    act('approve', 'drafts.approve', (step) => approveSettlement(pool, step)),
    act('reject', 'drafts.approve', (step, ask) => rejectSettlement(pool, step, reasonIn(ask))),
    act('record', 'settlements.act', (step, { body }) =>
      recordTransfer(pool, step, {
        reference: textIn(body, 'transfer', 100),
        sentAt: sentIn(optionalTextIn(body, 'sentAt', 40)) ?? step.at,
      }),
    ),
    act('complete', 'settlements.act', (step) => completeSettlement(pool, step)),
    act('withdraw', 'settlements.act', (step, ask) =>
      withdrawSettlement(pool, step, reasonIn(ask)),
    ),
  ];
}

/** Undefined: now. Throws DomainError `request.invalid_fields`. */
function sentIn(text: string): Date | undefined {
  if (text === '') return undefined;
  const ms = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw invalidField('sentAt', 'An instant such as 2026-03-31T10:00:00Z.');
  return new Date(ms);
}
