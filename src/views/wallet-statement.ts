/**
 * What moved one wallet, newest first, with the balance after each entry. Entries are only ever added and numbered
 * without gaps, so the balance after one never changes: a page begins where the one before it ended.
 */
import type { Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import type { Currency } from '../kit/money.ts';
import { accountOf } from '../ledger/accounts.ts';
import { bookedKinds } from '../reports/journal-stretch.ts';
import { findSubjects, type Subject } from '../reports/subjects.ts';

export interface StatementEntry {
  readonly journalNo: bigint;
  readonly recordedAt: Date;
  /** True when it takes back what an earlier one had booked. */
  readonly isReturn: boolean;
  readonly isFunding: boolean;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
  /** After it. */
  readonly balanceMinor: bigint;
  readonly subjectId: string;
  /** Undefined for what no payment was, such as a funding. */
  readonly subject: Subject | undefined;
}

/** Where a page begins: before this entry, with what the wallet held before it. */
export interface StatementPlace {
  readonly journalNo: bigint;
  readonly balanceMinor: bigint;
}

export interface StatementPage {
  readonly entries: readonly StatementEntry[];
  /** Undefined: this was the last one. */
  readonly next: StatementPlace | undefined;
}

interface Row {
  posted_minor: bigint;
  journal_no: bigint;
  recorded_at: Date;
  kind: string;
  fact: string;
  subject_id: string;
  debit_minor: bigint;
  credit_minor: bigint;
}

/** `limit`: 1 to 200. Empty when there is no such wallet. */
export async function readStatement(
  db: Queryable,
  of: { readonly merchantId: MerchantId; readonly currency: Currency },
  page: { readonly from: StatementPlace | undefined; readonly limit: number },
): Promise<StatementPage> {
  const { from, limit } = page;
  // Counters and journals in one statement: both are of the same moment.
  const { rows } = await db.query<Row>(
    `select a.posted_minor, j.journal_no, j.recorded_at, j.kind, j.fact, j.subject_id,
       side.debit_minor, side.credit_minor
     from accounts a
     join journals j on j.merchant_id = a.merchant_id and j.account = a.account
     cross join lateral (
       select coalesce(sum(leg.amount) filter (where leg.debit = j.account), 0)::bigint as debit_minor,
         coalesce(sum(leg.amount) filter (where leg.credit = j.account), 0)::bigint as credit_minor
       from unnest(j.debits, j.credits, j.amounts_minor) as leg (debit, credit, amount)) side
     where a.merchant_id = $1 and a.account = $2 and a.ruled
       and j.merchant_id = $1 and j.account = $2 and ($3::bigint is null or j.journal_no < $3)
       and j.kind in ${bookedKinds} and (side.debit_minor > 0 or side.credit_minor > 0)
     order by j.journal_no desc limit $4`,
    [of.merchantId, accountOf('wallet', of.currency), from?.journalNo ?? null, limit + 1],
  );
  const ids = [...new Set(rows.map((row) => row.subject_id))];
  const subjects = await findSubjects({ db, merchantId: of.merchantId }, ids);
  let balanceMinor = from?.balanceMinor ?? rows[0]?.posted_minor ?? 0n;
  const entries = rows.slice(0, limit).map((row): StatementEntry => {
    const entry = { ...entryOf(row), balanceMinor, subject: subjects.get(row.subject_id) };
    balanceMinor -= row.credit_minor - row.debit_minor;
    return entry;
  });
  const last = entries.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { entries, next: hasMore ? { journalNo: last.journalNo, balanceMinor } : undefined };
}

function entryOf(row: Row): Omit<StatementEntry, 'balanceMinor' | 'subject'> {
  return {
    journalNo: row.journal_no,
    recordedAt: row.recorded_at,
    isReturn: row.kind === 'reverse',
    isFunding: row.fact === 'funded',
    debitMinor: row.debit_minor,
    creditMinor: row.credit_minor,
    subjectId: row.subject_id,
  };
}
