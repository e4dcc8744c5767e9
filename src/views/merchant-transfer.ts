/** One transfer as one of its two owners may know it: of the other, the number of the wallet and nothing else. */
import type { Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import type { XprizoBeside } from '../payments/xprizo-beside.ts';
import { loadIncoming } from '../transfers/load-incoming.ts';
import { loadTransfers } from '../transfers/load-transfers.ts';
import type { IncomingTransfer } from '../transfers/incoming-transfer.ts';
import type { Transfer, TransferStatus } from '../transfers/transfer.ts';

export interface MerchantTransfer {
  readonly kind: Transfer['kind'];
  readonly direction: 'out' | 'in' | 'within';
  readonly transferId: string;
  /** Null for an exchange that followed on a deposit before such had keys. */
  readonly approvalKey: string | null;
  readonly description: string;
  readonly reference: string | null;
  readonly status: TransferStatus;
  /** Why it was rejected, cancelled or voided. */
  readonly reason: string;
  readonly walletNo: bigint;
  readonly otherWalletNo: bigint;
  readonly currency: Transfer['currency'];
  readonly amountMinor: bigint;
  /** What comes into the other wallet: another amount only in an exchange. */
  readonly receivedCurrency: Transfer['currency'];
  readonly receivedMinor: bigint;
  readonly rate: string | null;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Oldest first. */
  readonly changes: readonly { readonly status: TransferStatus; readonly at: Date }[];
}

/** Undefined when the merchant neither pays nor receives such a transfer. */
export async function findMerchantTransfer(
  db: Queryable,
  merchantId: MerchantId,
  transferId: string,
): Promise<MerchantTransfer | undefined> {
  const key = { merchantId, transferId };
  const own = (await loadTransfers(db, [key])).get(transferId);
  if (own !== undefined)
    return sentOf(own.transfer, own.beside, await changesOf(db, merchantId, transferId));
  const incoming = (await loadIncoming(db, [key])).get(transferId);
  if (incoming === undefined) return undefined;
  const { payerId } = incoming.incoming;
  const theirs = (await loadTransfers(db, [{ merchantId: payerId, transferId }])).get(transferId);
  return receivedOf(incoming.incoming, incoming.beside, theirs?.transfer);
}

async function changesOf(db: Queryable, merchantId: MerchantId, transferId: string) {
  const { rows } = await db.query<{ status: TransferStatus; at: Date }>(
    `select to_status as status, at from transfer_history
     where merchant_id = $1 and transfer_id = $2 order by version`,
    [merchantId, transferId],
  );
  return rows;
}

function sentOf(
  transfer: Transfer,
  beside: XprizoBeside | undefined,
  changes: MerchantTransfer['changes'],
): MerchantTransfer {
  const { kind, payeeWalletNo, status, statusReason } = transfer;
  const isEnded = status === 'rejected' || status === 'cancelled' || status === 'voided';
  return {
    ...transfer,
    ...{ changes, direction: kind === 'exchange' ? 'within' : 'out' },
    ...{ otherWalletNo: payeeWalletNo, reason: isEnded ? statusReason : '' },
    ...saidOf(beside),
  };
}

/** What was not brought to its payer yet waits. */
function receivedOf(
  incoming: IncomingTransfer,
  beside: XprizoBeside | undefined,
  theirs: Transfer | undefined,
): MerchantTransfer {
  const { arrivedAt, createdAt, currency, amountMinor, kind } = incoming;
  const status = arrivedAt === null ? (theirs?.status ?? 'pending') : 'booked';
  const updatedAt = arrivedAt ?? theirs?.updatedAt ?? createdAt;
  const isOpen = status === 'pending' || status === 'held';
  const asked = kind === 'request' ? [{ status: 'pending', at: createdAt } as const] : [];
  return {
    ...incoming,
    ...{ direction: 'in', status, updatedAt, rate: null },
    reason: isOpen || status === 'booked' ? '' : (theirs?.statusReason ?? ''),
    otherWalletNo: incoming.payerWalletNo,
    ...{ receivedCurrency: currency, receivedMinor: amountMinor },
    changes: [...asked, ...(isOpen ? [] : [{ status, at: updatedAt }])],
    ...saidOf(beside),
  };
}

function saidOf(beside: XprizoBeside | undefined) {
  return { approvalKey: beside?.approvalKey ?? null, description: beside?.description ?? '' };
}
