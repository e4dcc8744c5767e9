/** The chart of accounts. Each merchant has its own of every kind, so unrelated merchants never wait for one another. */
import { currencies, type Currency } from '../kit/money.ts';

/**
 * wallet: what we owe the merchant (ruled: never below zero).
 * payout_clearing: paid out through providers. fee_income, gst_payable: earned and owed to the state.
 * funding: money that came in for the merchant. suspense: paid by a provider against a closed payout, or paid in
 * by a customer and not yet anybody's. payin_clearing: paid in by customers through providers.
 * settlement_clearing: paid out to the merchant itself. conversion: what one currency gave for another.
 * rounding: what a conversion left over. in_transit: left one owner's wallet for another's and has not arrived; over
 * all owners it nets to zero once it has.
 */
export const accountKinds = [
  'wallet',
  'payout_clearing',
  'fee_income',
  'gst_payable',
  'funding',
  'suspense',
  'settlement_clearing',
  'conversion',
  'rounding',
  'payin_clearing',
  'in_transit',
] as const;
export type AccountKind = (typeof accountKinds)[number];

/** `wallet:INR`. */
export type AccountId = `${AccountKind}:${Currency}`;

/** Put together once: a payment names six of them. */
const accountIds = tableOf(accountKinds, (kind) =>
  tableOf(currencies, (currency): AccountId => `${kind}:${currency}`),
);

function tableOf<Key extends string, Value>(
  keys: readonly Key[],
  of: (key: Key) => Value,
): Readonly<Record<Key, Value>> {
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<Key, Value>;
}

/** Of USDT a merchant has what a settlement passes through, and none of it stays. */
const passingThrough = ['settlement_clearing', 'conversion'] as const;

/** The accounts that every merchant has from its first day. */
export const accountsOpened = [
  ...accountsIn('INR'),
  ...passingThrough.map((kind) => openedAs(kind, 'USDT')),
];

/** All that a wallet in this currency needs. */
export function accountsIn(currency: Exclude<Currency, 'USDT'>): OpenedAccount[] {
  return accountKinds.map((kind) => openedAs(kind, currency));
}

export interface OpenedAccount {
  readonly name: AccountId;
  readonly currency: Currency;
  readonly ruled: boolean;
}

function openedAs(kind: AccountKind, currency: Currency): OpenedAccount {
  return { name: accountOf(kind, currency), currency, ruled: isRuled(kind) };
}

export function accountOf(kind: AccountKind, currency: Currency): AccountId {
  return accountIds[kind][currency];
}

/** Ruled accounts keep counters and may never be overdrawn. */
function isRuled(kind: AccountKind): boolean {
  return kind === 'wallet';
}
