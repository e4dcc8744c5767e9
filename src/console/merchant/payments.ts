/** The payments of a merchant, and one of them. */
import { DomainError } from '../../kit/errors.ts';
import { payinTotalsOf, totalsOf } from '../../payments/quote.ts';
import type { Payin } from '../../payments/payin.ts';
import type { Payout } from '../../payments/payout.ts';
import { findMerchantPayment, type SaidOfOrder } from '../../views/merchant-payment.ts';
import {
  listMerchantPayments,
  paymentKinds,
  paymentStates,
  type PaymentFilter,
} from '../../views/merchant-payments.ts';
import { listDeliveries } from '../../webhooks/deliveries.ts';
import type { PaymentAnswer, PaymentsAnswer } from '../answers/merchant-payments.ts';
import { merchantOf, type RouteRequest, type TeamRoute } from '../route.ts';
import type { TeamDeps } from './deps.ts';
import { deliveryRow, isoOf, money, paymentRow } from './present.ts';
import { cursorOf, idOf, instantOf, invalid, limitOf, wordOf } from './reading.ts';

export function paymentRoutes(deps: TeamDeps): readonly TeamRoute[] {
  return [
    {
      method: 'GET',
      path: '/payments',
      permission: 'payments.read',
      handle: (request) => list(deps, request),
    },
    {
      method: 'GET',
      path: '/payments/:paymentId',
      permission: 'payments.read',
      ids: { paymentId: 'payout' },
      handle: (request) => show(deps, request),
    },
  ];
}

async function list({ pool }: TeamDeps, { caller, query }: RouteRequest): Promise<PaymentsAnswer> {
  const filter = filterOf(query);
  const found = await listMerchantPayments(pool, merchantOf(caller), {
    ...filter,
    limit: filter.limit + 1,
  });
  const rows = found.slice(0, filter.limit).map(paymentRow);
  return { rows, next: found.length > rows.length ? (rows.at(-1)?.paymentId ?? null) : null };
}

function filterOf(query: Readonly<Record<string, string>>): PaymentFilter {
  const search = query['search']?.trim();
  if (search !== undefined && search.length > 64) throw invalid('search', 'At most 64 characters.');
  return {
    kind: wordOf(query, 'kind', paymentKinds),
    state: wordOf(query, 'state', paymentStates),
    fromAt: instantOf(query, 'from'),
    toAt: instantOf(query, 'to'),
    search: search === '' ? undefined : search,
    before: cursorOf(query),
    limit: limitOf(query),
  };
}

async function show(deps: TeamDeps, { caller, params }: RouteRequest): Promise<PaymentAnswer> {
  const merchantId = merchantOf(caller);
  const paymentId = idOf(params, 'paymentId');
  const [found, deliveries] = await Promise.all([
    findMerchantPayment(deps.pool, merchantId, paymentId),
    listDeliveries(deps.pool, merchantId, { payoutId: paymentId }),
  ]);
  if (found === undefined) throw new DomainError('console.not_found');
  const { payment, said, changes } = found;
  const head =
    payment.kind === 'payout'
      ? payoutAnswer(payment.payout, said)
      : payinAnswer(payment.payin, said, deps);
  return {
    ...head,
    changes: changes.map(({ status, at }) => ({ status, at: at.toISOString() })),
    deliveries: deliveries.map(deliveryRow),
  };
}

type Head = Omit<PaymentAnswer, 'changes' | 'deliveries'>;

function payoutAnswer(payout: Payout, said: SaidOfOrder | undefined): Head {
  const { currency } = payout;
  const { totalDebitMinor } = totalsOf(payout);
  return {
    ...commonOf(payout),
    kind: 'payout',
    paymentId: payout.payoutId,
    party: payout.beneficiaryName,
    total: money(totalDebitMinor, currency),
    received: null,
    method: payout.rail ?? payout.wishedRail ?? '',
    details: factsOf(
      ['Account number', payout.beneficiaryAccountNumber],
      ['IFSC', payout.beneficiaryIfsc],
      ['UPI address', payout.beneficiaryVpa],
      ['Mobile number', payout.beneficiaryMobile],
      ['Second reference', said?.referenceId],
    ),
    expiresAt: null,
    paymentUrl: null,
  };
}

function payinAnswer(payin: Payin, said: SaidOfOrder | undefined, deps: TeamDeps): Head {
  const { currency, receivedMinor } = payin;
  const isOpen = payin.status === 'created';
  return {
    ...commonOf(payin),
    kind: 'payin',
    paymentId: payin.payinId,
    party: said?.customerName ?? '',
    total: money(payinTotalsOf(payin).netMinor, currency),
    received: receivedMinor === 0n ? null : money(receivedMinor, currency),
    method: payin.method,
    details: factsOf(
      ['Paid from', payin.payerVpa],
      ['E-mail', said?.customerEmail],
      ['Mobile number', said?.customerMobile],
      ['Second reference', said?.referenceId],
    ),
    expiresAt: isOpen ? payin.expiresAt.toISOString() : null,
    paymentUrl: isOpen && payin.method === 'upi' ? (deps.links?.urlOf(payin) ?? null) : null,
  };
}

function commonOf(payment: Payout | Payin) {
  const { currency } = payment;
  return {
    transactionNumber: payment.transactionNumber,
    reference: payment.reference,
    status: payment.status,
    amount: money(payment.amountMinor, currency),
    fee: money(payment.feeMinor, currency),
    gst: money(payment.gstMinor, currency),
    utr: payment.utr,
    remarks: payment.remarks,
    createdAt: payment.createdAt.toISOString(),
    updatedAt: isoOf(payment.updatedAt),
  };
}

function factsOf(...facts: readonly (readonly [string, string | null | undefined])[]) {
  return facts.flatMap(([name, value]) =>
    value === null || value === undefined || value === '' ? [] : [{ name, value }],
  );
}
