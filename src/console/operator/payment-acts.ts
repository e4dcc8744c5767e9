/** Routes of what a person may do about one payment. None of them moves money by itself: workers do, by their rules. */
import { transaction, type Pool } from '../../db/connection.ts';
import { DomainError } from '../../kit/errors.ts';
import type { MerchantId } from '../../kit/ids.ts';
import { writeAuditEvent } from '../../merchants/audit.ts';
import { hasten } from '../../outbox/hasten.ts';
import { closeCase, openCase } from '../../payments/cases.ts';
import { promiseRelease } from '../../payments/promise-release.ts';
import type { PaymentKind } from '../../views/payment-filter.ts';
import { readPaymentRows } from '../../views/payment-row.ts';
import { replayDelivery } from '../../webhooks/replay.ts';
import { idIn, invalidField, textIn } from '../fields.ts';
import type { Caller, OperatorRoute, RouteRequest } from '../route.ts';
import type { OperatorDeps } from './deps.ts';

const longestNote = 500;

export function paymentActRoutes({ pool }: OperatorDeps): readonly OperatorRoute[] {
  /** Brings the promise of a payment forward: the provider is asked at once, by the worker. */
  const ask =
    (kind: PaymentKind, name: string) =>
    async ({ caller, params, nowMs }: RouteRequest) => {
      const { merchantId, paymentId } = await named(pool, kind, params, name);
      const [actor, details] = [actorOf(caller), { paymentId }];
      await transaction(pool, async (tx) => {
        await hasten(tx, merchantId, paymentId, new Date(nowMs));
        await writeAuditEvent(tx, { merchantId, actor, action: `${kind}.asked`, details, nowMs });
      });
    };
  return [
    {
      method: 'POST',
      path: '/merchants/:merchantId/payouts/:payoutId/ask',
      permission: 'payments.act',
      ids: { merchantId: 'merchant', payoutId: 'payout' },
      handle: ask('payout', 'payoutId'),
    },
    {
      method: 'POST',
      path: '/merchants/:merchantId/payins/:payinId/ask',
      permission: 'payments.act',
      ids: { merchantId: 'merchant', payinId: 'payin' },
      handle: ask('payin', 'payinId'),
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
        const paymentId = textIn(body, 'paymentId');
        const promise = { paymentId, to, note, actor: actorOf(caller) } as const;
        const isHeld = await promiseRelease(pool, payin, promise, nowMs);
        if (!isHeld) throw conflict('The payment is not held any more.');
      },
    },
    {
      method: 'POST',
      path: '/merchants/:merchantId/transfers/:transferId/ask',
      permission: 'payments.act',
      ids: { merchantId: 'merchant', transferId: 'transfer' },
      handle: ask('transfer', 'transferId'),
    },
    {
      method: 'POST',
      path: '/merchants/:merchantId/deliveries/:deliveryId/replay',
      permission: 'webhooks.act',
      ids: { merchantId: 'merchant', deliveryId: 'delivery' },
      handle: async ({ caller, params, nowMs }) => {
        const order = { actor: actorOf(caller), nowMs };
        const isDone = await replayDelivery(
          pool,
          merchantIn(params),
          idIn(params, 'deliveryId'),
          order,
        );
        if (!isDone) throw conflict('There is no such callback, or it is being sent right now.');
      },
    },
  ];
}

/** Cases: contradictions that wait for a person. */
export function caseRoutes({ pool }: OperatorDeps): readonly OperatorRoute[] {
  return [
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
    ...(['payout', 'payin'] as const).map((kind): OperatorRoute => ({
      method: 'POST',
      path: `/merchants/:merchantId/${kind}s/:paymentId/cases`,
      permission: 'payments.act',
      ids: { merchantId: 'merchant', paymentId: kind },
      handle: async ({ caller, params, body, nowMs }) => {
        const { merchantId, paymentId: payoutId } = await named(pool, kind, params, 'paymentId');
        const note = textIn(body, 'note', longestNote);
        const about = { merchantId, payoutId };
        const caseId = await openCase(pool, about, { actor: actorOf(caller), note, nowMs });
        return { caseId };
      },
    })),
  ];
}

/** Throws DomainError `console.not_found`. */
async function named(pool: Pool, kind: PaymentKind, params: Params, name: string) {
  const [merchantId, paymentId] = [merchantIn(params), idIn(params, name)];
  const rows = await readPaymentRows(pool, kind, [{ merchantId, paymentId }]);
  if (rows.length === 0) throw new DomainError('console.not_found');
  return { merchantId, paymentId };
}

type Params = Readonly<Record<string, string>>;

export function merchantIn(params: Readonly<Record<string, string>>): MerchantId {
  return idIn(params, 'merchantId') as MerchantId;
}

export function actorOf({ personId }: Caller): string {
  return `operator:${personId}`;
}

export function conflict(reason: string): DomainError {
  return new DomainError('console.conflict', { reason });
}
