/**
 * `ledger`: the statement of each wallet. It opens with the balance before the first day, shows what was booked in
 * the days with the balance after it, and closes with the balance after the last day.
 */
import {
  bookedKinds,
  fixWallets,
  stretchesOf,
  type FixedWallet,
  type Stretch,
} from './journal-stretch.ts';
import {
  localTime,
  type Column,
  type ReportRow,
  type ReportScope,
  type RowSource,
} from './report.ts';
import { findSubjects, type Subject } from './subjects.ts';

const columns: readonly Column[] = [
  { name: 'recorded_at', kind: 'time' },
  { name: 'journal_no', kind: 'count' },
  { name: 'entry', kind: 'text' },
  { name: 'service_type', kind: 'text' },
  { name: 'transaction_number', kind: 'text' },
  { name: 'reference', kind: 'text' },
  { name: 'currency', kind: 'text' },
  { name: 'debit', kind: 'money', isSummed: true },
  { name: 'credit', kind: 'money', isSummed: true },
  { name: 'balance', kind: 'money' },
];

export const ledgerRows: RowSource = {
  columns,
  pages: async function* (scope) {
    for (const wallet of await fixWallets(scope)) {
      const opening = await readOpening(scope, wallet);
      let balance = opening.balance;
      yield [edgeRow(wallet, 'opening', balance)];
      for await (const entries of entryPages(scope, wallet, opening.within)) {
        const ids = [...new Set(entries.map((entry) => entry.subject_id))];
        const subjects = await findSubjects(scope, ids);
        yield entries.map((entry) => {
          balance += entry.credit_minor - entry.debit_minor;
          return entryRow(wallet, entry, subjects.get(entry.subject_id), balance);
        });
      }
      yield [edgeRow(wallet, 'closing', balance)];
    }
  },
};

interface Opening {
  readonly balance: bigint;
  /** Outside of it no journal is of the days. */
  readonly within: Stretch;
}

/** Clocks differ, so numbers and times are not in quite the same order: every journal is asked for its time. */
async function readOpening(scope: ReportScope, wallet: FixedWallet): Promise<Opening> {
  let balance = 0n;
  let first: bigint | undefined;
  let last = 0n;
  for (const { after, upTo } of stretchesOf({ after: 0n, upTo: wallet.journalCount })) {
    const { rows } = await scope.db.query<{
      moved_minor: bigint | null;
      first_no: bigint | null;
      last_no: bigint | null;
    }>(
      `select (sum(case when p.credit_account = $2 then p.amount_minor when p.debit_account = $2 then -p.amount_minor end)
           filter (where p.recorded_at < $5))::bigint as moved_minor,
         min(p.journal_no) filter (where p.recorded_at >= $5 and p.recorded_at < $6) as first_no,
         max(p.journal_no) filter (where p.recorded_at >= $5 and p.recorded_at < $6) as last_no
       from postings p
       where p.merchant_id = $1 and p.ordered_by = $2 and p.journal_no > $3 and p.journal_no <= $4
         and p.kind in ${bookedKinds}`,
      [scope.merchantId, wallet.account, after, upTo, scope.fromAt, scope.toAt],
    );
    const [row] = rows;
    balance += row?.moved_minor ?? 0n;
    first ??= row?.first_no ?? undefined;
    last = row?.last_no ?? last;
  }
  return { balance, within: { after: (first ?? 1n) - 1n, upTo: last } };
}

interface EntryRow {
  recorded_at: string;
  journal_no: bigint;
  kind: string;
  fact: string;
  subject_id: string;
  debit_minor: bigint;
  credit_minor: bigint;
}

async function* entryPages(
  scope: ReportScope,
  wallet: FixedWallet,
  within: Stretch,
): AsyncGenerator<EntryRow[]> {
  for (const stretch of stretchesOf(within)) {
    let { after } = stretch;
    for (;;) {
      const { rows } = await scope.db.query<EntryRow>(
        `select ${localTime('j.recorded_at', '$7')} as recorded_at, j.journal_no, j.kind, j.fact,
           j.subject_id, side.debit_minor, side.credit_minor
         from journals j cross join lateral (
           select coalesce(sum(leg.amount) filter (where leg.debit = j.account), 0)::bigint as debit_minor,
             coalesce(sum(leg.amount) filter (where leg.credit = j.account), 0)::bigint as credit_minor
           from unnest(j.debits, j.credits, j.amounts_minor) as leg (debit, credit, amount)) side
         where j.merchant_id = $1 and j.account = $2 and j.journal_no > $3 and j.journal_no <= $4
           and j.kind in ${bookedKinds} and j.recorded_at >= $5 and j.recorded_at < $6
           and (side.debit_minor > 0 or side.credit_minor > 0)
         order by j.journal_no limit ${String(scope.pageRows)}`,
        [
          scope.merchantId,
          wallet.account,
          after,
          stretch.upTo,
          scope.fromAt,
          scope.toAt,
          scope.timeZone,
        ],
      );
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (last === undefined || rows.length < scope.pageRows) break;
      after = last.journal_no;
    }
  }
}

function edgeRow(
  { currency }: FixedWallet,
  entry: 'opening' | 'closing',
  balance: bigint,
): ReportRow {
  return { currency, cells: [null, null, entry, null, null, null, currency, null, null, balance] };
}

function entryRow(
  { currency }: FixedWallet,
  entry: EntryRow,
  subject: Subject | undefined,
  balance: bigint,
): ReportRow {
  return {
    currency,
    cells: [
      entry.recorded_at,
      entry.journal_no,
      entry.kind === 'reverse' ? 'returned' : 'booked',
      subject?.serviceType ?? (entry.fact === 'funded' ? 'funding' : null),
      subject?.transactionNumber ?? null,
      subject?.reference ?? null,
      currency,
      entry.debit_minor,
      entry.credit_minor,
      balance,
    ],
  };
}
