/** A transfer: money that leaves one wallet for another, of the same owner or of somebody else. */
import type { WalletCurrency } from '../merchants/wallets.ts';

/**
 * pending: nothing has moved, the payer is asked. held: the money is set aside until the answer of the creator's system.
 * booked: it has left the wallet; whether it has arrived is told by the payee's row and by the promise.
 */
export type TransferStatus = 'pending' | 'held' | 'booked' | 'rejected' | 'cancelled' | 'voided';

export const transferMoves = {
  pending: ['booked', 'rejected', 'cancelled'],
  held: ['booked', 'voided'],
  booked: [],
  rejected: [],
  cancelled: [],
  voided: [],
} as const satisfies Record<TransferStatus, readonly TransferStatus[]>;

export function mayTransferMove(from: TransferStatus, to: TransferStatus): boolean {
  const allowed: readonly TransferStatus[] = transferMoves[from];
  return allowed.includes(to);
}

/** request: asked for by the payee. send: by the payer. exchange: between two wallets of one owner. */
export type TransferKind = 'request' | 'send' | 'exchange';

export interface Transfer {
  /** The payer. */
  readonly merchantId: string;
  readonly transferId: string;
  /** 1 at creation, one more with every line of its history. */
  readonly version: number;
  readonly status: TransferStatus;
  /** Why the status is what it is: a code, or what a person said. */
  readonly statusReason: string;
  readonly kind: TransferKind;
  readonly walletNo: bigint;
  readonly payeeId: string;
  readonly payeeWalletNo: bigint;
  /** Of a request it is the payee's; null for an exchange that follows on something else. */
  readonly reference: string | null;
  readonly currency: WalletCurrency;
  /** What leaves the wallet, in minor units. */
  readonly amountMinor: bigint;
  /** What arrives: another currency and amount than what leaves only in an exchange. */
  readonly receivedCurrency: WalletCurrency;
  readonly receivedMinor: bigint;
  /** Of an exchange: decimal text, with the spread taken off. */
  readonly rate: string | null;
  /** Of an exchange: minor units of what leaves that would not have bought another one. */
  readonly roundingMinor: bigint;
  readonly reserveNo: bigint | null;
  /** Until when it may be approved or answered; null for what is booked at once. */
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface TransferHistoryEntry {
  readonly merchantId: string;
  readonly transferId: string;
  readonly version: number;
  readonly fromStatus: TransferStatus | null;
  readonly toStatus: TransferStatus;
  readonly because: string;
  readonly actedBy: string;
  readonly at: Date;
}

/** How long a wish waits for its payer, and a hold for its answer. */
export const transferLifeMs = 24 * 3_600_000;
