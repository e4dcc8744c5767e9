/** What the console tells operators of settlements. */
import type { AccountBalance, StoryEvent, SumLine } from './payment.ts';
import type { Money } from './shared.ts';

export interface SettlementSummary {
  readonly merchantId: string;
  readonly merchantName: string;
  readonly settlementId: string;
  readonly status: string;
  /** What leaves the wallet. */
  readonly amount: Money;
  /** What the merchant is sent. */
  readonly currency: string;
  readonly network: string;
  readonly address: string;
  readonly transferReference: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** `fail`, `return` and `convert` take two people: they are drafted. */
export type SettlementStep =
  'approve' | 'reject' | 'convert' | 'record' | 'complete' | 'withdraw' | 'fail' | 'return';

export interface SettlementDetail {
  readonly settlement: SettlementSummary;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly sums: readonly SumLine[];
  readonly events: readonly StoryEvent[];
  readonly balances: readonly AccountBalance[];
  readonly isBalanced: boolean;
  /** What may come next; of two people's steps whoever asked for it takes neither. */
  readonly steps: readonly SettlementStep[];
  readonly isOwn: boolean;
  /** Drafts about it that nobody has decided yet. */
  readonly drafts: readonly {
    readonly draftId: string;
    readonly title: string;
    readonly madeBy: string;
  }[];
}
