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
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface SettlementAnswer extends SettlementRow {
  /** Of the address, as it stands on the list; empty when it has none. */
  readonly label: string;
  /** A name of the merchant's own team; null: somebody at the operator. */
  readonly requestedBy: string | null;
  readonly sentAt: string | null;
  /** What is made of the amount; null of what arrives in rupees, and before a quote is logged. */
  readonly quote: {
    readonly rate: string;
    readonly fee: Money;
    readonly gst: Money;
    /** Too little to buy another unit. */
    readonly rounding: Money;
    readonly given: Money;
    readonly receives: Money;
  } | null;
  readonly changes: readonly {
    readonly status: string;
    readonly at: string;
    readonly because: string | null;
  }[];
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
