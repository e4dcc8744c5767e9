import type { Currency } from '../kit/money.ts';
import type { ReportScope } from './report.ts';

/** A payment as a row, whichever service it belongs to. */
export interface Transaction {
  /** Ordered by time: the key of the pages. */
  readonly id: string;
  readonly createdAt: string;
  readonly transactionNumber: string;
  readonly reference: string | null;
  readonly referenceId: string | null;
  readonly status: string;
  /** The code of what brought it into the status. */
  readonly statusReason: string;
  readonly currency: Currency;
  readonly amountMinor: bigint;
  readonly feeMinor: bigint;
  readonly gstMinor: bigint;
  /** What it keeps set aside in the wallet now, has taken out of it for good, and has put into it. */
  readonly heldMinor: bigint;
  readonly debitedMinor: bigint;
  readonly creditedMinor: bigint;
  readonly beneficiaryName: string | null;
  readonly beneficiaryAccountNumber: string | null;
  readonly beneficiaryIfsc: string | null;
  readonly rail: string | null;
  readonly utr: string | null;
  readonly remarks: string | null;
  readonly updatedAt: string | null;
}

/** One direction of money. */
export interface Service {
  readonly type: string;
  /** The next payments behind an id, in the order of their ids. Fewer than `scope.pageRows` are the last. */
  readonly pageAfter: (scope: ReportScope, afterId: string) => Promise<Transaction[]>;
}
