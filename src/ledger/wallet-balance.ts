/** What a merchant's wallet holds. available = posted - held. */
import type { Queryable } from '../db/connection.ts';
import type { Currency } from '../kit/money.ts';
import { accountOf } from './accounts.ts';

export interface WalletBalance {
  readonly postedMinor: bigint;
  readonly heldMinor: bigint;
}

export async function walletBalance(
  db: Queryable,
  merchantId: string,
  currency: Currency,
): Promise<WalletBalance | undefined> {
  const { rows } = await db.query<{ posted_minor: bigint; held_minor: bigint }>({
    name: 'wallet_balance',
    text: 'select posted_minor, held_minor from accounts where merchant_id = $1 and account = $2 and ruled',
    values: [merchantId, accountOf('wallet', currency)],
  });
  const [row] = rows;
  return row && { postedMinor: row.posted_minor, heldMinor: row.held_minor };
}

/** Every wallet of the merchant with its currency, INR first. Empty when there is no such merchant. */
export async function walletBalances(
  db: Queryable,
  merchantId: string,
): Promise<(WalletBalance & { readonly currency: Currency })[]> {
  const { rows } = await db.query<{
    currency: Currency;
    posted_minor: bigint;
    held_minor: bigint;
  }>({
    name: 'wallet_balances',
    text: `select currency, posted_minor, held_minor from accounts
      where merchant_id = $1 and ruled and account = 'wallet:' || currency
      order by currency <> 'INR', currency`,
    values: [merchantId],
  });
  return rows.map((row) => ({
    currency: row.currency,
    postedMinor: row.posted_minor,
    heldMinor: row.held_minor,
  }));
}
