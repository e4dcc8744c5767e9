/** Money on its way to the merchant itself. */
import type { List, Money } from './shared.ts';

export interface SettlementRow {
  readonly settlementId: string;
  readonly status: string;
  /** What leaves the wallet. */
  readonly amount: Money;
  /** What the merchant is sent. */
  readonly currency: string;
  readonly network: string;
  readonly address: string;
  readonly transferReference: string | null;
  readonly requestedBy: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type SettlementsAnswer = List<SettlementRow>;

export interface SettlementTermsAnswer {
  readonly enabled: boolean;
  readonly coolingOffHours: number;
  readonly available: Money;
  /** Those on the list of the operator. */
  readonly addresses: readonly {
    readonly addressId: string;
    readonly network: string;
    readonly address: string;
    readonly label: string;
    readonly usableFrom: string;
    readonly isUsable: boolean;
  }[];
}

export interface RequestedSettlementAnswer {
  readonly settlementId: string;
}
