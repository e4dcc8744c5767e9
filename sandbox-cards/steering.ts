import type { RefusalCode } from './refusals.ts';

export type Ending = 'approve' | RefusalCode;

/** What becomes of a payment: at once, or after the customer's bank has asked the customer. */
export type Plan = { challenge: boolean; ending: Ending };

/** Numbers that are published for tests, each with what it is for here. */
const TEST_CARDS: Readonly<Record<string, Plan>> = {
  '4242424242424242': { challenge: false, ending: 'approve' },
  '4000000000000002': { challenge: false, ending: 'DO_NOT_HONOUR' },
  '4000000000009995': { challenge: false, ending: 'INSUFFICIENT_FUNDS' },
  '4000000000000069': { challenge: false, ending: 'EXPIRED_CARD' },
  '4000000000000127': { challenge: false, ending: 'INCORRECT_SECURITY_CODE' },
  '4000008400001629': { challenge: true, ending: 'DO_NOT_HONOUR' },
};

const BY_AMOUNT = 'MAN';

/**
 * A route whose code begins with MAN is steered by the whole units of the amount: 1 and 2 are approved, 3 and 4
 * declined, 5 and 6 approved after a challenge, 7 and more declined after it, less than 1 declined. On every other
 * route the test cards decide, and any other card is challenged and approved.
 */
export function planFor(routeCode: string | null, amountMinor: bigint, cardNumber: string): Plan {
  if (routeCode?.startsWith(BY_AMOUNT) === true) return planByAmount(amountMinor / 100n);
  return TEST_CARDS[cardNumber] ?? { challenge: true, ending: 'approve' };
}

function planByAmount(units: bigint): Plan {
  if (units >= 7n) return { challenge: true, ending: 'DO_NOT_HONOUR' };
  if (units >= 5n) return { challenge: true, ending: 'approve' };
  return { challenge: false, ending: units === 1n || units === 2n ? 'approve' : 'DO_NOT_HONOUR' };
}
