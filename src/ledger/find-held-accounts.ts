/** Finds out whose accounts are locked at this moment, without waiting for anybody. */
import type pg from 'pg';
import type { AccountId } from './accounts.ts';
import { accountArrays } from './lock-accounts.ts';

const statement = {
  name: 'find_held_accounts',
  text: `with wanted as (
      select a.merchant_id, a.account
      from (select unnest($1::uuid[]) as merchant_id, unnest($2::text[]) as account) as r
      join accounts a on a.merchant_id = r.merchant_id and a.account = r.account
      where a.ruled
    ), free as (
      select a.merchant_id, a.account
      from wanted w join accounts a on a.merchant_id = w.merchant_id and a.account = w.account
      for no key update of a skip locked
    )
    select distinct w.merchant_id from wanted w
    where not exists (select from free f where f.merchant_id = w.merchant_id and f.account = w.account)`,
};

/**
 * The merchants of whom anybody holds one of these accounts so that `lockAccounts` would wait for it. Within a transaction that
 * is rolled back: it locks those that are free.
 */
export async function findHeldAccounts(
  client: pg.ClientBase,
  wanted: readonly { readonly merchantId: string; readonly account: AccountId }[],
): Promise<Set<string>> {
  const { rows } = await client.query<{ merchant_id: string }>({
    ...statement,
    values: accountArrays(wanted),
  });
  return new Set(rows.map((row) => row.merchant_id));
}
