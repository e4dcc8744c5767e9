/** Why nothing was charged. */
export const REFUSALS = {
  DO_NOT_HONOUR: 'The bank of the customer declines the payment.',
  INSUFFICIENT_FUNDS: 'The card does not cover the payment.',
  INVALID_CARD: 'There is no such card.',
  EXPIRED_CARD: 'The card has expired.',
  INCORRECT_SECURITY_CODE: 'The security code is not that of the card.',
  LIMIT_EXCEEDED: 'The amount is outside the limits of the card.',
  AUTHENTICATION_FAILED: 'The customer could not be authenticated.',
  CUSTOMER_CANCELLED: 'The customer cancelled the payment.',
  CHALLENGE_EXPIRED: 'The customer did not answer in time.',
  CANCELLED: 'The payment was cancelled before it was charged.',
} as const;
export type RefusalCode = keyof typeof REFUSALS;

export function isRefusalCode(word: unknown): word is RefusalCode {
  return typeof word === 'string' && Object.hasOwn(REFUSALS, word);
}
