/**
 * A card in memory. What is secret lies in buffers that are wiped after use and prints a mask wherever something
 * prints it: in a log, in an error, as JSON, in a debugger. It has no column in any table.
 */
import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { brandFacts, brandOf, passesLuhn, type CardBrand } from './card-brand.ts';

/** As a merchant's request writes them, `detached` from its body; spaces and hyphens between the digits of the number are passed over. */
export interface CardFields {
  readonly number: string;
  readonly holder: string;
  /** 1 to 12. */
  readonly expiryMonth: number;
  /** Four digits. */
  readonly expiryYear: number;
  readonly securityCode: string;
}

export type CardFault = 'number' | 'holder' | 'expiry' | 'expired' | 'securityCode';

export type CardReading =
  | { readonly kind: 'card'; readonly card: CardDetails }
  /** Every fault at once; none of them repeats what was written. */
  | { readonly kind: 'refused'; readonly faults: readonly CardFault[] };

/** What an acquirer is told. The buffers are the card's own: they are empty digits after `wipe`. */
export interface RevealedCard {
  readonly number: Buffer;
  readonly securityCode: Buffer;
  readonly holder: string;
  readonly expiryMonth: number;
  readonly expiryYear: number;
}

const longestHolder = 100;
const mostYearsAhead = 50;

// The only ways to the digits; they stay in this file.
let digitsOf: (secret: CardNumber | CardSecurityCode) => Buffer;

/** Digits that print as `****`. */
abstract class SecretDigits {
  #digits: Buffer | undefined;

  static {
    digitsOf = (secret) => {
      if (secret.#digits === undefined) throw new TypeError('This card has been wiped.');
      return secret.#digits;
    };
  }

  protected constructor(digits: Buffer) {
    this.#digits = digits;
  }

  abstract toString(): string;

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }

  /** Overwrites the digits. May be called twice. */
  wipe(): void {
    this.#digits?.fill(0);
    this.#digits = undefined;
  }
}

export class CardNumber extends SecretDigits {
  readonly brand: CardBrand;
  readonly lastFour: string;

  private constructor(digits: Buffer, brand: CardBrand) {
    super(digits);
    this.brand = brand;
    this.lastFour = digits.toString('latin1', digits.length - 4);
  }

  /** Undefined where the check digit, the brand or its length is wrong. `currency` decides ranges that two brands share. */
  static read(text: string, currency?: string): CardNumber | undefined {
    const digits = readDigits(text, 12, 19, true);
    if (digits === undefined) return undefined;
    const brand = brandOf(digits.toString('latin1', 0, 6), currency);
    if (brand !== undefined && brandFacts[brand].lengths.includes(digits.length))
      if (passesLuhn(digits)) return new CardNumber(digits, brand);
    digits.fill(0);
    return undefined;
  }

  /** The same card, the same text; without the key it tells nothing. 64 hex digits. */
  fingerprint(key: Buffer): string {
    return createHmac('sha256', key).update(digitsOf(this)).digest('hex');
  }

  toString(): string {
    return `${brandFacts[this.brand].shownAs} ****${this.lastFour}`;
  }
}

export class CardSecurityCode extends SecretDigits {
  private constructor(digits: Buffer) {
    super(digits);
  }

  /** Undefined where it is not as many digits as the brand prints. */
  static read(text: string, brand: CardBrand | undefined): CardSecurityCode | undefined {
    const length = brand && brandFacts[brand].securityCodeLength;
    const digits = readDigits(text, length ?? 3, length ?? 4, false);
    return digits && new CardSecurityCode(digits);
  }

  toString(): string {
    return '***';
  }
}

export class CardDetails {
  readonly number: CardNumber;
  readonly #securityCode: CardSecurityCode;
  readonly #holder: string;
  readonly #expiry: { readonly month: number; readonly year: number };

  private constructor(number: CardNumber, code: CardSecurityCode, fields: CardFields) {
    this.number = number;
    this.#securityCode = code;
    this.#holder = fields.holder.trim();
    this.#expiry = { month: fields.expiryMonth, year: fields.expiryYear };
  }

  /** `currency` is the one that is paid in; `at` decides what has expired. */
  static read(fields: CardFields, { currency, at }: { currency?: string; at: Date }): CardReading {
    const number = CardNumber.read(fields.number, currency);
    const code = CardSecurityCode.read(fields.securityCode, number?.brand);
    const holder = fields.holder.trim();
    const faults: CardFault[] = [];
    if (number === undefined) faults.push('number');
    if (holder === '' || holder.length > longestHolder) faults.push('holder');
    const expiry = expiryFaultOf(fields, at);
    if (expiry !== undefined) faults.push(expiry);
    if (code === undefined) faults.push('securityCode');
    if (number !== undefined && code !== undefined && faults.length === 0)
      return { kind: 'card', card: new CardDetails(number, code, fields) };
    number?.wipe();
    code?.wipe();
    return { kind: 'refused', faults };
  }

  /** For the call to the acquirer and nothing else. Throws TypeError after `wipe`. */
  reveal(): RevealedCard {
    const { month: expiryMonth, year: expiryYear } = this.#expiry;
    const securityCode = digitsOf(this.#securityCode);
    return {
      ...{ number: digitsOf(this.number), securityCode, holder: this.#holder },
      ...{ expiryMonth, expiryYear },
    };
  }

  wipe(): void {
    this.number.wipe();
    this.#securityCode.wipe();
  }

  toString(): string {
    return this.number.toString();
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/** A card is good to the end of its month, wherever on earth that is: half a day after it ends in UTC. */
function expiryFaultOf(
  { expiryMonth: month, expiryYear: year }: CardFields,
  at: Date,
): 'expiry' | 'expired' | undefined {
  if (!Number.isInteger(month) || month < 1 || month > 12) return 'expiry';
  if (!Number.isInteger(year) || year < 2000) return 'expiry';
  if (year > at.getUTCFullYear() + mostYearsAhead) return 'expiry';
  return at.getTime() < Date.UTC(year, month, 1, 12) ? undefined : 'expired';
}

// By hand and not by a pattern: the engine remembers the last text that a pattern was held against.
function readDigits(
  text: string,
  least: number,
  most: number,
  spaced: boolean,
): Buffer | undefined {
  if (text.length > 2 * most) return undefined;
  const digits = Buffer.alloc(text.length);
  let length = 0;
  let odd = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) digits[length++] = code;
    else if (!spaced || (code !== 0x20 && code !== 0x2d)) odd++;
  }
  if (odd === 0 && length >= least && length <= most) return digits.subarray(0, length);
  digits.fill(0);
  return undefined;
}
