import { createHash } from 'node:crypto';

/** Draws that depend on nothing but the seed and the words given, so a run can be repeated. */
export type Chance = {
  /** A fraction in [0, 1). */
  fraction(...words: (string | number)[]): number;
  /** `count` lower-case hex characters. */
  hex(count: number, ...words: (string | number)[]): string;
};

/** Two banks with the same seed that see the same references make the same draws, in any order. */
export function seededChance(seed: string): Chance {
  const digest = (words: (string | number)[]) =>
    createHash('sha256')
      .update([seed, ...words].join('\n'))
      .digest();
  return {
    fraction: (...words) => digest(words).readUInt32BE(0) / 2 ** 32,
    hex: (count, ...words) => digest(words).toString('hex').slice(0, count),
  };
}
