import type { MerchantAnswer } from '../../../../src/console/answers/merchants.ts';

/** What each part of the page of a merchant is given. */
export interface PartProps {
  readonly merchant: MerchantAnswer;
}
