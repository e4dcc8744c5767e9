/** Routes of the payments' list: its pages, searches, and the whole list as a file. */
import { formatMoney, isCurrency } from '../../kit/money.ts';
import { csvLine } from '../../reports/csv.ts';
import { everyPayment, listPayments } from '../../views/list-payments.ts';
import type { PaymentFilter } from '../../views/payment-filter.ts';
import type { PaymentRow } from '../../views/payment-row.ts';
import { searchPayments } from '../../views/search-payments.ts';
import type { PaymentSummary } from '../answers/payments.ts';
import type { List } from '../answers/shared.ts';
import { Download, type OperatorRoute } from '../route.ts';
import type { OperatorDeps } from './deps.ts';
import { filterOf, pageOf, searchedIn } from './payment-query.ts';

export function paymentListRoutes({ pool }: OperatorDeps): readonly OperatorRoute[] {
  return [
    {
      method: 'GET',
      path: '/payments',
      permission: 'payments.read',
      handle: async ({ query, nowMs }): Promise<List<PaymentSummary>> => {
        const filter = filterOf(query);
        const text = searchedIn(query);
        if (text !== '') {
          const found = await searchPayments(pool, text, filter);
          return { rows: found.map(summaryOf), next: null };
        }
        const { rows, next } = await listPayments(pool, filter, { ...pageOf(query), nowMs });
        return { rows: rows.map(summaryOf), next };
      },
    },
    {
      method: 'GET',
      path: '/payments/export',
      permission: 'payments.read',
      handle: ({ query, nowMs }) => {
        const filter = filterOf(query);
        const day = new Date(nowMs).toISOString().slice(0, 10);
        const text = searchedIn(query);
        const pages = text === '' ? everyPayment(pool, filter, nowMs) : found(text, filter);
        return Promise.resolve(new Download(`payments-${day}.csv`, 'text/csv', linesOf(pages)));
      },
    },
  ];

  async function* found(text: string, filter: PaymentFilter) {
    yield await searchPayments(pool, text, filter);
  }
}

export function summaryOf({
  amountMinor,
  feeMinor,
  gstMinor,
  createdAt,
  updatedAt,
  ...row
}: PaymentRow): PaymentSummary {
  const { currency, ...rest } = row;
  return {
    ...rest,
    amount: { minor: amountMinor.toString(), currency },
    fees: { minor: (feeMinor + gstMinor).toString(), currency },
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt?.toISOString() ?? null,
  };
}

const headings = [
  'kind',
  'merchant',
  'number',
  'reference',
  'status',
  'because',
  'currency',
  'amount',
  'fee',
  'gst',
  'method',
  'provider',
  'utr',
  'contract',
  'created',
  'updated',
  'id',
];

async function* linesOf(pages: AsyncIterable<readonly PaymentRow[]>): AsyncGenerator<string> {
  yield csvLine(headings);
  for await (const rows of pages) yield rows.map((row) => csvLine(cellsOf(row))).join('');
}

function cellsOf(row: PaymentRow): string[] {
  const { currency } = row;
  const text = (minor: bigint) => (isCurrency(currency) ? formatMoney({ minor, currency }) : '');
  return [
    row.kind,
    row.merchantName,
    row.number ?? '',
    row.reference ?? '',
    row.status,
    row.statusReason,
    currency,
    text(row.amountMinor),
    text(row.feeMinor),
    text(row.gstMinor),
    row.method ?? '',
    row.provider ?? '',
    row.utr ?? '',
    row.contract,
    row.createdAt.toISOString(),
    row.updatedAt?.toISOString() ?? '',
    row.paymentId,
  ];
}
