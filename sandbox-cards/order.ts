import { parsePaise } from '../sandbox-bank/money.ts';
import { InvalidRequest, objectOf } from '../sandbox-bank/order.ts';
import { readCard, type KnownCard } from './card.ts';
import type { RefusalCode } from './refusals.ts';
import { planFor, type Plan } from './steering.ts';

/** A well-formed authorisation. `fingerprint` is equal exactly when card and business fields are. */
export type Order = {
  reference: string;
  amountMinor: bigint;
  currency: string;
  routeCode: string | null;
  description: string;
  returnUrl: string;
  card: KnownCard;
  /** Of a card that no bank would take; goes before the plan. */
  refusal: RefusalCode | null;
  plan: Plan;
  fingerprint: string;
};

/** All of them have two decimals. */
const CURRENCIES = ['AED', 'EUR', 'INR', 'KES', 'USD'];

/** Reads a request. Throws `InvalidRequest`. */
export function readOrder(body: unknown, hashKey: string, now: number): Order {
  const fields = objectOf(body, 'the body');
  const { reference, currency, routeCode = null, description = '', returnUrl } = fields;
  if (typeof reference !== 'string' || !/^[A-Za-z0-9-]{1,40}$/.test(reference))
    throw new InvalidRequest('reference must be 1 to 40 letters, digits and hyphens');
  const amountMinor = parsePaise(fields['amount']);
  if (amountMinor === null) throw new InvalidRequest('amount must be a string like "5.00"');
  if (typeof currency !== 'string' || !CURRENCIES.includes(currency))
    throw new InvalidRequest(`currency must be one of ${CURRENCIES.join(', ')}`);
  if (routeCode !== null && (typeof routeCode !== 'string' || !/^[\w-]{1,40}$/.test(routeCode)))
    throw new InvalidRequest('routeCode must be 1 to 40 letters, digits, "_" and "-"');
  if (typeof description !== 'string' || description.length > 100)
    throw new InvalidRequest('description must be a string of at most 100 characters');
  if (typeof returnUrl !== 'string' || !/^https?:$/.test(URL.parse(returnUrl)?.protocol ?? ''))
    throw new InvalidRequest('returnUrl must be an http or https address');
  // It is for the risk desk of a real acquirer; here it only has to be there.
  objectOf(fields['customer'], 'customer');
  const { known: card, number, refusal } = readCard(fields['card'], hashKey, now);
  const plan = planFor(routeCode, amountMinor, number);
  const business = [String(amountMinor), currency, routeCode, description, returnUrl, card.hash];
  const fingerprint = JSON.stringify(business);
  const terms = { reference, amountMinor, currency, routeCode, description, returnUrl };
  return { ...terms, card, refusal, plan, fingerprint };
}
