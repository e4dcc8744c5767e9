/** Locks ruled accounts in the order of their ids, which every process keeps to, so that no two wait for each other. */
import type pg from 'pg';
import { binaryArray } from '../db/binary-array.ts';
import { currencies, type Currency } from '../kit/money.ts';
import { accountOf as accountIdOf, type AccountId } from './accounts.ts';
import type { RuledAccount } from './book.ts';

interface Row {
  merchant_id: string;
  account: AccountId;
  currency: Currency;
  posted_minor: bigint;
  held_minor: bigint;
  journal_count: bigint;
}

const wallets = currencies.map((currency) => accountIdOf('wallet', currency));

const statement = {
  name: 'lock_accounts',
  text: `select a.merchant_id, a.account, a.currency, a.posted_minor, a.held_minor, a.journal_count
    from (select unnest($1::uuid[]) as merchant_id, unnest($2::text[]) as account) as r
    join accounts a on a.merchant_id = r.merchant_id and a.account = r.account
    where a.ruled
    order by a.merchant_id, a.account
    for no key update of a`,
};

/** Every wallet of each merchant, for news that does not say in which currency its payment is. */
export function lockWallets(
  client: pg.ClientBase,
  merchantIds: readonly string[],
): Promise<RuledAccount[]> {
  return lockAccounts(client, walletsOf(merchantIds));
}

/** Each by its whole key, so that a server with the accounts spread by merchant looks in one place. */
export function walletsOf(
  merchantIds: readonly string[],
): { readonly merchantId: string; readonly account: AccountId }[] {
  return merchantIds.flatMap((merchantId) => wallets.map((account) => ({ merchantId, account })));
}

/** `wanted` must not name an account twice. Missing accounts are left out of the answer. */
export async function lockAccounts(
  client: pg.ClientBase,
  wanted: readonly { readonly merchantId: string; readonly account: AccountId }[],
): Promise<RuledAccount[]> {
  const { rows } = await client.query<Row>({
    ...statement,
    values: accountArrays(wanted),
  });
  return rows.map(accountOf);
}

/** For a statement that begins with `unnest($1::uuid[])` and `unnest($2::text[])`. */
export function accountArrays(
  wanted: readonly { readonly merchantId: string; readonly account: AccountId }[],
): unknown[] {
  return [
    binaryArray(
      'uuid',
      wanted.map(({ merchantId }) => merchantId),
    ),
    binaryArray(
      'text',
      wanted.map(({ account }) => account),
    ),
  ];
}

function accountOf(row: Row): RuledAccount {
  return {
    merchantId: row.merchant_id,
    account: row.account,
    currency: row.currency,
    postedMinor: row.posted_minor,
    heldMinor: row.held_minor,
    journalCount: row.journal_count,
  };
}
