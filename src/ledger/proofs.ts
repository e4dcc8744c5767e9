/**
 * The proofs of the books, as code that tests, the command line and the console all run.
 * Each is one statement over some merchants that returns only what is wrong.
 */

export interface Proof {
  /** What is claimed; a row of the statement refutes it. */
  readonly claim: string;
  /** Where it is broken, money may be going out that is not there: the merchant's is stopped. */
  readonly stops?: true;
  /** Bound to `$1::uuid[]`, the merchants; returns merchant_id and what. */
  readonly sql: string;
}

/** For texts of which a number can be made. */
export const decimalPattern = String.raw`^\d+(\.\d+)?$`;

const booked = `kind in ('post', 'record', 'reverse')`;

export const ledgerProofs: readonly Proof[] = [
  {
    claim: 'no ruled account is below zero',
    stops: true,
    sql: `select merchant_id, account || ' has ' || posted_minor || ' posted and ' || held_minor || ' held' as what
      from accounts where merchant_id = any($1) and ruled and posted_minor < held_minor`,
  },
  {
    claim: 'posted counters equal their postings',
    stops: true,
    sql: `with moved as (
        select merchant_id, account, sum(delta) as posted from (
          select merchant_id, credit_account as account, amount_minor as delta from postings
            where merchant_id = any($1) and ${booked}
          union all
          select merchant_id, debit_account, -amount_minor from postings
            where merchant_id = any($1) and ${booked}
        ) legs group by merchant_id, account
      )
      select a.merchant_id, a.account || ' counts ' || a.posted_minor || ', its postings say ' || coalesce(m.posted, 0) as what
      from accounts a left join moved m using (merchant_id, account)
      where a.merchant_id = any($1) and a.ruled and a.posted_minor <> coalesce(m.posted, 0)`,
  },
  {
    claim: 'what accounts are counted to stand at is what the journals counted so far say',
    sql: `with counted as (
        select p.merchant_id, side.account, sum(side.delta) as posted, count(*) as entries
        from postings p
        join rollup_cursors c on c.merchant_id = p.merchant_id and c.account = p.ordered_by and p.journal_no <= c.journal_no
        cross join lateral (values (p.credit_account, p.amount_minor), (p.debit_account, -p.amount_minor)) side (account, delta)
        where p.merchant_id = any($1) and p.${booked}
        group by p.merchant_id, side.account
      )
      select coalesce(s.merchant_id, c.merchant_id) as merchant_id, coalesce(s.account, c.account) || ' is counted to stand at '
        || coalesce(s.posted_minor, 0) || ' after ' || coalesce(s.entries, 0) || ' entries, the journals say '
        || coalesce(c.posted, 0) || ' after ' || coalesce(c.entries, 0) as what
      from (select * from account_sums where merchant_id = any($1)) s
      full join counted c on c.merchant_id = s.merchant_id and c.account = s.account
      where (s.posted_minor, s.entries) is distinct from (c.posted, c.entries)
      union all
      select c.merchant_id, c.account || ' is counted up to journal ' || c.journal_no || ' of '
        || coalesce(a.journal_count, 0)
      from rollup_cursors c
      left join accounts a on a.merchant_id = c.merchant_id and a.account = c.account
      where c.merchant_id = any($1) and c.journal_no > coalesce(a.journal_count, 0)`,
  },
  {
    claim: 'held counters equal the open holds',
    stops: true,
    sql: `with open_holds as (
        select p.merchant_id, p.debit_account as account, sum(p.amount_minor) as held
        from postings p
        where p.merchant_id = any($1) and p.kind = 'reserve' and p.debit_account = p.ordered_by
          and not exists (
            select from journals r
            where r.merchant_id = p.merchant_id and r.account = p.ordered_by and r.resolves = p.journal_no
          )
        group by p.merchant_id, p.debit_account
      )
      select a.merchant_id, a.account || ' counts ' || a.held_minor || ' held, its open holds say ' || coalesce(o.held, 0) as what
      from accounts a left join open_holds o using (merchant_id, account)
      where a.merchant_id = any($1) and a.ruled and a.held_minor <> coalesce(o.held, 0)`,
  },
  {
    claim: 'every currency sums to zero',
    stops: true,
    sql: `with balances as (
        select merchant_id, currency, posted_minor as balance from accounts
          where merchant_id = any($1) and ruled
        union all
        select p.merchant_id, a.currency, p.amount_minor from postings p
          join accounts a on a.merchant_id = p.merchant_id and a.account = p.credit_account
          where p.merchant_id = any($1) and not a.ruled and p.${booked}
        union all
        select p.merchant_id, a.currency, -p.amount_minor from postings p
          join accounts a on a.merchant_id = p.merchant_id and a.account = p.debit_account
          where p.merchant_id = any($1) and not a.ruled and p.${booked}
      )
      select merchant_id, currency || ' sums to ' || sum(balance) as what
      from balances group by merchant_id, currency having sum(balance) <> 0`,
  },
  {
    claim: 'journal numbers have no gap',
    sql: `select a.merchant_id,
        a.account || ' counts ' || a.journal_count || ' journals, ' || count(j.journal_no) || ' are there' as what
      from accounts a
      left join journals j on j.merchant_id = a.merchant_id and j.account = a.account
      where a.merchant_id = any($1) and a.ruled
      group by a.merchant_id, a.account, a.journal_count
      having a.journal_count <> count(j.journal_no) or a.journal_count <> coalesce(max(j.journal_no), 0)`,
  },
  {
    claim:
      "every account is a merchant's, in the currency of its name, and ruled if it is a wallet",
    sql: `select a.merchant_id, a.account || ' is ' || case when a.ruled then 'ruled' else 'not ruled' end
        || ' and in ' || a.currency || case when m.merchant_id is null then ', of no merchant' else '' end as what
      from accounts a
      left join merchants m on m.merchant_id = a.merchant_id
      where a.merchant_id = any($1) and (m.merchant_id is null
        or a.ruled <> (a.account like 'wallet:%') or a.account not like '%:' || a.currency)`,
  },
  {
    claim: 'every posting names accounts of its merchant and currency',
    sql: `select p.merchant_id, 'journal ' || p.journal_no || ' of ' || p.ordered_by || ' names a foreign account' as what
      from postings p
      where p.merchant_id = any($1) and (
        not exists (select from accounts a where a.merchant_id = p.merchant_id
          and a.account = p.debit_account and a.currency = p.currency)
        or not exists (select from accounts a where a.merchant_id = p.merchant_id
          and a.account = p.credit_account and a.currency = p.currency))`,
  },
  {
    claim: 'a resolution repeats the legs of its hold',
    stops: true,
    sql: `select r.merchant_id, 'journal ' || r.journal_no || ' of ' || r.account || ' resolves another hold' as what
      from journals r
      left join journals h on h.merchant_id = r.merchant_id and h.account = r.account and h.journal_no = r.resolves
      where r.merchant_id = any($1) and r.resolves is not null
        and (h.kind is distinct from 'reserve' or h.subject_id <> r.subject_id
          or h.debits <> r.debits or h.credits <> r.credits or h.amounts_minor <> r.amounts_minor)`,
  },
];
