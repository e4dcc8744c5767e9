/** `settlements`: every settlement that was requested in the days, oldest first, as it stands when its page is read. */
import { firstIdAt } from '../kit/ids.ts';
import { formatMoney } from '../kit/money.ts';
import type { SettlementCurrency, SettlementStatus } from '../settlements/settlement.ts';
import {
  localTime,
  type Column,
  type ReportRow,
  type ReportScope,
  type RowSource,
} from './report.ts';

const columns: readonly Column[] = [
  { name: 'requested_at', kind: 'time' },
  { name: 'settlement_id', kind: 'text' },
  { name: 'status', kind: 'text' },
  { name: 'currency', kind: 'text' },
  { name: 'amount', kind: 'money', isSummed: true },
  { name: 'held', kind: 'money', isSummed: true },
  { name: 'debited', kind: 'money', isSummed: true },
  { name: 'fee', kind: 'money' },
  { name: 'gst', kind: 'money' },
  { name: 'rate', kind: 'text' },
  { name: 'settlement_currency', kind: 'text' },
  { name: 'settlement_amount', kind: 'text' },
  { name: 'network', kind: 'text' },
  { name: 'address', kind: 'text' },
  { name: 'transfer_reference', kind: 'text' },
  { name: 'sent_at', kind: 'time' },
  { name: 'updated_at', kind: 'time' },
];

interface Row {
  settlement_id: string;
  requested_at: string;
  status: SettlementStatus;
  settlement_currency: SettlementCurrency;
  amount_minor: bigint;
  fee_minor: bigint | null;
  gst_minor: bigint | null;
  rate: string | null;
  usdt_minor: bigint | null;
  network: string;
  address: string;
  transfer_reference: string | null;
  sent_at: string | null;
  updated_at: string;
}

/** What a settlement does to the wallet: held from its request until it has ended. */
const effects = {
  requested: 'held',
  approved: 'held',
  converted: 'held',
  sent: 'held',
  completed: 'debited',
  returned: 'nothing',
  rejected: 'nothing',
  failed: 'nothing',
} as const satisfies Record<SettlementStatus, 'held' | 'debited' | 'nothing'>;

export const settlementRows: RowSource = {
  columns,
  pages: async function* (scope) {
    let afterId = firstIdAt(scope.fromAt.getTime());
    for (;;) {
      const rows = await readPage(scope, afterId);
      if (rows.length > 0) yield rows.map(rowOf);
      const last = rows.at(-1);
      if (last === undefined || rows.length < scope.pageRows) return;
      afterId = last.settlement_id;
    }
  },
};

async function readPage(
  { db, merchantId, toAt, timeZone, pageRows }: ReportScope,
  afterId: string,
): Promise<Row[]> {
  const { rows } = await db.query<Row>(
    `select s.settlement_id, ${localTime('s.created_at', '$4')} as requested_at, s.status,
       s.currency as settlement_currency, s.amount_minor, c.fee_minor, c.gst_minor, c.rate, c.usdt_minor,
       s.network, s.address, s.transfer_reference, ${localTime('s.sent_at', '$4')} as sent_at,
       ${localTime('s.updated_at', '$4')} as updated_at
     from settlements s
     left join settlement_conversions c on c.merchant_id = s.merchant_id
       and c.settlement_id = s.settlement_id and c.conversion_no = s.conversion_no
     where s.merchant_id = $1 and s.settlement_id > $2 and s.settlement_id < $3
     order by s.settlement_id limit ${String(pageRows)}`,
    [merchantId, afterId, firstIdAt(toAt.getTime()), timeZone],
  );
  return rows;
}

/** What leaves the wallet is always INR, so that is the currency of the row; what arrives is text beside it. */
function rowOf(row: Row): ReportRow {
  const effect = effects[row.status];
  return {
    currency: 'INR',
    cells: [
      row.requested_at,
      row.settlement_id,
      row.status,
      'INR',
      row.amount_minor,
      effect === 'held' ? row.amount_minor : 0n,
      effect === 'debited' ? row.amount_minor : 0n,
      row.fee_minor,
      row.gst_minor,
      row.rate,
      row.settlement_currency,
      settlementAmount(row),
      row.network,
      row.address,
      row.transfer_reference,
      row.sent_at,
      row.updated_at,
    ],
  };
}

/** Unknown until a quote in USDT is logged. */
function settlementAmount(row: Row): string | null {
  const currency = row.settlement_currency;
  const minor = currency === 'INR' ? row.amount_minor : row.usdt_minor;
  return minor === null ? null : formatMoney({ minor, currency });
}
