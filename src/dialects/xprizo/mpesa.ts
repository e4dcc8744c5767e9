/** `POST /Transaction/MPesaDeposit` and `/Transaction/MPesaWidthdrawal`. */
import { DomainError } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import { noFees } from '../../merchants/merchant.ts';
import { promptCustomer } from '../../payments/collect-payin.ts';
import { mpesaMaximumMinor, mpesaMinimumMinor } from '../../providers/rails.ts';
import {
  createDeposit,
  detailsOf,
  plainKind,
  readOrder,
  referenceTaken,
  type PaymentOrder,
} from './deposit-order.ts';
import type { Fields } from './fields.ts';
import type { Work } from './gate.ts';
import type { XprizoParts } from './parts.ts';
import { depositResult, resultText } from './payment-result.ts';

const dayMs = 86_400_000;

/** The pay-in is committed, and only then the telephone is asked, once. */
export function mpesaDeposit(parts: XprizoParts): Work {
  return async (caller, { body, query }) => {
    const { prompts, collect, goOn } = parts.deposits;
    if (prompts === undefined) throw new DomainError('order.service_unavailable');
    const waits = query.flag('useApprovalProcess') ?? false;
    const fields = body();
    const order = await readShillings(parts, caller, fields);
    const mobile = mobileIn(fields);
    const details = await detailsOf(parts, order, { ...plainKind, kind: 'mpesa_deposit' });
    const about = { method: 'mpesa', provider: prompts, lifeMs: dayMs, details } as const;
    const made = await createDeposit(parts, order, about);
    const asked = { mobile: mobile.slice(1), description: order.description };
    const outcome = promptCustomer(collect, prompts, made, asked);
    if (!waits) return depositResult(await outcome, details, null);
    goOn(outcome);
    return depositResult(made, details, null);
  };
}

/** Held on the wallet from the commit on; a worker pays it out. */
export function mpesaWithdrawal(parts: XprizoParts): Work {
  return async (caller, { body }) => {
    if (!parts.deposits.paysMobiles) throw new DomainError('order.service_unavailable');
    const fields = body();
    const order = await readShillings(parts, caller, fields);
    const { wallet, reference, amountMinor, description, at } = order;
    // No provider would ever carry it, and its money would be on hold for ever.
    if (amountMinor < mpesaMinimumMinor || amountMinor > mpesaMaximumMinor)
      throw fields.fault('amount', 'M-Pesa pays 10 to 250000 shillings');
    const mobile = mobileIn(fields);
    const details = await detailsOf(parts, order, { ...plainKind, kind: 'mpesa_withdrawal' });
    const answer = await parts.deposits.payouts.submit({
      merchantId: wallet.merchantId,
      payoutId: newId<'payout'>(at.getTime()),
      contract: 'xprizo',
      transactionNumber: `XZ${String(details.transactionNo)}`,
      reference,
      beneficiaryName: '',
      beneficiaryAccountNumber: '',
      beneficiaryIfsc: '',
      beneficiaryVpa: null,
      beneficiaryMobile: mobile,
      wishedRail: null,
      currency: wallet.currency,
      amountMinor,
      feePlan: noFees,
      nearDuplicateGuard: false,
      xprizo: details,
      at,
    });
    if (answer.kind === 'not_covered') throw new DomainError('payout.insufficient_funds');
    if (answer.kind === 'not_served') throw new DomainError('order.service_unavailable');
    if (answer.kind !== 'created') throw await referenceTaken(parts, wallet, reference, 'out');
    const { approvalKey: key } = details;
    return resultText({ key, status: 'Pending', value: description, reference });
  };
}

/** M-Pesa knows shillings of Kenya, and no cents. */
async function readShillings(
  parts: XprizoParts,
  caller: Parameters<Work>[0],
  fields: Fields,
): Promise<PaymentOrder> {
  const order = await readOrder(parts, caller, fields);
  if (order.wallet.currency !== 'KES')
    throw fields.fault('accountId', 'M-Pesa needs a wallet in KES');
  if (order.amountMinor % 100n !== 0n) throw fields.fault('amount', 'M-Pesa takes whole shillings');
  return order;
}

const kenyan = /^(?:\+?254|0)([17]\d{8})$/;

/** As `+254712345678`, however it is written. */
function mobileIn(fields: Fields): string {
  const written = fields.text('mobileNumber') ?? '';
  const subscriber = kenyan.exec(written.replaceAll(/[\s-]/g, ''))?.[1];
  if (subscriber === undefined)
    throw fields.fault('mobileNumber', `Invalid mobile (${written.slice(0, 40)})`);
  return `+254${subscriber}`;
}
