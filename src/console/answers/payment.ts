/** One payment and all that became of it, as the console tells it. */
import type { PaymentSummary } from './payments.ts';
import type { Money } from './shared.ts';

export interface PaymentStory {
  readonly payment: PaymentSummary;
  /** Name and value; account numbers are masked. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** How the sums come about, line by line. */
  readonly sums: readonly SumLine[];
  /** In the order of time. */
  readonly events: readonly StoryEvent[];
  readonly balances: readonly AccountBalance[];
  /** True when the legs of every journal, and all of them together, come to nothing. */
  readonly isBalanced: boolean;
  /** When a worker looks at it next; null: it has ended. */
  readonly nextLookAt: string | null;
  readonly openCases: readonly CaseLine[];
  /** Payments of a customer that wait for a person. */
  readonly heldPayments: readonly { readonly paymentId: string; readonly amount: Money }[];
  /** Into which the money went that came into a wallet of rupees; null: it came into none. */
  readonly settlement:
    | {
        readonly merchantId: string;
        readonly settlementId: string;
        readonly status: string;
        readonly createdAt: string;
      }
    | 'none yet'
    | null;
  /** What may be decided for the parties of a transfer that waits. */
  readonly decisions: readonly ('reject' | 'cancel')[];
}

export interface SumLine {
  readonly label: string;
  readonly amount: Money;
  readonly how: string | null;
  /** The last line, into which the others run. */
  readonly isTotal: boolean;
}

export type EventTone = 'plain' | 'info' | 'good' | 'warn' | 'bad';

export interface StoryEvent {
  readonly key: string;
  readonly at: string;
  readonly title: string;
  readonly tone: EventTone;
  readonly lines: readonly string[];
  readonly journal: JournalLine | null;
  readonly delivery: DeliveryLine | null;
}

/** What a journal books, and what it did to the accounts. */
export interface Booking {
  readonly legs: readonly {
    readonly debit: string;
    readonly credit: string;
    readonly money: Money;
  }[];
  /** Each account that is booked on; empty for holds, and where nobody can tell any more. */
  readonly touched: readonly TouchedLine[];
}

export interface JournalLine extends Booking {
  readonly journalNo: string;
  readonly kind: string;
  readonly fact: string;
  /** The hold that it ends. */
  readonly resolves: string | null;
  /** Whose books: the payer's or the payee's, of a transfer. */
  readonly side: string | null;
  /** By whose numbers it stands, and where its page is. */
  readonly merchantId: string;
  readonly account: string;
}

/** What an account stood at, credits less debits, before a journal and after it. */
export interface TouchedLine {
  readonly account: string;
  readonly before: Money;
  readonly after: Money;
}

/** What all booked journals of the payment did to one account: credit above zero, debit below. */
export interface AccountBalance {
  readonly account: string;
  readonly change: Money;
}

export interface DeliveryLine {
  readonly merchantId: string;
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly state: string;
  readonly body: string;
  readonly nextAttemptAt: string | null;
  readonly attempts: readonly {
    readonly at: string;
    readonly durationMs: number;
    readonly httpStatus: number | null;
    readonly error: string | null;
    readonly reply: string | null;
  }[];
}

export interface CaseLine {
  readonly caseId: string;
  readonly code: string;
  readonly details: Readonly<Record<string, string>>;
  readonly openedAt: string;
  readonly closedAt: string | null;
}
