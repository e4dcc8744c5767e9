/** The books as the pages show them. */
import type { Booking } from './payment.ts';
import type { Money } from './shared.ts';

export interface TrialBalance {
  readonly currencies: readonly {
    readonly currency: string;
    /** Of all lines: nothing, when the books are right. */
    readonly sum: Money;
    readonly lines: readonly TrialRow[];
  }[];
  /** Journals that the balances do not have yet. */
  readonly journalsBehind: string;
}

export interface TrialRow {
  readonly account: string;
  /** Credits less debits. */
  readonly balance: Money;
  readonly entries: string;
  readonly merchants: string;
}

export interface AccountRow {
  readonly merchantId: string;
  readonly merchantNo: number;
  readonly merchantName: string;
  readonly account: string;
  readonly balance: Money;
  readonly held: Money;
  readonly entries: string;
}

export interface StatementRow {
  readonly orderedBy: string;
  readonly journalNo: string;
  readonly kind: string;
  readonly fact: string;
  readonly subjectId: string;
  readonly at: string;
  readonly amount: Money;
  readonly balance: Money;
}

export interface JournalAnswer extends Booking {
  readonly merchantId: string;
  readonly merchantName: string;
  readonly account: string;
  readonly journalNo: string;
  readonly kind: string;
  readonly fact: string;
  /** The number of the hold that it ends. */
  readonly resolves: string | null;
  readonly at: string;
  readonly subject: {
    readonly id: string;
    /** `payout`, `payin`, `transfer`, `settlement`; null for what is no payment. */
    readonly kind: string | null;
    readonly number: string | null;
    readonly reference: string | null;
  };
}

export interface ProofRow {
  readonly runId: string;
  readonly askedBy: string;
  readonly askedAt: string;
  readonly state: 'running' | 'held' | 'broken' | 'cancelled' | 'stopped';
  readonly done: number;
  readonly total: number;
  readonly isBeingCancelled: boolean;
  readonly endedAt: string | null;
  readonly breaks: readonly {
    readonly proof: string;
    readonly merchantId: string;
    readonly what: string;
  }[];
}
