/** A wallet that is closed, opened again, or made the one that its owner is paid into when no currency is named. */
import { transaction, type Pool, type Transaction } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { walletBalance } from '../ledger/wallet-balance.ts';
import { writeAuditEvent } from './audit.ts';
import { setDefaultWallet, setWalletStatus, type Wallet } from './wallets.ts';

export interface WalletChange {
  readonly actor: string;
  readonly nowMs: number;
}

/**
 * From now on the Xprizo contract lets it be looked at and no longer used; what is under way still comes to its end. The
 * other two contracts know no wallets and go on. Throws DomainError `request.invalid_fields` while it holds money, is the
 * default, or is closed already.
 */
export function closeWallet(pool: Pool, wallet: Wallet, change: WalletChange): Promise<Wallet> {
  return transaction(pool, async (tx) => {
    if (wallet.isDefault) throw refused('It is the default: make another one that first.');
    const balance = await walletBalance(tx, wallet.merchantId, wallet.currency);
    if (balance !== undefined && (balance.postedMinor !== 0n || balance.heldMinor !== 0n))
      throw refused('It holds money.');
    return setStatus(tx, wallet, 'inactive', change);
  });
}

/** Throws DomainError `request.invalid_fields` when it is not closed. */
export function reopenWallet(pool: Pool, wallet: Wallet, change: WalletChange): Promise<Wallet> {
  return transaction(pool, (tx) => setStatus(tx, wallet, 'active', change));
}

async function setStatus(
  tx: Transaction,
  wallet: Wallet,
  status: Wallet['status'],
  change: WalletChange,
): Promise<Wallet> {
  if (!(await setWalletStatus(tx, wallet, status)))
    throw refused(status === 'active' ? 'It is open.' : 'It is closed already.');
  const action = status === 'active' ? 'wallet.reopened' : 'wallet.closed';
  await writeChange(tx, wallet, action, change);
  return { ...wallet, status };
}

/** Throws DomainError `request.invalid_fields` for one that is closed. */
export function makeDefaultWallet(
  pool: Pool,
  wallet: Wallet,
  change: WalletChange,
): Promise<Wallet> {
  return transaction(pool, async (tx) => {
    if (wallet.status !== 'active') throw refused('It is closed.');
    await setDefaultWallet(tx, wallet.merchantId, wallet.currency);
    await writeChange(tx, wallet, 'wallet.made_default', change);
    return { ...wallet, isDefault: true };
  });
}

async function writeChange(
  tx: Transaction,
  { merchantId, walletNo, currency }: Wallet,
  action: string,
  change: WalletChange,
): Promise<void> {
  await writeAuditEvent(tx, { merchantId, ...change, action, details: { walletNo, currency } });
}

function refused(sentence: string): DomainError {
  return new DomainError('request.invalid_fields', { fields: { wallet: [sentence] } });
}
