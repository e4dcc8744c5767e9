/**
 * Routes of what a person may decide for the parties of a transfer that waits: that it will not be. To agree is the
 * payer's alone, whose money moves; for that there is its own page, and the command line.
 */
import { DomainError } from '../../kit/errors.ts';
import { loadTransfers } from '../../transfers/load-transfers.ts';
import { promiseDecision } from '../../transfers/promise-decision.ts';
import { idIn, textIn } from '../fields.ts';
import type { OperatorRoute } from '../route.ts';
import type { OperatorDeps } from './deps.ts';
import { actorOf, conflict, merchantIn } from './payment-acts.ts';

/** Both parties are told. */
const longestReason = 200;

export function transferActRoutes({ pool }: OperatorDeps): readonly OperatorRoute[] {
  return (['reject', 'cancel'] as const).map((kind) => ({
    method: 'POST',
    path: `/merchants/:merchantId/transfers/:transferId/${kind}`,
    permission: 'payments.act',
    stepUp: true,
    ids: { merchantId: 'merchant', transferId: 'transfer' },
    handle: async ({ caller, params, body, nowMs }) => {
      const [merchantId, transferId] = [merchantIn(params), idIn(params, 'transferId')];
      const reason = textIn(body, 'note', longestReason);
      const found = (await loadTransfers(pool, [{ merchantId, transferId }])).get(transferId);
      if (found === undefined) throw new DomainError('console.not_found');
      const promise = { kind, actor: actorOf(caller), reason, once: false } as const;
      const waits = await promiseDecision(pool, found.transfer, promise, nowMs);
      if (!waits) throw conflict(`It is ${found.transfer.status} and waits for nobody.`);
    },
  }));
}
