/** What is switched off, as a decision looks at it: pure, handed in. */

/** provider: who carries money. method: how it travels. merchant: by its id. currency: by its code. */
export const switchKinds = ['provider', 'method', 'merchant', 'currency'] as const;
export type SwitchKind = (typeof switchKinds)[number];

/** How money goes out, comes in and moves between wallets. */
export const switchMethods = [
  ...['payout.imps', 'payout.neft', 'payout.rtgs', 'payout.upi', 'payout.mpesa'],
  ...['payin.upi', 'payin.card', 'payin.mpesa'],
  'transfer',
] as const;

/**
 * The connectors that this program brings, by their own names: a switch of any other would turn nothing and be believed, and
 * one that is missing here could not be switched off.
 */
export const providerNames = [
  ...['sandbox-bank', 'sandbox-upi', 'sandbox-cards'],
  ...['daraja-b2c', 'daraja-stk'],
] as const;

export interface OffSwitches {
  isOff(kind: SwitchKind, name: string): boolean;
}

export const nothingOff: OffSwitches = { isOff: () => false };

/** For reading again what a lost COMMIT left: whatever is not there was refused, and is refused again. */
export const everythingOff: OffSwitches = { isOff: () => true };

export function offSwitchesOf(
  off: readonly { readonly kind: SwitchKind; readonly name: string }[],
): OffSwitches {
  if (off.length === 0) return nothingOff;
  const keys = new Set(off.map(({ kind, name }) => `${kind} ${name}`));
  return { isOff: (kind, name) => keys.has(`${kind} ${name}`) };
}

/** Whose business it is, and in which currency. */
export function isOwnerOff(off: OffSwitches, merchantId: string, currency: string): boolean {
  return off.isOff('merchant', merchantId) || off.isOff('currency', currency);
}
