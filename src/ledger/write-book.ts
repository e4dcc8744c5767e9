/** Writes what a book has collected: the journals and the counters of the accounts they touched. */
import { arraysOf, rowsFrom, type Columns } from '../db/columns.ts';
import type { Queryable } from '../db/connection.ts';
import type { Book, RuledAccount } from './book.ts';
import { writeJournals } from './write-journals.ts';

interface CounterRow {
  merchant_id: string;
  account: string;
  posted_minor: bigint;
  held_minor: bigint;
  journal_count: bigint;
}

const counterColumns: Columns<CounterRow> = {
  merchant_id: 'uuid',
  account: 'text',
  posted_minor: 'bigint',
  held_minor: 'bigint',
  journal_count: 'bigint',
};

const updateCounters = {
  name: 'update_account_counters',
  text: `update accounts a
    set posted_minor = r.posted_minor, held_minor = r.held_minor, journal_count = r.journal_count
    from ${rowsFrom(counterColumns)}
    where a.merchant_id = r.merchant_id and a.account = r.account`,
};

/** Sends the statements without waiting; the caller awaits the promises together with its COMMIT. */
export function writeBook(client: Queryable, book: Book): Promise<unknown>[] {
  if (book.journals.length === 0) return [];
  return [
    ...writeJournals(client, book.journals),
    client.query({
      ...updateCounters,
      values: arraysOf(counterColumns, book.changed().map(counterRow)),
    }),
  ];
}

function counterRow(account: RuledAccount): CounterRow {
  return {
    merchant_id: account.merchantId,
    account: account.account,
    posted_minor: account.postedMinor,
    held_minor: account.heldMinor,
    journal_count: account.journalCount,
  };
}
