/** One journal with its legs, and what it is about. */
import type { Queryable } from '../db/connection.ts';
import type { Currency } from '../kit/money.ts';
import { findSubjects, type Subject } from '../reports/subjects.ts';

export interface JournalView {
  readonly merchantName: string;
  readonly account: string;
  readonly journalNo: bigint;
  readonly kind: 'reserve' | 'post' | 'void' | 'record' | 'reverse';
  readonly currency: Currency;
  readonly subjectId: string;
  /** Undefined for what is no payment, such as a funding. */
  readonly subject: Subject | undefined;
  readonly fact: string;
  /** The number of the hold that it ends. */
  readonly resolves: bigint | null;
  readonly recordedAt: Date;
  readonly legs: readonly {
    readonly debit: string;
    readonly credit: string;
    readonly amountMinor: bigint;
  }[];
}

interface Row extends Omit<JournalView, 'legs' | 'subject'> {
  readonly debits: string[];
  readonly credits: string[];
  readonly amounts: bigint[];
}

/** Undefined when there is no such journal. */
export async function findJournal(
  db: Queryable,
  merchantId: string,
  account: string,
  journalNo: bigint,
): Promise<JournalView | undefined> {
  const { rows } = await db.query<Row>(
    `select m.name as "merchantName", j.account, j.journal_no as "journalNo", j.kind, j.currency,
       j.subject_id as "subjectId", j.fact, j.resolves, j.recorded_at as "recordedAt", j.debits, j.credits,
       j.amounts_minor::text[] as amounts
     from journals j join merchants m on m.merchant_id = j.merchant_id
     where j.merchant_id = $1 and j.account = $2 and j.journal_no = $3`,
    [merchantId, account, journalNo],
  );
  if (rows[0] === undefined) return undefined;
  const { debits, credits, amounts, ...journal } = rows[0];
  const subjects = await findSubjects({ db, merchantId }, [journal.subjectId]);
  return {
    ...journal,
    subject: subjects.get(journal.subjectId),
    legs: debits.map((debit, place) => ({
      debit,
      credit: credits[place] ?? '',
      amountMinor: BigInt(amounts[place] ?? 0),
    })),
  };
}
