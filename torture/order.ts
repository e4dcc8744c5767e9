/** What a caller asks for, whichever contract it speaks. */
import type { WalletCurrency } from './xprizo-access.ts';

export type Contract = 'xoompe' | 'xpayout' | 'xprizo';

/** What Xprizo is asked for: deposits, a withdrawal, a request for money, the three ways to send it, an exchange. */
export type XprizoCall =
  | 'card deposit'
  | 'UPI deposit'
  | 'M-Pesa deposit'
  | 'M-Pesa withdrawal'
  | 'request'
  | 'send and approve'
  | 'send at once'
  | 'send and hold'
  | 'exchange';

export interface Order {
  readonly contract: Contract;
  /** out: a payout, or money sent. in: a pay-in, or money asked for. */
  readonly direction: 'out' | 'in';
  /** Our name of the merchant. */
  readonly merchant: string;
  /** Its own name of the order: one name-space per direction, over all contracts. */
  readonly reference: string;
  /** Where it goes: an account number, a UPI address, a telephone, or the other wallet. Empty for a pay-in. */
  readonly account: string;
  /** With two decimals. */
  readonly amount: string;
  /** XPayout: the version of the signature; 2 signs the query too. */
  readonly signature?: 1 | 2;
  /** XPayout: told at an address that the order names itself. */
  readonly ownCallback?: boolean;
  readonly xprizo?: XprizoWish;
}

export interface XprizoWish {
  readonly call: XprizoCall;
  readonly currency: WalletCurrency;
  /** Also a word that steers the sandbox of M-Pesa. */
  readonly description: string;
  /** M-Pesa deposit: who is asked. */
  readonly phone?: string;
  /** Used once in a run: makes a customer and its card. */
  readonly nth: number;
  /** Card: into this wallet it is exchanged. */
  readonly transferInto?: number;
  /** The answer does not wait for the provider. */
  readonly waits?: boolean;
}

/** Who is paid, in the words of the first two contracts. */
export const beneficiary = { firstName: 'Ravi', lastName: 'Kumar', ifsc: 'ABCD0123456' } as const;

/** One order under one name. */
export function keyOf(order: Pick<Order, 'merchant' | 'direction' | 'reference'>): string {
  const { merchant, direction, reference } = order;
  return `${merchant} ${direction} ${reference}`;
}
