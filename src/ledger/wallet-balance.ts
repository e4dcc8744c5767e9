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
