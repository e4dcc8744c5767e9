/** What payments of every kind have in common in the gateway's own book. */
import type { Contract } from '../order.ts';

export interface Payment {
  readonly merchantId: string;
  readonly id: string;
  readonly contract: Contract;
  readonly version: number;
  /** What the public knows it by. */
  readonly number: string;
  readonly reference: string;
  /** Account number, UPI address or telephone of the beneficiary, the other wallet; empty for a pay-in. */
  readonly account: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  /** Xprizo: what it is also known by; and its first webhook, where anybody is told. */
  readonly approvalKey: string | null;
  readonly firstWebhookId: string | null;
  readonly utr: string | null;
}
