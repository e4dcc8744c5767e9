/** Locks ruled accounts in the order of their ids, which every process keeps to, so that no two wait for each other. */
import type pg from 'pg';
import { binaryArray } from '../db/binary-array.ts';
import type { Currency } from '../kit/money.ts';
import type { AccountId } from './accounts.ts';
import type { RuledAccount } from './book.ts';

interface Row {
  merchant_id: string;
  account: AccountId;
  currency: Currency;
  posted_minor: bigint;
  held_minor: bigint;
  journal_count: bigint;
}

const statement = {
  name: 'lock_accounts',
  text: `select a.merchant_id, a.account, a.currency, a.posted_minor, a.held_minor, a.journal_count
    from unnest($1::uuid[], $2::text[]) as r (merchant_id, account)
    join accounts a on a.merchant_id = r.merchant_id and a.account = r.account
    where a.ruled
    order by a.merchant_id, a.account
    for no key update of a`,
};

const walletsStatement = {
  name: 'lock_wallets',
  text: `select a.merchant_id, a.account, a.currency, a.posted_minor, a.held_minor, a.journal_count
    from unnest($1::uuid[]) as r (merchant_id)
    join accounts a on a.merchant_id = r.merchant_id
    where a.ruled and a.account >= 'wallet:' and a.account < 'wallet;'
    order by a.merchant_id, a.account
    for no key update of a`,
};

/** Every wallet of each merchant, for news that does not say in which currency its payment is. */
export async function lockWallets(
  client: pg.ClientBase,
  merchantIds: readonly string[],
): Promise<RuledAccount[]> {
  const { rows } = await client.query<Row>({
    ...walletsStatement,
    values: [binaryArray('uuid', merchantIds)],
  });
  return rows.map(accountOf);
}

/** `wanted` must not name an account twice. Missing accounts are left out of the answer. */
export async function lockAccounts(
  client: pg.ClientBase,
  wanted: readonly { readonly merchantId: string; readonly account: AccountId }[],
): Promise<RuledAccount[]> {
  const { rows } = await client.query<Row>({
    ...statement,
    values: [
      binaryArray(
        'uuid',
        wanted.map(({ merchantId }) => merchantId),
      ),
      binaryArray(
        'text',
        wanted.map(({ account }) => account),
      ),
    ],
  });
  return rows.map(accountOf);
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
