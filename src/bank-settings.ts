/** The settings of the payout bank, for `src/config.ts`, which alone reads the environment. */
import { isWebAddress } from './web-address.ts';

export interface BankConfig {
  /** Undefined in sandbox: the sandbox bank, started beside the program. */
  readonly url: string | undefined;
  readonly port: number;
  readonly apiKey: string | undefined;
  readonly callbackSecret: string | undefined;
  readonly settleMs: number;
  /** Undefined in live without the setting: then there are no pay-ins. */
  readonly collectVpa: string | undefined;
}

/** Where customers of the demo pay. */
const sandboxVpa = 'hundi@sandbox';

export const bankSettings = {
  HUNDI_BANK_URL: 'base address of the payout bank; required in live',
  HUNDI_BANK_API_KEY: 'key for the bank; required beside HUNDI_BANK_URL',
  HUNDI_BANK_CALLBACK_SECRET:
    'secret that signs callbacks of the bank; required beside HUNDI_BANK_URL',
  HUNDI_BANK_PORT: 'port of the sandbox bank, unless one runs already; default 8081',
  HUNDI_BANK_SETTLE_MS: 'how long the sandbox bank takes for a transfer; default 1500',
  HUNDI_COLLECT_VPA:
    'UPI address that customers pay; sandbox has one of its own, live has no pay-ins without it',
} as const;

type Name = keyof typeof bankSettings;

interface Readers {
  readonly get: (name: Name) => string | undefined;
  readonly whole: (name: Name, fallback: number, from: number, to: number) => number;
}

export function readBank({ get, whole }: Readers, environment: 'sandbox' | 'live'): BankConfig {
  return {
    url: get('HUNDI_BANK_URL'),
    port: whole('HUNDI_BANK_PORT', 8081, 0, 65_535),
    apiKey: get('HUNDI_BANK_API_KEY'),
    callbackSecret: get('HUNDI_BANK_CALLBACK_SECRET'),
    settleMs: whole('HUNDI_BANK_SETTLE_MS', 1_500, 0, 3_600_000),
    collectVpa: get('HUNDI_COLLECT_VPA') ?? (environment === 'live' ? undefined : sandboxVpa),
  };
}

export function bankFaultsOf(bank: BankConfig, environment: 'sandbox' | 'live'): string[] {
  const { url, apiKey, callbackSecret, collectVpa } = bank;
  const faults: string[] = [];
  if (
    collectVpa !== undefined &&
    !/^[A-Za-z0-9][A-Za-z0-9._-]{0,90}@[A-Za-z][A-Za-z0-9]{1,63}$/.test(collectVpa)
  )
    faults.push(`HUNDI_COLLECT_VPA "${collectVpa}" is not a UPI address such as shop@bank.`);
  if (url !== undefined && !isWebAddress(url))
    faults.push('HUNDI_BANK_URL must begin with https:// or http://.');
  const isLive = environment === 'live';
  if (isLive && url === undefined) faults.push('Live needs HUNDI_BANK_URL.');
  // One that is named is somebody's; only the sandbox's own makes its keys by itself.
  if (!isLive && url === undefined) return faults;
  const needs = isLive ? 'Live needs' : 'This HUNDI_BANK_URL needs';
  if (apiKey === undefined) faults.push(`${needs} HUNDI_BANK_API_KEY.`);
  if (callbackSecret === undefined) faults.push(`${needs} HUNDI_BANK_CALLBACK_SECRET.`);
  return faults;
}
