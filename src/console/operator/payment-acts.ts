/** Routes of what a person may do about one payment. None of them moves money by itself: workers do, by their rules. */
import { DomainError } from '../../kit/errors.ts';
import type { MerchantId } from '../../kit/ids.ts';
import { writeAuditEvent } from '../../merchants/audit.ts';
import { hasten } from '../../outbox/hasten.ts';
import { closeCase, openCase } from '../../payments/cases.ts';
import { promiseRelease } from '../../payments/promise-release.ts';
import { readPaymentRows } from '../../views/payment-row.ts';
import { replayDelivery } from '../../webhooks/replay.ts';
import { idIn, invalidField, textIn } from '../fields.ts';
import type { Caller, OperatorRoute, RouteRequest } from '../route.ts';
import type { OperatorDeps } from './deps.ts';

const longestNote = 500;

export function paymentActRoutes({ pool }: OperatorDeps): readonly OperatorRoute[] {
  /** Brings the promise of a payment forward: the provider is asked at once, by the worker. */
  const ask = (name: 'payoutId' | 'payinId') => async (request: RouteRequest) => {
    const { caller, params, nowMs } = request;
    const [merchantId, paymentId] = [merchantIn(params), idIn(params, name)];
    const [actor, details] = [actorOf(caller), { paymentId }];
    await hasten(pool, merchantId, paymentId, new Date(nowMs));
    await writeAuditEvent(pool, { merchantId, actor, action: 'payment.asked', details, nowMs });
  };
  return [
    {
      method: 'POST',
      path: '/merchants/:merchantId/payouts/:payoutId/ask',
      permission: 'payments.act',
      ids: { merchantId: 'merchant', payoutId: 'payout' },
      handle: ask('payoutId'),
    },
    {
      method: 'POST',
      path: '/merchants/:merchantId/payins/:payinId/ask',
      permission: 'payments.act',
      ids: { merchantId: 'merchant', payinId: 'payin' },
      handle: ask('payinId'),
    },
    {
      method: 'POST',
      path: '/merchants/:merchantId/payins/:payinId/release',
      permission: 'payments.act',
      stepUp: true,
      ids: { merchantId: 'merchant', payinId: 'payin' },
      handle: async ({ caller, params, body, nowMs }) => {
        const to = body['to'];
        if (to !== 'wallet' && to !== 'customer') throw invalidField('to', 'Say to whom it goes.');
        const payin = { merchantId: merchantIn(params), payinId: idIn(params, 'payinId') };
        const note = textIn(body, 'note', longestNote);
        const promise = { paymentId: textIn(body, 'paymentId'), to, note, actor: actorOf(caller) };
        const isHeld = await promiseRelease(pool, payin, promise, nowMs);
        if (!isHeld) throw conflict('The payment is not held any more.');
      },
    },
    {
      method: 'POST',
      path: '/merchants/:merchantId/cases/:caseId/close',
      permission: 'payments.act',
      ids: { merchantId: 'merchant', caseId: 'case' },
      handle: async ({ caller, params, body, nowMs }) => {
        const note = textIn(body, 'note', longestNote);
        const change = { actor: actorOf(caller), note, nowMs, merchantId: merchantIn(params) };
        const closed = await closeCase(pool, idIn(params, 'caseId'), change);
        if (closed === undefined) throw new DomainError('console.not_found');
        if (closed === 'closed before') throw conflict('The case is closed already.');
      },
    },
    {
      method: 'POST',
      path: '/merchants/:merchantId/deliveries/:deliveryId/replay',
      permission: 'webhooks.act',
      ids: { merchantId: 'merchant', deliveryId: 'delivery' },
      handle: async ({ caller, params, nowMs }) => {
        const order = { actor: actorOf(caller), nowMs };
        const isDone = await replayDelivery(pool, merchantIn(params), idIn(params, 'deliveryId'), order);
        if (!isDone) throw conflict('There is no such callback, or it is being sent right now.');
      },
    },
    ...(['payout', 'payin'] as const).map(
      (kind): OperatorRoute => ({
        method: 'POST',
        path: `/merchants/:merchantId/${kind}s/:paymentId/cases`,
        permission: 'payments.act',
        ids: { merchantId: 'merchant', paymentId: kind },
        handle: async ({ caller, params, body, nowMs }) => {
          const about = { merchantId: merchantIn(params), payoutId: idIn(params, 'paymentId') };
          const note = textIn(body, 'note', longestNote);
          const rows = await readPaymentRows(pool, kind, [
            { merchantId: about.merchantId, paymentId: about.payoutId },
          ]);
          if (rows.length === 0) throw new DomainError('console.not_found');
          const caseId = await openCase(pool, about, { actor: actorOf(caller), note, nowMs });
          return { caseId };
        },
      }),
    ),
  ];
}

function merchantIn(params: Readonly<Record<string, string>>): MerchantId {
  return idIn(params, 'merchantId') as MerchantId;
}

function actorOf({ personId }: Caller): string {
  return `operator:${personId}`;
}

function conflict(reason: string): DomainError {
  return new DomainError('console.conflict', { reason });
}
