/** Payouts that a merchant's people order by hand: one, or a file of them. */
import type { List, Money } from './shared.ts';

export interface PayoutForm {
  readonly name: string;
  readonly accountNumber: string;
  readonly ifsc: string;
  readonly vpa: string;
  readonly mobile: string;
  readonly amount: string;
  readonly reference: string;
}

export interface PayoutMeansAnswer {
  readonly means: readonly ('bank' | 'upi' | 'mpesa')[];
  readonly available: readonly Money[];
  readonly mostRows: number;
  /** A file to begin with. */
  readonly template: string;
}

/** What a payout would cost. A form with faults is answered too: they are told while somebody writes. */
export interface PayoutQuoteAnswer {
  readonly faults: Readonly<Partial<Record<keyof PayoutForm, string>>>;
  readonly quote: {
    readonly amount: Money;
    readonly fee: Money;
    readonly gst: Money;
    readonly total: Money;
    readonly isCovered: boolean;
    readonly marks: readonly string[];
  } | null;
}

export interface OrderedPayoutAnswer {
  readonly paymentId: string;
  readonly transactionNumber: string;
  /** It had been ordered before, with the same form. */
  readonly isRepeat: boolean;
}

export interface CheckedRowAnswer {
  readonly line: number;
  readonly name: string;
  readonly to: string;
  /** As it was written, where it cannot be read. */
  readonly amount: Money | string;
  readonly charges: Money | null;
  readonly reference: string;
  readonly faults: readonly string[];
  readonly marks: readonly string[];
}

export interface BatchTotalAnswer {
  readonly rows: number;
  readonly amount: Money;
  readonly charges: Money;
  readonly total: Money;
  readonly isCovered: boolean;
}

export interface CheckedBatchAnswer {
  readonly rows: readonly CheckedRowAnswer[];
  readonly goodRows: number;
  readonly badRows: number;
  readonly totals: readonly BatchTotalAnswer[];
}

export interface BatchSummary {
  readonly batchId: string;
  readonly fileName: string;
  readonly rows: number;
  readonly orderedBy: string;
  readonly createdAt: string;
  readonly endedAt: string | null;
  /** What was not begun by then is never made. */
  readonly stoppedAt: string | null;
  readonly stoppedBy: string | null;
}

export interface BatchAnswer extends BatchSummary {
  /** How many rows came to what: `created`, `insufficient_funds`, `waiting`, … */
  readonly counts: Readonly<Record<string, number>>;
}

export type BatchesAnswer = List<BatchSummary>;

export interface BatchRowAnswer {
  readonly line: number;
  readonly name: string;
  readonly to: string;
  readonly amount: Money;
  readonly reference: string;
  readonly outcome: string;
  /** Of its payout, where there is one. */
  readonly paymentId: string | null;
  readonly transactionNumber: string | null;
}

export type BatchRowsAnswer = List<BatchRowAnswer>;
