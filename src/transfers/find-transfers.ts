/** Transfers as others ask for them: by the key that a payer or payee was given, and by the reference of a wallet. */
import type { Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import { findMerchantByNo } from '../merchants/find-merchant.ts';
import { ownerOfKey } from '../merchants/approval-key.ts';
import { findByApprovalKey } from '../payments/xprizo-transactions.ts';
import { loadIncoming } from './load-incoming.ts';
import { loadTransfers, type LoadedTransfer } from './load-transfers.ts';
import type { TransferStatus } from './transfer.ts';

/** Undefined for a key that is none, or none of a transfer. The key carries its payer. */
export async function findTransferByKey(
  db: Queryable,
  key: string,
): Promise<LoadedTransfer | undefined> {
  const payerNo = ownerOfKey(key);
  if (payerNo === undefined) return undefined;
  const payer = await findMerchantByNo(db, payerNo);
  if (payer === undefined) return undefined;
  const { merchantId } = payer;
  const kept = await findByApprovalKey(db, merchantId, key);
  if (kept === undefined) return undefined;
  const { transactionId: transferId } = kept;
  return (await loadTransfers(db, [{ merchantId, transferId }])).get(transferId);
}

export interface TransferStanding {
  readonly status: TransferStatus;
  /** Why it was rejected, cancelled or voided. */
  readonly reason: string;
}

/**
 * How a transfer stands whose row in `xprizo_transactions` was found with one of its owners. What its payee asked for
 * stands where the payer lives, and waits until it has been brought there. Undefined when it is no transfer.
 */
export async function findTransferStanding(
  db: Queryable,
  { merchantId, transactionId: transferId }: { merchantId: MerchantId; transactionId: string },
): Promise<TransferStanding | undefined> {
  const own = (await loadTransfers(db, [{ merchantId, transferId }])).get(transferId);
  if (own !== undefined) return standingOf(own);
  const incoming = (await loadIncoming(db, [{ merchantId, transferId }])).get(transferId)?.incoming;
  if (incoming === undefined) return undefined;
  const payers = { merchantId: incoming.payerId, transferId };
  const theirs = (await loadTransfers(db, [payers])).get(transferId);
  return theirs === undefined ? { status: 'pending', reason: '' } : standingOf(theirs);
}

function standingOf({ transfer }: LoadedTransfer): TransferStanding {
  return { status: transfer.status, reason: transfer.statusReason };
}
