/** What a merchant has, for the page of one merchant. */
import type { Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import type { Currency } from '../kit/money.ts';

export interface WalletView {
  readonly walletNo: bigint;
  readonly currency: Currency;
  readonly status: string;
  readonly postedMinor: bigint;
  readonly heldMinor: bigint;
}

export async function readWallets(db: Queryable, merchantId: MerchantId): Promise<WalletView[]> {
  const { rows } = await db.query<WalletView>(
    `select w.wallet_no as "walletNo", w.currency, w.status, a.posted_minor as "postedMinor",
       a.held_minor as "heldMinor"
     from wallets w join accounts a on a.merchant_id = w.merchant_id and a.account = 'wallet:' || w.currency
     where w.merchant_id = $1 order by w.wallet_no`,
    [merchantId],
  );
  return rows;
}
