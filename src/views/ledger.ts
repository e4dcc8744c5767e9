/** The books as an operator reads them: the trial balance, and the accounts of all merchants. */
import type { Queryable } from '../db/connection.ts';
import type { AccountId } from '../ledger/accounts.ts';
import type { Currency } from '../kit/money.ts';

export interface TrialLine {
  readonly account: AccountId;
  readonly currency: Currency;
  /** Credits less debits. */
  readonly postedMinor: bigint;
  readonly entries: bigint;
  readonly merchants: bigint;
}

/** Every account over all merchants, as of the journals that `rollUp` has counted; each currency adds up to zero. */
export async function trialBalance(db: Queryable): Promise<TrialLine[]> {
  const { rows } = await db.query<TrialLine>(
    `select account, currency, sum(posted_minor)::bigint as "postedMinor", sum(entries)::bigint as entries,
       count(*) as merchants
     from account_sums group by account, currency order by currency, account`,
  );
  return rows;
}

export interface AccountLine {
  readonly merchantId: string;
  readonly merchantNo: number;
  readonly merchantName: string;
  readonly account: AccountId;
  readonly currency: Currency;
  readonly postedMinor: bigint;
  /** Of a ruled account. */
  readonly heldMinor: bigint;
  readonly entries: bigint;
}

export interface AccountFilter {
  /** Part of a merchant's name or of an account's, or a merchant's number; empty: all. */
  readonly text: string;
  readonly merchantId?: string;
  /** The last line of the page before. */
  readonly after?: { readonly merchantNo: number; readonly account: string };
  readonly limit: number;
}

/** In the order of the merchants' numbers and of the accounts' names. */
export async function listAccounts(
  db: Queryable,
  { text, merchantId, after, limit }: AccountFilter,
): Promise<AccountLine[]> {
  const { rows } = await db.query<AccountLine>(
    `select m.merchant_id as "merchantId", m.merchant_no as "merchantNo", m.name as "merchantName", a.account,
       a.currency, coalesce(s.posted_minor, 0) as "postedMinor", a.held_minor as "heldMinor",
       coalesce(s.entries, 0) as entries
     from merchants m
     join accounts a on a.merchant_id = m.merchant_id
     left join account_sums s on s.merchant_id = a.merchant_id and s.account = a.account
     where ($1 = '' or strpos(lower(m.name), lower($1)) > 0 or a.account ^@ lower($1) or a.account = $1
         or m.merchant_no::text = $1)
       and ($2::uuid is null or m.merchant_id = $2)
       and ($3::int is null or (m.merchant_no, a.account) > ($3, $4))
     order by m.merchant_no, a.account limit $5`,
    [text, merchantId ?? null, after?.merchantNo ?? null, after?.account ?? null, limit],
  );
  return rows;
}
