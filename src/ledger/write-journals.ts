/** Writes journals: those that share their accounts in one statement, numbered already or numbered on by the server. */
import { binaryArray } from '../db/binary-array.ts';
import { arraysOf, type Columns } from '../db/columns.ts';
import type { Queryable } from '../db/connection.ts';
import { journalsBefore } from './assumed-book.ts';
import type { Journal } from './book.ts';

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

/** `place` stands last: it is no part of the rows, but travels beside them. */
const assumedColumns: Columns<JournalRow & { readonly place: number }> = {
  ...journalColumns,
  place: 'integer',
};

/** Of the account of a journal in an assumed book. */
export type PlaceOf = (journal: Journal) => number;

/** Sent without waiting. With `placeOf` the journals are those of an assumed book, behind its `moveCounters`. */
export function writeJournals(
  client: Queryable,
  journals: readonly Journal[],
  placeOf?: PlaceOf,
): Promise<unknown>[] {
  return alike(journals).map((group) => insertAlike(client, group, placeOf));
}

/** Journals of one kind over the same accounts: what they share travels once. A batch has a few such groups. */
function alike(journals: readonly Journal[]): Journal[][] {
  const groups: [Journal, ...Journal[]][] = [];
  for (const journal of journals) {
    const group = groups.find(([first]) => areAlike(first, journal));
    if (group === undefined) groups.push([journal]);
    else group.push(journal);
  }
  return groups;
}

function areAlike(a: Journal, b: Journal): boolean {
  return (
    a.kind === b.kind &&
    a.account === b.account &&
    a.legs.length === b.legs.length &&
    a.legs.every(({ debit, credit }, nth) => {
      const leg = b.legs[nth];
      return leg?.debit === debit && leg.credit === credit;
    })
  );
}

function insertAlike(
  client: Queryable,
  journals: readonly Journal[],
  placeOf: PlaceOf | undefined,
): Promise<unknown> {
  const [first] = journals;
  if (first === undefined) return Promise.resolve();
  const { kind, account, currency, legs } = first;
  return client.query({
    ...insertStatementFor(legs.length, placeOf !== undefined),
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
      ...arraysOf(journalColumns, journals.map(rowOf)),
      ...(placeOf === undefined ? [] : [binaryArray('integer', journals.map(placeOf))]),
      ...legs.map((_, nth) =>
        binaryArray(
          'bigint',
          journals.map((journal) => journal.legs[nth]?.amountMinor ?? null),
        ),
      ),
    ],
  });
}

interface Statement {
  readonly name: string;
  readonly text: string;
}

const statements = new Map<string, Statement>();

/** One statement per number of legs, so that each is prepared once per connection. */
function insertStatementFor(legCount: number, isAssumed: boolean): Statement {
  const name = `insert_${isAssumed ? 'assumed_' : ''}journals_${String(legCount)}`;
  const known = statements.get(name);
  if (known !== undefined) return known;
  const statement = { name, text: insertText(legCount, isAssumed) };
  statements.set(name, statement);
  return statement;
}

function insertText(legCount: number, isAssumed: boolean): string {
  const legs = Array.from({ length: legCount }, (_, nth) => `leg_${String(nth)}`);
  const columns = isAssumed ? assumedColumns : journalColumns;
  const types = [...Object.values(columns), ...legs.map(() => 'bigint')];
  const cells = [...Object.keys(columns), ...legs].map(
    (name, index) => `unnest($${String(6 + index)}::${types[index] ?? ''}[]) as ${name}`,
  );
  const names = Object.keys(journalColumns);
  const picked = names.map((name) =>
    isAssumed && name === 'journal_no'
      ? `r.journal_no + ${journalsBefore('r.place')}`
      : `r.${name}`,
  );
  return `insert into journals (kind, account, currency, debits, credits, amounts_minor, ${names.join(', ')})
    select $1, $2, $3, $4::text[], $5::text[], array[${legs.map((leg) => `r.${leg}`).join(', ')}],
      ${picked.join(', ')}
    from (select ${cells.join(', ')}) as r`;
}

function rowOf(journal: Journal): JournalRow {
  return {
    merchant_id: journal.merchantId,
    journal_no: journal.journalNo,
    subject_id: journal.subjectId,
    fact: journal.fact,
    resolves: journal.resolves,
    recorded_at: journal.recordedAt,
  };
}
