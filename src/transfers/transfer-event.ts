/** What the creator's system is told of a transfer that somebody has to approve, or that waits for its answer. */
import type { Currency } from '../kit/money.ts';
import type { LoadedTransfer } from './load-transfers.ts';

/** new: it waits for its payer. held: it waits for the answer to this. The others are outcomes of what was new. */
export type TransferStage = 'new' | 'held' | 'accepted' | 'rejected' | 'cancelled';

export interface TransferEvent {
  readonly stage: TransferStage;
  readonly kind: 'request' | 'send';
  readonly transactionNo: bigint;
  readonly approvalKey: string;
  /** Numbers of profiles. Null: done by an operator, or by the clock. */
  readonly actedByNo: number | null;
  readonly createdByNo: number;
  readonly payerNo: number;
  readonly payeeNo: number;
  readonly description: string;
  readonly reference: string;
  readonly currency: Currency;
  readonly amountMinor: bigint;
  /** Why it was rejected or cancelled. */
  readonly reason: string | null;
  readonly at: Date;
}

/** The bytes to be frozen, in the words of the contract; handed in by `app.ts`. */
export type TransferEventFormat = (event: TransferEvent) => string;

/** Undefined for an exchange, of which nobody is told. */
export function eventAbout(
  { transfer, beside, payeeNo }: LoadedTransfer,
  stage: TransferStage,
  actedByNo: number | null,
  at: Date,
): TransferEvent | undefined {
  const { kind, reference, currency, amountMinor, statusReason } = transfer;
  if (beside === undefined || kind === 'exchange' || reference === null) return undefined;
  const { transactionNo, approvalKey, createdByNo, ownerNo: payerNo, description } = beside;
  const isRefused = stage === 'rejected' || stage === 'cancelled';
  return {
    ...{ stage, kind, transactionNo, approvalKey, actedByNo, createdByNo, payerNo, payeeNo },
    ...{ description, reference, currency, amountMinor, reason: isRefused ? statusReason : null },
    at,
  };
}
