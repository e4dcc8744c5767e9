/** Time-ordered identifiers (UUID version 7, RFC 9562) made by the program, so that a retry can carry the same one. */
import { randomFillSync } from 'node:crypto';

declare const brand: unique symbol;
export type Id<Name extends string> = string & { readonly [brand]: Name };

export type MerchantId = Id<'merchant'>;
export type PayoutId = Id<'payout'>;

const pool = Buffer.alloc(8 * 512);
let poolOffset = pool.length;
let lastMs = 0;
let lastTime = timePart(lastMs);
let counter = 0;

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * Ascending within a process even inside one millisecond: 48 bits of time, a 12-bit counter, 62 random bits.
 * When the clock stands still or goes back the last time is kept, so the order never breaks.
 */
export function newId<Name extends string>(nowMs: number): Id<Name> {
  if (nowMs > lastMs) startMs(nowMs);
  else if (++counter > 0xfff) startMs(lastMs + 1);
  return format(lastTime, counter, random8()) as Id<Name>;
}

function startMs(ms: number): void {
  lastMs = ms;
  lastTime = timePart(ms);
  counter = 0;
}

const uuidShape = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Any identifier in its usual writing, in lower case; whoever takes what people type makes it so before. */
export function isUuid(text: string): boolean {
  return uuidShape.test(text);
}

/** What all identifiers of a millisecond begin with, up to the counter. */
function timePart(ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7`;
}

/** The smallest identifier of an instant: the lower bound of a range over time-ordered ids. */
export function firstIdAt(ms: number): string {
  return format(timePart(Math.max(0, ms)), 0, zero8).replace('-8000-', '-0000-');
}

/** Above every identifier: where a list begins that goes from the newest back. */
export const afterAllIds = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const zero8 = Buffer.alloc(8);

function random8(): Buffer {
  if (poolOffset >= pool.length) {
    randomFillSync(pool);
    poolOffset = 0;
  }
  return pool.subarray(poolOffset, (poolOffset += 8));
}

function format(time: string, count: number, tail: Buffer): string {
  const variant = 0x80 | ((tail[0] ?? 0) & 0x3f);
  return (
    `${time}${count.toString(16).padStart(3, '0')}-` +
    `${byte(variant)}${byte(tail[1])}-` +
    byte(tail[2]) +
    byte(tail[3]) +
    byte(tail[4]) +
    byte(tail[5]) +
    byte(tail[6]) +
    byte(tail[7])
  );
}

function byte(value: number | undefined): string {
  return hex[value ?? 0] ?? '00';
}
