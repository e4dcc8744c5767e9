/**
 * Wallets by the number that the Xprizo contract calls an account id. Behind a number stand an owner and the ledger
 * account `wallet:<currency>`: the same funds that the other contracts show.
 */
import type { Queryable, Transaction } from '../db/connection.ts';
import { takeBlock } from '../db/number-blocks.ts';
import type { MerchantId } from '../kit/ids.ts';
import type { Currency } from '../kit/money.ts';
import { accountsIn } from '../ledger/accounts.ts';
import { openAccounts } from '../ledger/open-accounts.ts';

/** USDT only passes through; nobody keeps any. */
export type WalletCurrency = Exclude<Currency, 'USDT'>;

export interface Wallet {
  readonly walletNo: bigint;
  readonly merchantId: MerchantId;
  readonly currency: WalletCurrency;
  readonly name: string;
  readonly isDefault: boolean;
  readonly status: 'active' | 'inactive';
}

interface WalletRow {
  wallet_no: bigint;
  merchant_id: MerchantId;
  currency: WalletCurrency;
  name: string;
  is_default: boolean;
  status: Wallet['status'];
}

const columns = 'wallet_no, merchant_id, currency, name, is_default, status';

export interface NewWallet extends Omit<Wallet, 'status'> {
  /** Every owner has its accounts in INR from its first day; those of another currency are opened with the wallet. */
  readonly opensAccounts: boolean;
  readonly at: Date;
}

/** Six digits and more, so that nobody takes one for the number of a profile. */
const beforeFirstWalletNo = 100_000n;

/** One that nobody has had. Throws DomainError `service.unavailable` while the database is away. */
export async function newWalletNo(db: Queryable): Promise<bigint> {
  const { next } = await takeBlock(db, 'wallet', 1);
  return beforeFirstWalletNo + next;
}

/** Throws a unique violation when the owner has a wallet in this currency. */
export async function openWallet(tx: Transaction, wallet: NewWallet): Promise<void> {
  const { walletNo, merchantId, currency, name, isDefault, at } = wallet;
  await tx.query(
    `insert into wallets (${columns}, created_at) values ($1, $2, $3, $4, $5, 'active', $6)`,
    [walletNo, merchantId, currency, name, isDefault, at],
  );
  if (wallet.opensAccounts) await openAccounts(tx, merchantId, accountsIn(currency));
}

/** Undone when the owner has no wallet in this currency: then it keeps the default that it has. */
export async function setDefaultWallet(
  tx: Transaction,
  merchantId: MerchantId,
  currency: WalletCurrency,
): Promise<void> {
  await tx.query(
    `update wallets set is_default = (currency = $2)
     where merchant_id = $1
       and exists (select from wallets w where w.merchant_id = $1 and w.currency = $2)`,
    [merchantId, currency],
  );
}

/** False when it had the status already. */
export async function setWalletStatus(
  tx: Transaction,
  { walletNo }: Pick<Wallet, 'walletNo'>,
  status: Wallet['status'],
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update wallets set status = $2 where wallet_no = $1 and status <> $2`,
    [walletNo, status],
  );
  return rowCount === 1;
}

export async function findWallet(db: Queryable, walletNo: bigint): Promise<Wallet | undefined> {
  const { rows } = await db.query<WalletRow>(
    `select ${columns} from wallets where wallet_no = $1`,
    [walletNo],
  );
  return rows.map(walletOf)[0];
}

/** In the order of their numbers. */
export async function walletsOf(db: Queryable, merchantId: MerchantId): Promise<Wallet[]> {
  const { rows } = await db.query<WalletRow>(
    `select ${columns} from wallets where merchant_id = $1 order by wallet_no`,
    [merchantId],
  );
  return rows.map(walletOf);
}

function walletOf(row: WalletRow): Wallet {
  return {
    walletNo: row.wallet_no,
    merchantId: row.merchant_id,
    currency: row.currency,
    name: row.name,
    isDefault: row.is_default,
    status: row.status,
  };
}
