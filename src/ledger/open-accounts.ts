import type { Queryable } from '../db/connection.ts';
import type { OpenedAccount } from './accounts.ts';

/** Empty accounts, in the transaction of whoever needs them. Throws a unique violation when one is there already. */
export async function openAccounts(
  db: Queryable,
  merchantId: string,
  accounts: readonly OpenedAccount[],
): Promise<void> {
  await db.query(
    `insert into accounts (merchant_id, account, currency, ruled, posted_minor, held_minor, journal_count)
     select $1, r.account, r.currency, r.ruled, 0, 0, 0
     from unnest($2::text[], $3::text[], $4::boolean[]) as r (account, currency, ruled)`,
    [
      merchantId,
      accounts.map((account) => account.name),
      accounts.map((account) => account.currency),
      accounts.map((account) => account.ruled),
    ],
  );
}
