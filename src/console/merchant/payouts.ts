/** One payout, ordered by hand: judged while it is written, priced before it is sent, and made once for one form. */
import { writeAuditEvent } from '../../merchants/audit.ts';
import { DomainError } from '../../kit/errors.ts';
import { isUuid, newId } from '../../kit/ids.ts';
import type { Money as KitMoney } from '../../kit/money.ts';
import { walletBalances } from '../../ledger/wallet-balance.ts';
import { destinationOf, findLookAlikes } from '../../payments/batch-lookups.ts';
import type { CreateAnswer } from '../../payments/create-payout.ts';
import { judgeForm, payoutFormFields, type PayoutForm } from '../../payments/payout-form.ts';
import { totalsOf } from '../../payments/quote.ts';
import { batchHeadings, mostBatchRows } from '../../payments/read-batch.ts';
import type {
  OrderedPayoutAnswer,
  PayoutMeansAnswer,
  PayoutQuoteAnswer,
} from '../answers/payouts.ts';
import { merchantOf, type RouteRequest, type TeamRoute } from '../route.ts';
import { actorOf } from './actor.ts';
import type { TeamDeps } from './deps.ts';
import { money } from './present.ts';
import { invalid, textOf } from './reading.ts';

export function payoutRoutes(deps: TeamDeps): readonly TeamRoute[] {
  const permission = 'payouts.create';
  return [
    { method: 'GET', path: '/payouts/means', permission, handle: (ask) => means(deps, ask) },
    { method: 'POST', path: '/payouts/quote', permission, handle: (ask) => quote(deps, ask) },
    {
      method: 'POST',
      path: '/payouts',
      permission,
      stepUp: true,
      handle: (ask) => order(deps, ask),
    },
  ];
}

const examples = [
  ['Asha Rao', '1234567890', 'HDFC0000001', '', '', '5000.00', 'SALARY-2026-11-001'],
  ['Ravi Kumar', '', '', 'ravi@upi', '', '1250.50', 'SALARY-2026-11-002'],
];

async function means(
  { pool, payouts }: TeamDeps,
  { caller }: RouteRequest,
): Promise<PayoutMeansAnswer> {
  const merchantId = merchantOf(caller);
  const [terms, balances] = await Promise.all([
    payouts.desk.termsOf(merchantId),
    walletBalances(pool, merchantId),
  ]);
  const head = payoutFormFields.map((field) => batchHeadings[field]);
  return {
    means: terms.means,
    available: balances.map(({ postedMinor, heldMinor, currency }) =>
      money(postedMinor - heldMinor, currency),
    ),
    mostRows: mostBatchRows,
    template: [head, ...examples].map((cells) => `${cells.join(',')}\r\n`).join(''),
  };
}

async function quote(
  { pool, payouts }: TeamDeps,
  { caller, body, nowMs }: RouteRequest,
): Promise<PayoutQuoteAnswer> {
  const merchantId = merchantOf(caller);
  const terms = await payouts.desk.termsOf(merchantId);
  const { filled, faults } = judgeForm(formOf(body), terms);
  if (filled === undefined) return { faults, quote: null };
  const { currency, amountMinor } = filled;
  const cost = payouts.desk.quote(terms, filled);
  const { totalDebitMinor } = totalsOf({ ...cost, amountMinor });
  const [available, alike] = await Promise.all([
    availableOf(pool, merchantId, currency),
    findLookAlikes(pool, merchantId, [filled], new Date(nowMs - 24 * 3_600_000)),
  ]);
  return {
    faults: {},
    quote: {
      amount: money(amountMinor, currency),
      fee: money(cost.feeMinor, currency),
      gst: money(cost.gstMinor, currency),
      total: money(totalDebitMinor, currency),
      isCovered: totalDebitMinor <= available,
      marks: alike.has(destinationOf(filled))
        ? ['The same beneficiary was sent the same amount in the last 24 hours.']
        : [],
    },
  };
}

/** One form, which has a key of its own, is one payout, however often it is sent. */
async function order(
  { pool, payouts }: TeamDeps,
  { caller, body, nowMs }: RouteRequest,
): Promise<OrderedPayoutAnswer> {
  const { desk, lane } = payouts;
  const merchantId = merchantOf(caller);
  const formKey = formKeyOf(body);
  const terms = await desk.termsOf(merchantId);
  const { filled, faults } = judgeForm(formOf(body), terms);
  if (filled === undefined)
    throw new DomainError('request.invalid_fields', { fields: listed(faults) });
  const at = new Date(nowMs);
  const payoutId = newId<'payout'>(nowMs);
  const reference = filled.reference ?? `P-${formKey.replaceAll('-', '')}`;
  const command = await desk.commandOf(terms, { filled, payoutId, reference, at });
  // Before the money, so that nobody can pay without a trace of who did.
  await writeAuditEvent(pool, {
    ...{ merchantId, actor: actorOf(caller), action: 'payout.ordered', nowMs },
    details: { payoutId, reference, amountMinor: filled.amountMinor, currency: filled.currency },
  });
  return orderedOf(await lane.submit(command));
}

function orderedOf(answer: CreateAnswer): OrderedPayoutAnswer {
  switch (answer.kind) {
    case 'created':
    case 'replayed': {
      const { payoutId: paymentId, transactionNumber } = answer.payout;
      return { paymentId, transactionNumber, isRepeat: answer.kind === 'replayed' };
    }
    case 'insufficient_funds':
    case 'limit_exceeded':
      throw new DomainError(`payout.${answer.kind}`);
    case 'not_covered':
      throw new DomainError('payout.insufficient_funds');
    case 'reference_conflict':
      throw invalid('reference', 'Another payment has this reference.');
    case 'near_duplicate':
      throw new DomainError('payout.near_duplicate');
    case 'not_served':
      throw new DomainError('order.service_unavailable');
  }
}

export function formKeyOf(body: Readonly<Record<string, unknown>>): string {
  const key = textOf(body, 'formKey', 36).toLowerCase();
  if (!isUuid(key)) throw invalid('formKey', 'Each form has a key of its own, a UUID.');
  return key;
}

export async function availableOf(
  pool: TeamDeps['pool'],
  merchantId: string,
  currency: KitMoney['currency'],
): Promise<bigint> {
  const balances = await walletBalances(pool, merchantId);
  const found = balances.find((balance) => balance.currency === currency);
  return found === undefined ? 0n : found.postedMinor - found.heldMinor;
}

function formOf(body: Readonly<Record<string, unknown>>): PayoutForm {
  const of = (field: keyof PayoutForm) => textOf(body, field, 200);
  return {
    name: of('name'),
    accountNumber: of('accountNumber'),
    ifsc: of('ifsc'),
    vpa: of('vpa'),
    mobile: of('mobile'),
    amount: of('amount'),
    reference: of('reference'),
  };
}

function listed(faults: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(faults).map(([name, fault]) => [name, [fault ?? '']]));
}
