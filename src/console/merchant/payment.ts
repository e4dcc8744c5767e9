/** One payment of a merchant, whichever kind it is. */
import { DomainError } from '../../kit/errors.ts';
import { payinTotalsOf, totalsOf } from '../../payments/quote.ts';
import type { Payin } from '../../payments/payin.ts';
import type { Payout } from '../../payments/payout.ts';
import type { TransferStatus } from '../../transfers/transfer.ts';
import {
  findMerchantPayment,
  type MerchantPayment,
  type SaidOfOrder,
} from '../../views/merchant-payment.ts';
import { findMerchantTransfer, type MerchantTransfer } from '../../views/merchant-transfer.ts';
import { listDeliveries } from '../../webhooks/deliveries.ts';
import type { PaymentAnswer } from '../answers/merchant-payments.ts';
import { merchantOf, type RouteRequest } from '../route.ts';
import type { TeamDeps } from './deps.ts';
import { deliveryRow, isoOf, money, partyText } from './present.ts';
import { idOf } from './reading.ts';

export async function showPayment(
  deps: TeamDeps,
  { caller, params }: RouteRequest,
): Promise<PaymentAnswer> {
  const merchantId = merchantOf(caller);
  const paymentId = idOf(params, 'paymentId');
  const [found, transfer, deliveries] = await Promise.all([
    findMerchantPayment(deps.pool, merchantId, paymentId),
    findMerchantTransfer(deps.pool, merchantId, paymentId),
    listDeliveries(deps.pool, merchantId, { paymentIds: [paymentId] }),
  ]);
  const shown = found ?? transfer;
  if (shown === undefined) throw new DomainError('console.not_found');
  const head = 'payment' in shown ? headOf(shown, deps) : transferAnswer(shown);
  return {
    ...head,
    changes: shown.changes.map(({ status, at }) => ({ status, at: at.toISOString() })),
    deliveries: deliveries.map(deliveryRow),
  };
}

function headOf({ payment, said }: MerchantPayment, deps: TeamDeps): Head {
  return payment.kind === 'payout'
    ? payoutAnswer(payment.payout, said)
    : payinAnswer(payment.payin, said, deps);
}

type Head = Omit<PaymentAnswer, 'changes' | 'deliveries'>;

function payoutAnswer(payout: Payout, said: SaidOfOrder | undefined): Head {
  const { currency } = payout;
  const { totalDebitMinor } = totalsOf(payout);
  return {
    ...commonOf(payout),
    ...{ kind: 'payout', direction: 'out', exchanged: null },
    paymentId: payout.payoutId,
    party: payout.beneficiaryName,
    total: money(payout.status === 'failed' ? 0n : totalDebitMinor, currency),
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
    ...{ kind: 'payin', direction: 'in', exchanged: null },
    paymentId: payin.payinId,
    party: said?.customerName ?? '',
    total: money(wasNeverPaid(payin) ? 0n : payinTotalsOf(payin).netMinor, currency),
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

function wasNeverPaid({ status }: Payin): boolean {
  return status === 'failed' || status === 'expired';
}

/** What came to nothing has moved nothing, however much it would have been. */
const unmoved: ReadonlySet<TransferStatus> = new Set(['rejected', 'cancelled', 'voided']);

/** Nothing is charged for a transfer. */
function transferAnswer(transfer: MerchantTransfer): Head {
  const { transferId, direction, currency, amountMinor, rate, updatedAt, expiresAt } = transfer;
  const amount = money(amountMinor, currency);
  const into = money(transfer.receivedMinor, transfer.receivedCurrency);
  const isOpen = transfer.status === 'pending' || transfer.status === 'held';
  const free = money(0n, currency);
  const other = direction === 'in' ? 'From wallet' : 'To wallet';
  return {
    ...{ kind: 'transfer', direction, paymentId: transferId, status: transfer.status },
    transactionNumber: transfer.approvalKey ?? transferId,
    reference: transfer.reference,
    party: partyText('transfer', transfer.otherWalletNo.toString()),
    ...{ amount, total: unmoved.has(transfer.status) ? free : amount },
    ...{ fee: free, gst: free, received: null },
    exchanged: rate === null ? null : { into, rate },
    method: transfer.kind,
    details: factsOf(
      ['Own wallet', transfer.walletNo.toString()],
      [other, transfer.otherWalletNo.toString()],
      ['Description', transfer.description],
    ),
    ...{ utr: null, remarks: transfer.reason === '' ? null : transfer.reason },
    createdAt: transfer.createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    expiresAt: isOpen ? isoOf(expiresAt) : null,
    paymentUrl: null,
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
