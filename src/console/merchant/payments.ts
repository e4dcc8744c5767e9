/** The payments of a merchant: pages of the list, how many it has, and all of it as a file. */
import { Readable } from 'node:stream';
import { formatMoney } from '../../kit/money.ts';
import { csvLine } from '../../reports/csv.ts';
import { paymentKinds, paymentStates } from '../../views/merchant-payment-sources.ts';
import {
  countMerchantPayments,
  everyMerchantPayment,
  listMerchantPayments,
  type ListedPayment,
  type PaymentFilter,
} from '../../views/merchant-payments.ts';
import type { PaymentCountAnswer, PaymentsAnswer } from '../answers/merchant-payments.ts';
import { Download, merchantOf, type RouteRequest, type TeamRoute } from '../route.ts';
import type { TeamDeps } from './deps.ts';
import { showPayment } from './payment.ts';
import { partyText, paymentRow } from './present.ts';
import { cursorOf, instantOf, limitOf, searchOf, wordOf } from './reading.ts';

export function paymentRoutes(deps: TeamDeps): readonly TeamRoute[] {
  const read = { method: 'GET', permission: 'payments.read' } as const;
  return [
    { ...read, path: '/payments', handle: (ask) => list(deps, ask) },
    { ...read, path: '/payments/count', handle: (ask) => count(deps, ask) },
    { ...read, path: '/payments/export', handle: (ask) => download(deps, ask) },
    {
      ...read,
      path: '/payments/:paymentId',
      ids: { paymentId: 'payout' },
      handle: (ask) => showPayment(deps, ask),
    },
  ];
}

const mostCounted = 200_000;

async function list({ pool }: TeamDeps, { caller, query }: RouteRequest): Promise<PaymentsAnswer> {
  const limit = limitOf(query);
  const found = await listMerchantPayments(pool, merchantOf(caller), {
    ...filterOf(query),
    before: cursorOf(query),
    limit: limit + 1,
  });
  const rows = found.slice(0, limit).map(paymentRow);
  return { rows, next: found.length > rows.length ? (rows.at(-1)?.paymentId ?? null) : null };
}

/** So that a download can say how far it is. */
async function count(
  { pool }: TeamDeps,
  { caller, query }: RouteRequest,
): Promise<PaymentCountAnswer> {
  const merchantId = merchantOf(caller);
  const found = await countMerchantPayments(pool, merchantId, filterOf(query), mostCounted + 1);
  return { count: Math.min(found, mostCounted), isMore: found > mostCounted };
}

function filterOf(query: Readonly<Record<string, string>>): PaymentFilter {
  const search = searchOf(query);
  return {
    kind: wordOf(query, 'kind', paymentKinds),
    state: wordOf(query, 'state', paymentStates),
    fromAt: instantOf(query, 'from'),
    toAt: instantOf(query, 'to'),
    search: search === '' ? undefined : search,
  };
}

/** One of the downloads that a merchant may have under way at one time. */
async function download(
  { pool, downloads }: TeamDeps,
  { caller, query, nowMs }: RouteRequest,
): Promise<Download> {
  const merchantId = merchantOf(caller);
  const filter = filterOf(query);
  const { body } = await downloads.run(merchantId, () =>
    Promise.resolve({
      body: Readable.from(linesOf(everyMerchantPayment(pool, merchantId, filter))),
    }),
  );
  const name = `payments-${new Date(nowMs).toISOString().slice(0, 10)}.csv`;
  return new Download(name, 'text/csv; charset=utf-8', body);
}

/** Of one payment, in the order in which they stand in the file. */
const cells: readonly (readonly [string, (payment: ListedPayment) => string])[] = [
  ['created_at', ({ createdAt }) => createdAt.toISOString()],
  ['kind', ({ kind }) => kind],
  ['direction', ({ direction }) => direction],
  ['number', ({ transactionNumber }) => transactionNumber],
  ['reference', ({ reference }) => reference ?? ''],
  ['status', ({ status }) => status],
  ['party', ({ kind, party }) => partyText(kind, party)],
  ['currency', ({ currency }) => currency],
  ['amount', ({ amountMinor: minor, currency }) => formatMoney({ minor, currency })],
  ['fee', ({ feeMinor: minor, currency }) => formatMoney({ minor, currency })],
  ['gst', ({ gstMinor: minor, currency }) => formatMoney({ minor, currency })],
  ['utr', ({ utr }) => utr ?? ''],
];

async function* linesOf(pages: AsyncIterable<readonly ListedPayment[]>): AsyncGenerator<string> {
  yield csvLine(cells.map(([name]) => name));
  for await (const page of pages)
    yield page.map((payment) => csvLine(cells.map(([, cellOf]) => cellOf(payment)))).join('');
}
