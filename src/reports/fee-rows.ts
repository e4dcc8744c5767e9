/** `fees`: what was charged and given back on each day, by the postings themselves. */
import type { Currency } from '../kit/money.ts';
import { bookedKinds, fixWallets, stretchesOf, type FixedWallet } from './journal-stretch.ts';
import type { Column, ReportRow, ReportScope, RowSource } from './report.ts';

const columns: readonly Column[] = [
  { name: 'day', kind: 'time' },
  { name: 'currency', kind: 'text' },
  { name: 'charges', kind: 'count', isSummed: true },
  { name: 'fee', kind: 'money', isSummed: true },
  { name: 'gst', kind: 'money', isSummed: true },
  { name: 'returns', kind: 'count', isSummed: true },
  { name: 'fee_returned', kind: 'money', isSummed: true },
  { name: 'gst_returned', kind: 'money', isSummed: true },
  { name: 'net_fee', kind: 'money', isSummed: true },
  { name: 'net_gst', kind: 'money', isSummed: true },
  { name: 'net_total', kind: 'money', isSummed: true },
];

interface Day {
  day: string;
  charges: bigint;
  fee: bigint;
  gst: bigint;
  returns: bigint;
  fee_returned: bigint;
  gst_returned: bigint;
}

/** At most a row for each day, so that all of them fit into memory. */
export const feeRows: RowSource = {
  columns,
  pages: async function* (scope) {
    for (const wallet of await fixWallets(scope)) {
      const days = new Map<string, Day>();
      for (const { after, upTo } of stretchesOf({ after: 0n, upTo: wallet.journalCount }))
        for (const row of await readDays(scope, wallet, [after, upTo]))
          days.set(row.day, together(days.get(row.day), row));
      const ordered = [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
      if (ordered.length > 0) yield ordered.map((day) => rowOf(day, wallet.currency));
    }
  },
};

async function readDays(
  scope: ReportScope,
  wallet: FixedWallet,
  stretch: readonly [bigint, bigint],
): Promise<Day[]> {
  const [income, tax] = [`fee_income:${wallet.currency}`, `gst_payable:${wallet.currency}`];
  const sum = (side: 'credit' | 'debit', account: '$7' | '$8') =>
    `coalesce(sum(p.amount_minor) filter (where p.${side}_account = ${account}), 0)::bigint`;
  const { rows } = await scope.db.query<Day>(
    `select to_char(p.recorded_at at time zone $9, 'YYYY-MM-DD') as day,
       count(*) filter (where p.credit_account = $7) as charges,
       ${sum('credit', '$7')} as fee, ${sum('credit', '$8')} as gst,
       count(*) filter (where p.debit_account = $7) as returns,
       ${sum('debit', '$7')} as fee_returned, ${sum('debit', '$8')} as gst_returned
     from postings p
     where p.merchant_id = $1 and p.ordered_by = $2 and p.journal_no > $3 and p.journal_no <= $4
       and p.recorded_at >= $5 and p.recorded_at < $6 and p.kind in ${bookedKinds}
       and (p.credit_account in ($7, $8) or p.debit_account in ($7, $8))
     group by 1`,
    [
      scope.merchantId,
      wallet.account,
      ...stretch,
      scope.fromAt,
      scope.toAt,
      income,
      tax,
      scope.timeZone,
    ],
  );
  return rows;
}

function together(sum: Day | undefined, next: Day): Day {
  if (sum === undefined) return next;
  return {
    day: next.day,
    charges: sum.charges + next.charges,
    fee: sum.fee + next.fee,
    gst: sum.gst + next.gst,
    returns: sum.returns + next.returns,
    fee_returned: sum.fee_returned + next.fee_returned,
    gst_returned: sum.gst_returned + next.gst_returned,
  };
}

function rowOf(day: Day, currency: Currency): ReportRow {
  const netFee = day.fee - day.fee_returned;
  const netGst = day.gst - day.gst_returned;
  return {
    currency,
    cells: [
      day.day,
      currency,
      day.charges,
      day.fee,
      day.gst,
      day.returns,
      day.fee_returned,
      day.gst_returned,
      netFee,
      netGst,
      netFee + netGst,
    ],
  };
}
