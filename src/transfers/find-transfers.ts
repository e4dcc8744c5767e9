/** Transfers as others ask for them: by the key that a payer or payee was given, and by the reference of a wallet. */
import type { Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import { readJournals, type JournalView } from '../payments/payout-dossier.ts';
import { findMerchantByNo } from '../merchants/find-merchant.ts';
import { ownerOfKey } from '../merchants/approval-key.ts';
import { findByApprovalKey } from '../payments/xprizo-transactions.ts';
import { loadIncoming } from './load-incoming.ts';
import { loadTransfers, type LoadedTransfer } from './load-transfers.ts';
import { transferColumns, transferOf, type TransferRow } from './transfer-rows.ts';
import type { Transfer, TransferHistoryEntry, TransferStatus } from './transfer.ts';

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

const mostListed = 1_000;

export interface ListedTransfer extends Transfer {
  /** Null for an exchange that followed on a deposit before such had keys. */
  readonly approvalKey: string | null;
}

/** That a merchant or user pays, newest first. */
export async function listTransfers(
  db: Queryable,
  merchantId: MerchantId,
  status?: TransferStatus,
): Promise<ListedTransfer[]> {
  const { rows } = await db.query<TransferRow & { approval_key: string | null }>(
    `select ${transferColumns}, x.approval_key from transfers t
     left join xprizo_transactions x on x.merchant_id = t.merchant_id and x.transaction_id = t.transfer_id
     where t.merchant_id = $1 and ($2::text is null or t.status = $2)
     order by t.transfer_id desc limit $3`,
    [merchantId, status ?? null, mostListed],
  );
  return rows.map((row) => ({ ...transferOf(row), approvalKey: row.approval_key }));
}

export interface TransferDossier extends LoadedTransfer {
  readonly history: readonly TransferHistoryEntry[];
  /** On the side of the payer. */
  readonly journals: readonly JournalView[];
  /** When it came into the wallet of its payee; null: it has not. */
  readonly arrivedAt: Date | null;
}

export async function readTransferDossier(
  db: Queryable,
  found: LoadedTransfer,
): Promise<TransferDossier> {
  const { merchantId, transferId, payeeId, currency, reserveNo } = found.transfer;
  const [history, journals, incoming] = await Promise.all([
    db.query<TransferHistoryEntry>(
      `select version, from_status as "fromStatus", to_status as "toStatus", because,
         acted_by as "actedBy", at
       from transfer_history where merchant_id = $1 and transfer_id = $2 order by version`,
      [merchantId, transferId],
    ),
    readJournals(db, { merchantId, currency, reserveNo, subjectId: transferId }),
    loadIncoming(db, [{ merchantId: payeeId, transferId }]),
  ]);
  const arrivedAt = incoming.get(transferId)?.incoming.arrivedAt ?? null;
  return { ...found, history: history.rows, journals, arrivedAt };
}
