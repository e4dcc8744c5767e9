import { createHmac } from 'node:crypto';
import { InvalidRequest, objectOf } from '../sandbox-bank/order.ts';
import type { RefusalCode } from './refusals.ts';

/** What the acquirer keeps of a card. The number and the security code live for the length of one call. */
export type KnownCard = { brand: string; lastFour: string; hash: string };

export type ReadCard = {
  known: KnownCard;
  /** The number, for the table of test cards alone. */
  number: string;
  refusal: RefusalCode | null;
};

const BRANDS: readonly (readonly [brand: string, start: RegExp])[] = [
  ['RUPAY', /^(508[5-9]|60(69[89]|7|80|81)|652[1-9]|6530|6531|81[7-9]|82)/],
  ['VISA', /^4/],
  ['MASTERCARD', /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/],
  ['AMEX', /^3[47]/],
  ['DINERS', /^3(0[0-5]|6|8|9)/],
  ['DISCOVER', /^6(011|4[4-9]|5)/],
  ['JCB', /^(35(2[89]|[3-8])|1800|2131)/],
  ['UNIONPAY', /^(62|81)/],
  ['MAESTRO', /^(50|5[6-9]|6)/],
];

/** Reads `{number, holder, expiryMonth, expiryYear, securityCode}`. Throws `InvalidRequest`, which repeats none of it. */
export function readCard(value: unknown, hashKey: string, now: number): ReadCard {
  const fields = objectOf(value, 'card');
  const { number, holder, expiryMonth, expiryYear, securityCode } = fields;
  if (typeof number !== 'string' || !/^\d{12,19}$/.test(number))
    throw new InvalidRequest('card.number must be 12 to 19 digits');
  if (typeof holder !== 'string' || holder.length === 0 || holder.length > 100)
    throw new InvalidRequest('card.holder must be a string of 1 to 100 characters');
  if (!isWhole(expiryMonth, 1, 12)) throw new InvalidRequest('card.expiryMonth must be 1 to 12');
  if (!isWhole(expiryYear, 2000, 2100))
    throw new InvalidRequest('card.expiryYear must have four digits');
  if (typeof securityCode !== 'string' || !/^\d{3,4}$/.test(securityCode))
    throw new InvalidRequest('card.securityCode must be 3 or 4 digits');
  const brand = BRANDS.find(([, start]) => start.test(number))?.[0] ?? 'OTHER';
  // A day's grace: the month ends later in the west.
  const expired = now >= Date.UTC(expiryYear, expiryMonth, 2);
  const refusal = !hasCheckDigit(number) ? 'INVALID_CARD' : expired ? 'EXPIRED_CARD' : null;
  const hash = createHmac('sha256', hashKey).update(number).digest('hex');
  return { known: { brand, lastFour: number.slice(-4), hash }, number, refusal };
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}

function hasCheckDigit(number: string): boolean {
  let sum = 0;
  for (let fromRight = 0; fromRight < number.length; fromRight += 1) {
    const counted = Number(number.at(-1 - fromRight)) * (fromRight % 2 === 0 ? 1 : 2);
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum % 10 === 0;
}
