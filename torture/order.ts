/** What a caller asks for, whichever contract it speaks. */
export type Contract = 'xoompe' | 'xpayout';

export interface Order {
  readonly contract: Contract;
  /** out: a payout. in: a pay-in. */
  readonly direction: 'out' | 'in';
  /** Our name of the merchant. */
  readonly merchant: string;
  /** Its own name of the order: one name-space per direction, over both contracts. */
  readonly reference: string;
  /** Where a payout goes: an account number, or a UPI address. Empty for a pay-in. */
  readonly account: string;
  /** Rupees with two decimals. */
  readonly amount: string;
  /** XPayout: the version of the signature; 2 signs the query too. */
  readonly signature?: 1 | 2;
  /** XPayout: told at an address that the order names itself. */
  readonly ownCallback?: boolean;
}

/** Who is paid, in the words of either contract. */
export const beneficiary = { firstName: 'Ravi', lastName: 'Kumar', ifsc: 'ABCD0123456' } as const;

/** One order under one name. */
export function keyOf(order: Pick<Order, 'merchant' | 'direction' | 'reference'>): string {
  const { merchant, direction, reference } = order;
  return `${merchant} ${direction} ${reference}`;
}
