/** Writes what a book has collected: the journals and the counters of the accounts they touched. */
import { binaryArray } from '../db/binary-array.ts';
import { arraysOf, rowsFrom, type Columns } from '../db/columns.ts';
import type { Queryable } from '../db/connection.ts';
import type { Book, Journal, RuledAccount } from './book.ts';

interface JournalRow {
  merchant_id: string;
  journal_no: bigint;
  subject_id: string;
  fact: string;
  resolves: bigint | null;
  recorded_at: Date;
}

const journalColumns: Columns<JournalRow> = {
  merchant_id: 'uuid',
  journal_no: 'bigint',
  subject_id: 'uuid',
  fact: 'text',
  resolves: 'bigint',
  recorded_at: 'timestamptz',
};

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
    ...alike(book.journals).map((journals) => insertAlike(client, journals)),
    client.query({
      ...updateCounters,
      values: arraysOf(counterColumns, book.changed().map(counterRow)),
    }),
  ];
}

/** Journals of one kind over the same accounts: what they share travels once. A batch has a few such groups. */
function alike(journals: readonly Journal[]): Journal[][] {
  const groups = new Map<string, Journal[]>();
  for (const journal of journals) {
    let key = `${journal.kind} ${journal.account}`;
    for (const { debit, credit } of journal.legs) key += ` ${debit} ${credit}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [journal]);
    else group.push(journal);
  }
  return [...groups.values()];
}

function insertAlike(client: Queryable, journals: readonly Journal[]): Promise<unknown> {
  const [first] = journals;
  if (first === undefined) return Promise.resolve();
  const { kind, account, currency, legs } = first;
  return client.query({
    ...insertStatementFor(legs.length),
    values: [
      kind,
      account,
      currency,
      binaryArray(
        'text',
        legs.map((leg) => leg.debit),
      ),
      binaryArray(
        'text',
        legs.map((leg) => leg.credit),
      ),
      ...arraysOf(journalColumns, journals.map(journalRow)),
      ...legs.map((_, nth) =>
        binaryArray(
          'bigint',
          journals.map((journal) => journal.legs[nth]?.amountMinor ?? null),
        ),
      ),
    ],
  });
}

const statements = new Map<number, { readonly name: string; readonly text: string }>();

/** One statement per number of legs, so that each is prepared once per connection. */
function insertStatementFor(legCount: number): { readonly name: string; readonly text: string } {
  const known = statements.get(legCount);
  if (known !== undefined) return known;
  const names = Object.keys(journalColumns);
  const legs = Array.from({ length: legCount }, (_, nth) => `leg_${String(nth)}`);
  const types = [...Object.values(journalColumns), ...legs.map(() => 'bigint')];
  const cells = [...names, ...legs].map(
    (name, index) => `unnest($${String(6 + index)}::${types[index] ?? ''}[]) as ${name}`,
  );
  const statement = {
    name: `insert_journals_${String(legCount)}`,
    text: `insert into journals (kind, account, currency, debits, credits, amounts_minor, ${names.join(', ')})
      select $1, $2, $3, $4::text[], $5::text[], array[${legs.map((leg) => `r.${leg}`).join(', ')}],
        ${names.map((name) => `r.${name}`).join(', ')}
      from (select ${cells.join(', ')}) as r`,
  };
  statements.set(legCount, statement);
  return statement;
}

function journalRow(journal: Journal): JournalRow {
  return {
    merchant_id: journal.merchantId,
    journal_no: journal.journalNo,
    subject_id: journal.subjectId,
    fact: journal.fact,
    resolves: journal.resolves,
    recorded_at: journal.recordedAt,
  };
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
