/** What a merchant's people see of its money. */
import type { List, Money } from './shared.ts';
import type { PaymentRow } from './merchant-payments.ts';

export interface BalanceAnswer {
  readonly available: Money;
  readonly held: Money;
}

export interface FlowAnswer {
  readonly in: Money;
  readonly inCount: string;
  readonly out: Money;
  readonly outCount: string;
}

export interface HomeAnswer {
  readonly balances: readonly BalanceAnswer[];
  /** Since midnight of the gateway's zone; currencies in which nothing moved are left out. */
  readonly today: readonly FlowAnswer[];
  readonly since: string;
  readonly last: readonly PaymentRow[];
  readonly chores: {
    readonly failedPayouts: number;
    readonly deadWebhooks: number;
    readonly runningBatches: number;
    readonly waitingAddresses: number;
    readonly webhook: 'missing' | 'failing' | 'disabled' | 'fine';
  };
}

export interface StatementRow {
  readonly journalNo: string;
  readonly at: string;
  /** `payout`, `payin`, `transfer`, `settlement`, `funding`, or empty. */
  readonly service: string;
  readonly isReturn: boolean;
  /** Of the payment, where it is one that has a page. */
  readonly paymentId: string | null;
  /** Of what went to the merchant itself, for whoever may read settlements. */
  readonly settlementId: string | null;
  readonly transactionNumber: string | null;
  readonly reference: string | null;
  /** Null on the side where nothing moved. */
  readonly debit: Money | null;
  readonly credit: Money | null;
  readonly balance: Money;
}

export type StatementAnswer = List<StatementRow>;
