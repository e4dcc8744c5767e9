/** What may be shown of a pay-in to the customer who pays it. */
import type { Currency } from '../kit/money.ts';

export interface PayinView {
  readonly merchantId: string;
  readonly payinId: string;
  readonly environment: 'sandbox' | 'live';
  readonly merchantName: string;
  readonly transactionNumber: string;
  /** The merchant's own reference. */
  readonly reference: string;
  readonly amountMinor: bigint;
  readonly currency: Currency;
  readonly status: 'created' | 'succeeded' | 'failed' | 'expired' | 'reversed';
  readonly expiresAt: Date;
  /** `upi://pay?…`, as any UPI app takes it. */
  readonly upiIntent: string;
  /** Where the customer goes back to; null when the merchant named no place. */
  readonly returnUrl: string | null;
  /** What came in, once something did; may differ from the amount asked for. */
  readonly receivedMinor: bigint | null;
  readonly utr: string | null;
}
