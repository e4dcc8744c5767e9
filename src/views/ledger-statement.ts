/** One account's statement, newest first: what was booked on it, against what, and what it stood at afterwards. */
import type { Queryable } from '../db/connection.ts';
import type { Currency } from '../kit/money.ts';

export interface StatementEntry {
  /** The ruled account whose journals it stands among, and its number there. */
  readonly orderedBy: string;
  readonly journalNo: bigint;
  readonly kind: string;
  readonly fact: string;
  readonly subjectId: string;
  readonly recordedAt: Date;
  /** Credits less debits, in minor units. */
  readonly amountMinor: bigint;
  readonly balanceMinor: bigint;
}

export interface StatementPlace {
  readonly orderedBy: string;
  readonly beforeNo: bigint;
  readonly balanceMinor: bigint;
}

export interface Statement {
  readonly currency: Currency;
  readonly entries: readonly StatementEntry[];
  /** Where the next page begins; undefined: this was the last. */
  readonly next: StatementPlace | undefined;
}

/** How many journals are looked through for one page: an account that is seldom used would search them all. */
const lookedThrough = 10_000n;

/** `from` is the `next` of the page before. Undefined when the merchant has no such account. */
export async function readStatement(
  db: Queryable,
  merchantId: string,
  account: string,
  { from, limit }: { readonly from?: StatementPlace | undefined; readonly limit: number },
): Promise<Statement | undefined> {
  const currency = await currencyOf(db, merchantId, account);
  if (currency === undefined) return undefined;
  let place = from ?? (await newestPlace(db, merchantId, account));
  const entries: StatementEntry[] = [];
  while (place !== undefined && entries.length === 0) {
    const lowestNo = place.beforeNo > lookedThrough ? place.beforeNo - lookedThrough : 0n;
    const found = await entriesOf(db, [merchantId, account, place, lowestNo, limit, currency]);
    let { balanceMinor } = place;
    for (const entry of found) {
      entries.push({ ...entry, balanceMinor });
      balanceMinor -= entry.amountMinor;
    }
    const isFull = found.length === limit;
    const beforeNo = isFull ? (found.at(-1)?.journalNo ?? lowestNo) : lowestNo;
    place =
      beforeNo > 1n
        ? { ...place, beforeNo, balanceMinor }
        : await placeBelow(db, merchantId, place.orderedBy, balanceMinor);
  }
  return { currency, entries, next: place };
}

async function currencyOf(db: Queryable, merchantId: string, account: string) {
  const { rows } = await db.query<{ currency: Currency }>(
    'select currency from accounts where merchant_id = $1 and account = $2',
    [merchantId, account],
  );
  return rows[0]?.currency;
}

/** The journals that are counted, so that the balance is theirs. */
async function newestPlace(
  db: Queryable,
  merchantId: string,
  account: string,
): Promise<StatementPlace | undefined> {
  const { rows } = await db.query<{ account: string; journal_no: bigint; posted_minor: bigint }>(
    `select c.account, c.journal_no, coalesce(s.posted_minor, 0) as posted_minor
     from rollup_cursors c
     left join account_sums s on s.merchant_id = c.merchant_id and s.account = $2
     where c.merchant_id = $1 order by c.account desc limit 1`,
    [merchantId, account],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { account: orderedBy, journal_no: no, posted_minor: balanceMinor } = row;
  return { orderedBy, beforeNo: no + 1n, balanceMinor };
}

async function placeBelow(
  db: Queryable,
  merchantId: string,
  orderedBy: string,
  balanceMinor: bigint,
): Promise<StatementPlace | undefined> {
  const { rows } = await db.query<{ account: string; journal_no: bigint }>(
    `select account, journal_no from rollup_cursors
     where merchant_id = $1 and account < $2 order by account desc limit 1`,
    [merchantId, orderedBy],
  );
  const [row] = rows;
  return row && { orderedBy: row.account, beforeNo: row.journal_no + 1n, balanceMinor };
}

type Entry = Omit<StatementEntry, 'balanceMinor'>;

async function entriesOf(
  db: Queryable,
  [merchantId, account, place, lowestNo, limit, currency]: readonly [
    string,
    string,
    StatementPlace,
    bigint,
    number,
    Currency,
  ],
): Promise<Entry[]> {
  const { rows } = await db.query<Entry>(
    `select j.account as "orderedBy", j.journal_no as "journalNo", j.kind, j.fact, j.subject_id as "subjectId",
       j.recorded_at as "recordedAt",
       (select sum(case when leg.credit = $2 then leg.amount_minor else 0 end
             - case when leg.debit = $2 then leg.amount_minor else 0 end)::bigint
        from unnest(j.debits, j.credits, j.amounts_minor) as leg (debit, credit, amount_minor)) as "amountMinor"
     from journals j
     where j.merchant_id = $1 and j.account = $3 and j.journal_no < $4 and j.journal_no >= $5
       and j.currency = $7 and j.kind in ('post', 'record', 'reverse')
       and (j.debits @> array[$2] or j.credits @> array[$2])
     order by j.journal_no desc limit $6`,
    [merchantId, account, place.orderedBy, place.beforeNo, lowestNo, limit, currency],
  );
  return rows;
}
