/** Changes that wait for a second person, and the switches. */
import type { Money } from './shared.ts';

export interface DraftAnswer {
  /** Null: about the deployment. */
  readonly merchant: { readonly merchantId: string; readonly name: string } | null;
  /** As it stands in addresses: of the deployment it is all zeros. */
  readonly merchantId: string;
  readonly draftId: string;
  readonly kind: string;
  readonly title: string;
  readonly reason: string;
  readonly status: 'open' | 'approved' | 'rejected' | 'withdrawn' | 'expired';
  readonly madeBy: string;
  readonly madeAt: string;
  readonly expiresAt: string;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly decisionReason: string | null;
  /** Whether the reader made it: then somebody else decides. */
  readonly isOwn: boolean;
}

export interface DraftDetailAnswer extends DraftAnswer {
  /** Goes back with an approval: it agrees to exactly this. */
  readonly hash: string;
  readonly rows: readonly {
    readonly name: string;
    readonly from: string | null;
    readonly to: string | null;
    readonly isChanged: boolean;
  }[];
}

export interface SwitchAnswer {
  readonly kind: 'provider' | 'method' | 'merchant' | 'currency';
  readonly name: string;
  /** Of a merchant its name. */
  readonly shownName: string;
  readonly isOff: boolean;
  readonly reason: string;
  readonly setBy: string;
  readonly setAt: string;
}

export interface SwitchesAnswer {
  readonly off: readonly SwitchAnswer[];
  readonly turns: readonly SwitchAnswer[];
  readonly methods: readonly string[];
  readonly providers: readonly string[];
  readonly currencies: readonly string[];
}

export interface SettlementToJudge {
  readonly merchantId: string;
  readonly merchantName: string;
  readonly settlementId: string;
  readonly amount: Money;
  readonly currency: string;
  readonly network: string;
  readonly address: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly isOwn: boolean;
}
