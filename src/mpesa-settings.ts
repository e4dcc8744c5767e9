/** The settings of M-Pesa, for `src/config.ts`, which alone reads the environment. */
import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isWebAddress } from './web-address.ts';

/** What it takes to talk to Safaricom; undefined in a sandbox that brings its own. */
export interface DarajaConfig {
  readonly url: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly shortCode: string;
  readonly passkey: string;
  readonly initiatorName: string;
  readonly initiatorPassword: string;
  /** PEM. */
  readonly certificate: string;
  readonly callbackSecret: string;
}

export interface MpesaConfig {
  readonly isOn: boolean;
  readonly daraja: DarajaConfig | undefined;
  /** Origin under which Safaricom reaches this program, without a slash at its end; undefined: the public one. */
  readonly callbackUrl: string | undefined;
  /** Of the sandbox. */
  readonly port: number;
  readonly promptSeconds: number;
}

export const mpesaSettings = {
  HUNDI_MPESA: 'on or off: deposits and withdrawals by M-Pesa; on in sandbox, off in live',
  HUNDI_MPESA_URL:
    'base address of Daraja; required in live where M-Pesa is on, and with it the eight below',
  HUNDI_MPESA_CONSUMER_KEY: 'user name of the application at Daraja',
  HUNDI_MPESA_CONSUMER_SECRET: 'password of the application at Daraja',
  HUNDI_MPESA_SHORTCODE: 'the pay bill that customers pay, and whose float pays out',
  HUNDI_MPESA_PASSKEY: 'secret in the password of a prompt on a phone',
  HUNDI_MPESA_INITIATOR_NAME: 'who asks for payouts, enquiries and reversals',
  HUNDI_MPESA_INITIATOR_PASSWORD:
    'password of the initiator; it leaves sealed with the certificate',
  HUNDI_MPESA_CERTIFICATE: 'PEM file of the certificate of Safaricom, sandbox or live',
  HUNDI_MPESA_CALLBACK_SECRET:
    'secret of at least 32 characters that makes callback addresses unguessable; required with HUNDI_MPESA_URL',
  HUNDI_MPESA_CALLBACK_URL:
    'origin under which Safaricom reaches this program, https in live; default HUNDI_PUBLIC_URL',
  HUNDI_MPESA_PORT: 'port of the sandbox of M-Pesa, unless one runs already; default 8083',
  HUNDI_MPESA_PROMPT_SECONDS: 'how long a phone of the sandbox waits for its owner; default 90',
} as const;

type Name = keyof typeof mpesaSettings;

interface Readers {
  readonly get: (name: Name) => string | undefined;
  readonly oneOf: <T extends string>(name: Name, allowed: readonly T[], fallback: T) => T;
  readonly whole: (name: Name, fallback: number, from: number, to: number) => number;
  readonly fault: (sentence: string) => void;
}

/** What is wrong is told to `fault`, one sentence each. */
export function readMpesa(readers: Readers, environment: 'sandbox' | 'live'): MpesaConfig {
  const { get, oneOf, whole, fault } = readers;
  const isOn = oneOf('HUNDI_MPESA', ['on', 'off'], environment === 'live' ? 'off' : 'on') === 'on';
  const isLive = environment === 'live';
  const callbackUrl = get('HUNDI_MPESA_CALLBACK_URL');
  if (callbackUrl !== undefined) judgeCallbackUrl(callbackUrl, isLive, fault);
  return {
    isOn,
    daraja: isOn ? readDaraja(readers, isLive) : undefined,
    callbackUrl,
    port: whole('HUNDI_MPESA_PORT', 8083, 0, 65_535),
    promptSeconds: whole('HUNDI_MPESA_PROMPT_SECONDS', 90, 1, 86_400),
  };
}

function readDaraja({ get, fault }: Readers, isLive: boolean): DarajaConfig | undefined {
  const url = get('HUNDI_MPESA_URL');
  if (url === undefined) {
    if (isLive) fault('M-Pesa in live needs HUNDI_MPESA_URL.');
    return undefined;
  }
  if (!isWebAddress(url)) fault('HUNDI_MPESA_URL must begin with https:// or http://.');
  else if (isLive && !url.startsWith('https:'))
    fault('M-Pesa in live needs HUNDI_MPESA_URL with https.');
  const need = (name: Name): string => {
    const value = get(name);
    if (value === undefined) fault(`This HUNDI_MPESA_URL needs ${name}.`);
    return value ?? '';
  };
  const callbackSecret = need('HUNDI_MPESA_CALLBACK_SECRET');
  if (callbackSecret !== '' && callbackSecret.length < 32)
    fault('HUNDI_MPESA_CALLBACK_SECRET needs at least 32 characters.');
  return {
    url,
    consumerKey: need('HUNDI_MPESA_CONSUMER_KEY'),
    consumerSecret: need('HUNDI_MPESA_CONSUMER_SECRET'),
    shortCode: need('HUNDI_MPESA_SHORTCODE'),
    passkey: need('HUNDI_MPESA_PASSKEY'),
    initiatorName: need('HUNDI_MPESA_INITIATOR_NAME'),
    initiatorPassword: need('HUNDI_MPESA_INITIATOR_PASSWORD'),
    certificate: readCertificate(need('HUNDI_MPESA_CERTIFICATE'), fault),
    callbackSecret,
  };
}

function readCertificate(file: string, fault: (sentence: string) => void): string {
  if (file === '') return '';
  try {
    const text = readFileSync(file, 'utf8');
    createPublicKey(text);
    return text;
  } catch {
    fault(`HUNDI_MPESA_CERTIFICATE "${file}" must be a PEM file of a certificate.`);
    return '';
  }
}

/** Safaricom refuses addresses with such words in them, and calls https alone. */
const refusedWords = /mpesa|safaricom|exec?|cmd|sql|query/i;

function judgeCallbackUrl(url: string, isLive: boolean, fault: (sentence: string) => void): void {
  if (!URL.canParse(url) || new URL(url).origin !== url || !/^https?:/.test(url))
    fault(`HUNDI_MPESA_CALLBACK_URL "${url}" must be an origin such as https://pay.example.`);
  else if (isLive && !url.startsWith('https:'))
    fault('M-Pesa in live needs HUNDI_MPESA_CALLBACK_URL with https.');
  else if (isLive && refusedWords.test(url))
    fault(`HUNDI_MPESA_CALLBACK_URL "${url}" holds a word that Safaricom refuses.`);
}
