/** What every account that a journal touches stood at before it and after it, whatever the age of the journal. */
import { arrayLiteral } from '../db/columns.ts';
import type { Queryable } from '../db/connection.ts';

/** The ruled account by whose numbers it stands, and its number there. */
export interface JournalPlace {
  readonly account: string;
  readonly journalNo: bigint;
}

/** Credits less debits, in minor units. */
export interface TouchedAccount {
  readonly account: string;
  readonly currency: string;
  readonly beforeMinor: bigint;
  readonly afterMinor: bigint;
}

/**
 * Farther than this from the mark before it nothing is added up. Marks are closer to one another; only journals from
 * before the first mark of an old deployment are so far.
 */
const mostAddedUp = 20_000n;

interface Row {
  account: string;
  journal_no: bigint;
  touched: string;
  before_minor: bigint;
  change_minor: bigint;
}

/**
 * By `keyOf` of the place, each account in the order of its name; holds and their release book nothing and are left out,
 * and so is what lies too far from every mark.
 */
export async function readTouched(
  db: Queryable,
  merchantId: string,
  places: readonly JournalPlace[],
): Promise<ReadonlyMap<string, readonly TouchedAccount[]>> {
  if (places.length === 0) return new Map();
  const { rows } = await db.query<Row>(touchedAccounts, [
    merchantId,
    arrayLiteral(places.map(({ account }) => account)),
    arrayLiteral(places.map(({ journalNo }) => String(journalNo))),
    mostAddedUp,
  ]);
  const found = new Map<string, TouchedAccount[]>();
  for (const { account, journal_no: journalNo, touched, before_minor, change_minor } of rows) {
    const key = keyOf({ account, journalNo });
    const line = {
      account: touched,
      currency: touched.slice(touched.indexOf(':') + 1),
      ...{ beforeMinor: before_minor, afterMinor: before_minor + change_minor },
    };
    found.set(key, [...(found.get(key) ?? []), line]);
  }
  return found;
}

export function keyOf({ account, journalNo }: JournalPlace): string {
  return `${account} ${String(journalNo)}`;
}

const sidesOf = (journals: string) => `
  unnest(${journals}.debits, ${journals}.credits, ${journals}.amounts_minor) as leg (debit, credit, amount_minor)
  cross join lateral (values (leg.credit, leg.amount_minor), (leg.debit, -leg.amount_minor)) as side (account, minor)`;

const isBooked = (journals: string) => `${journals}.kind in ('post', 'record', 'reverse')`;

const touchedAccounts = `
  with wanted as materialized (
    select j.*, coalesce((
      select b.journal_no from balance_marks b
      where b.merchant_id = $1 and b.account = j.account and b.journal_no < j.journal_no
      order by b.journal_no desc limit 1), 0) as mark_no
    from unnest($2::text[], $3::bigint[]) as w (account, journal_no)
    join journals j on j.merchant_id = $1 and j.account = w.account and j.journal_no = w.journal_no
    where ${isBooked('j')}
  )
  select w.account, w.journal_no, t.touched, t.change_minor,
    (coalesce(mark.posted_minor, 0) + t.since_minor)::bigint as before_minor
  from wanted w
  cross join lateral (
    select own.touched, own.change_minor, coalesce(since.minor, 0) as since_minor
    from (
      select side.account as touched, sum(side.minor)::bigint as change_minor
      from ${sidesOf('w')} group by 1) own
    left join (
      select side.account as touched, sum(side.minor) as minor
      from journals j cross join lateral ${sidesOf('j')}
      where j.merchant_id = $1 and j.account = w.account and j.journal_no > w.mark_no
        and j.journal_no < w.journal_no and ${isBooked('j')}
      group by 1) since on since.touched = own.touched) t
  left join balance_marks mark on mark.merchant_id = $1 and mark.account = w.account
    and mark.journal_no = w.mark_no and mark.of_account = t.touched
  where w.journal_no - w.mark_no <= $4
  order by w.account, w.journal_no, t.touched`;
