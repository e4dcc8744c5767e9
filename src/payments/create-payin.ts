/** What may be asked for and what may be answered when a pay-in is created. */
import type { Currency } from '../kit/money.ts';
import type { CollectionProvider } from '../providers/collection.ts';
import { collectionReference } from '../providers/references.ts';
import type { OrderDetails } from './orders.ts';
import type { Payin, PayinContract, PayinMethod } from './payin.ts';
import type { FeePlan } from './quote.ts';
import type { XprizoDetails } from './xprizo-transactions.ts';

export interface CreatePayin {
  readonly merchantId: string;
  readonly payinId: string;
  readonly contract: PayinContract;
  /** `usualMethod` when it does not say. */
  readonly method?: PayinMethod;
  readonly transactionNumber: string;
  readonly reference: string;
  readonly currency: Currency;
  readonly amountMinor: bigint;
  readonly feePlan: FeePlan;
  /** False: nothing that may serve the merchant collects it. */
  readonly isServed?: boolean;
  /** From `placeAt`. */
  readonly place: PayinPlace;
  readonly expiresAt: Date;
  /** Null: nothing is kept beside it. */
  readonly details: OrderDetails | null;
  /** What the Xprizo contract keeps beside it. */
  readonly xprizo?: XprizoDetails;
  readonly at: Date;
}

/** Where the customer is to pay. */
export interface PayinPlace {
  readonly provider: string;
  readonly providerReference: string;
  readonly payeeVpa: string;
}

export function placeAt(
  provider: Pick<CollectionProvider, 'name' | 'payeeVpa'>,
  merchantNo: number,
  payinId: string,
): PayinPlace {
  const providerReference = collectionReference(merchantNo, payinId);
  return { provider: provider.name, providerReference, payeeVpa: provider.payeeVpa ?? '' };
}

/** The business fields that make two requests with one reference the same request. */
export const payinIdentityFields = [
  'amountMinor',
  'currency',
  // Where the customer goes to pay one, the other knows no way.
  'method',
] as const satisfies readonly (keyof CreatePayin & keyof Payin)[];
/** Of a pay-in whose creator does not say. */
export const usualMethod: PayinMethod = 'upi';

export type PayinIdentityField = (typeof payinIdentityFields)[number];

export type CreatePayinAnswer =
  | { readonly kind: 'created'; readonly payin: Payin }
  | { readonly kind: 'replayed'; readonly payin: Payin }
  | { readonly kind: 'reference_conflict'; readonly fields: readonly PayinIdentityField[] }
  /** Fee and tax would leave nothing of the amount. Nothing was made and the reference is free. */
  | { readonly kind: 'fee_exceeds_amount' }
  /** Nothing may serve it, or an operator has switched it off. Nothing was made and the reference is free. */
  | { readonly kind: 'not_served' };
