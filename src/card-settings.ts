/** The settings of payments by card, for `src/config.ts`, which alone reads the environment. */
import { isWebAddress } from './web-address.ts';

import type { CardLimits } from './payments/card-tries.ts';

export interface CardsConfig {
  /** Whether merchants may send card numbers. Who takes them is inside the scope of PCI DSS. */
  readonly isOn: boolean;
  /** Undefined in sandbox: the acquirer of the sandbox, started beside the program. */
  readonly url: string | undefined;
  readonly port: number;
  readonly apiKey: string | undefined;
  readonly callbackSecret: string | undefined;
  readonly limits: CardLimits;
}

export const cardSettings = {
  HUNDI_CARDS: 'on or off: whether merchants may send card numbers; on in sandbox, off in live',
  HUNDI_CARDS_URL: 'base address of the card acquirer; required in live where cards are on',
  HUNDI_CARDS_API_KEY: 'key for the acquirer; required in live where cards are on',
  HUNDI_CARDS_CALLBACK_SECRET:
    'secret that signs callbacks of the acquirer; required in live where cards are on',
  HUNDI_CARDS_PORT: 'port of the sandbox acquirer, unless one runs already; default 8082',
  HUNDI_CARD_TRIES:
    'how often one card may be tried in 24 hours; default 10 in live, any number in sandbox',
  HUNDI_CARDS_OF_CUSTOMER:
    'how many cards one customer may try in 24 hours; default 5 in live, any number in sandbox',
} as const;

type Name = keyof typeof cardSettings;

interface Readers {
  readonly get: (name: Name) => string | undefined;
  readonly oneOf: <T extends string>(name: Name, allowed: readonly T[], fallback: T) => T;
  readonly whole: (name: Name, fallback: number, from: number, to: number) => number;
}

export function readCards(
  { get, oneOf, whole }: Readers,
  environment: 'sandbox' | 'live',
): CardsConfig {
  const byDefault = environment === 'live' ? 'off' : 'on';
  // In a sandbox the same published numbers are tried all day.
  const limit = (name: Name, fallback: number) =>
    environment === 'live' || get(name) !== undefined ? whole(name, fallback, 1, 1_000) : undefined;
  return {
    isOn: oneOf('HUNDI_CARDS', ['on', 'off'], byDefault) === 'on',
    url: get('HUNDI_CARDS_URL'),
    port: whole('HUNDI_CARDS_PORT', 8082, 0, 65_535),
    apiKey: get('HUNDI_CARDS_API_KEY'),
    callbackSecret: get('HUNDI_CARDS_CALLBACK_SECRET'),
    limits: {
      triesOfCard: limit('HUNDI_CARD_TRIES', 10),
      cardsOfCustomer: limit('HUNDI_CARDS_OF_CUSTOMER', 5),
    },
  };
}

export function cardFaultsOf(cards: CardsConfig, environment: 'sandbox' | 'live'): string[] {
  const faults: string[] = [];
  const { isOn, url, apiKey, callbackSecret } = cards;
  if (url !== undefined && !isWebAddress(url))
    faults.push('HUNDI_CARDS_URL must begin with https:// or http://.');
  if (!isOn) return faults;
  // One that is named is somebody's; only the sandbox's own makes its keys by itself.
  if (environment === 'sandbox' && url === undefined) return faults;
  if (environment === 'live' && url?.startsWith('https:') !== true)
    faults.push('Cards in live need HUNDI_CARDS_URL, with https.');
  if (apiKey === undefined) faults.push('Cards need HUNDI_CARDS_API_KEY beside HUNDI_CARDS_URL.');
  if (callbackSecret === undefined)
    faults.push('Cards need HUNDI_CARDS_CALLBACK_SECRET beside HUNDI_CARDS_URL.');
  return faults;
}
