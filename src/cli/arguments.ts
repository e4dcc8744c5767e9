/** The words of the command line, read strictly: what is not understood is refused with a sentence. */
import type { Pool } from '../db/connection.ts';
import { isUuid } from '../kit/ids.ts';
import { parseMoney } from '../kit/money.ts';
import { findMerchant, findMerchantByNo } from '../merchants/find-merchant.ts';
import type { FeeSlab } from '../merchants/fee-plans.ts';
import type { Fees, Limits, MerchantView } from '../merchants/merchant.ts';
import { badUsage, notFound } from './errors.ts';

export const merchantArgument = '<merchant>';
export const merchantHelp = 'merchant id, or its number such as 1001';

/** By id or number. Throws CommandError `not_found`. */
export async function merchantNamed(pool: Pool, text: string | undefined): Promise<MerchantView> {
  const name = text ?? '';
  const found = isUuid(name.toLowerCase())
    ? await findMerchant(pool, name)
    : /^[1-9]\d{0,8}$/.test(name) && (await findMerchantByNo(pool, parseInt(name, 10)));
  if (!found) throw notFound(`There is no merchant "${name}".`);
  return found;
}

/** `INR=1000000.00`, in paise, above zero. */
export function rupeesAmountOf(text: string): bigint {
  const [currency = '', amount, ...rest] = text.split('=');
  if (amount === undefined || rest.length > 0)
    throw badUsage(`"${text}" is not an amount; write INR=1000000.00.`);
  if (currency !== 'INR') throw badUsage(`Settlements are of INR; "${currency}" is not.`);
  const minor = rupeesOf(amount);
  if (minor === 0n) throw badUsage('The amount must be above zero.');
  return minor;
}

export function rupeesOf(text: string): bigint {
  try {
    return parseMoney(text, 'INR').minor;
  } catch {
    throw badUsage(`"${text}" is not an amount; write rupees with at most two decimals.`);
  }
}

export const feesHelp =
  'bps=30,flat=5.00,min=2.00,max=50.00,gst=1800: rates in basis points (1800 is 18 %), amounts in rupees, max=none for no upper bound; slab=10000.00:20:3.00 (from, rate, flat; as often as needed) or slab=none';

/** What is not named is not in the answer; `slab` may be named several times, and all slabs are set together. */
export function feesOf(text: string): Partial<Fees> {
  const isSlab = (part: string) => part.trim().startsWith('slab=');
  const parts = text.split(',');
  const slabs = parts.filter(isSlab);
  const fees: { -readonly [Name in keyof Fees]?: Fees[Name] } = {};
  if (slabs.length > 0) fees.slabs = slabsOf(slabs.map((part) => part.trim().slice(5)));
  if (slabs.length === parts.length) return fees;
  const others = parts.filter((part) => !isSlab(part)).join(',');
  for (const [name, value] of pairsOf(others, feesHelp)) {
    if (name === 'bps') fees.basisPoints = wholeOf(name, value);
    else if (name === 'gst') fees.gstBasisPoints = wholeOf(name, value);
    else if (name === 'flat') fees.flatMinor = rupeesOf(value);
    else if (name === 'min') fees.minimumMinor = rupeesOf(value);
    else if (name === 'max') fees.maximumMinor = value === 'none' ? null : rupeesOf(value);
    else throw badUsage(`"${name}" is no part of a fee plan; write ${feesHelp}.`);
  }
  return fees;
}

function slabsOf(texts: readonly string[]): FeeSlab[] {
  if (texts.length === 1 && texts[0] === 'none') return [];
  return texts.map((text) => {
    const [from = '', rate = '', flat = '0', ...rest] = text.split(':');
    if (rate === '' || rest.length > 0)
      throw badUsage(`"slab=${text}" is no slab; write slab=10000.00:20:3.00, or slab=none.`);
    return {
      fromMinor: rupeesOf(from),
      basisPoints: wholeOf('slab', rate),
      flatMinor: rupeesOf(flat),
    };
  });
}

export const limitsHelp =
  'auth=10,payout=100,bulk=10,query=200: calls per minute, none for no limit; or off, or default';

const limitNames = {
  auth: 'authenticationPerMinute',
  payout: 'payoutPerMinute',
  bulk: 'bulkPerMinute',
  query: 'queryPerMinute',
} as const satisfies Record<string, keyof Limits>;

/** `presets` are what `off` and `default` stand for. */
export function limitsOf(
  text: string,
  presets: { readonly off: Limits; readonly default: Limits },
): Partial<Limits> {
  if (text === 'off' || text === 'default') return presets[text];
  const limits: { -readonly [Name in keyof Limits]?: Limits[Name] } = {};
  for (const [name, value] of pairsOf(text, limitsHelp)) {
    if (!Object.hasOwn(limitNames, name))
      throw badUsage(`"${name}" is no limit; write ${limitsHelp}.`);
    limits[limitNames[name as keyof typeof limitNames]] =
      value === 'none' ? null : wholeOf(name, value);
  }
  return limits;
}

/** Throws CommandError unless it is a whole number from `from` to `to`. */
export function wholeOf(name: string, text: string, from = 0, to = 999_999_999): number {
  const value = /^\d{1,9}$/.test(text) ? parseInt(text, 10) : -1;
  if (value >= from && value <= to) return value;
  throw badUsage(`${name} is "${text}"; it must be a whole number from ${from} to ${to}.`);
}

/** Throws CommandError unless it is one of `allowed`. */
export function oneOf<T extends string>(name: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((entry) => entry === text);
  if (found === undefined) throw badUsage(`${name} is "${text}"; it may be ${allowed.join(', ')}.`);
  return found;
}

/** A date or a date-time, in UTC. */
export function instantOf(text: string): Date {
  const isDate = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z?)?$/.test(text);
  const instant = new Date(text.length === 10 || text.endsWith('Z') ? text : `${text}Z`);
  // The language takes 31 February for 3 March.
  const isReal =
    !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text.slice(0, 10));
  if (isDate && isReal) return instant;
  throw badUsage(`"${text}" is no date; write 2026-01-31 or 2026-01-31T09:30:00Z.`);
}

function pairsOf(text: string, help: string): [string, string][] {
  const pairs = text.split(',').map((part): [string, string] => {
    const [name = '', value = '', ...rest] = part.trim().split('=');
    if (name === '' || value === '' || rest.length > 0)
      throw badUsage(`"${part}" is not name=value; write ${help}.`);
    return [name, value];
  });
  if (new Set(pairs.map(([name]) => name)).size < pairs.length)
    throw badUsage(`"${text}" names something twice.`);
  return pairs;
}
