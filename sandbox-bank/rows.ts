import type { SQLOutputValue } from 'node:sqlite';

export type Row = Record<string, SQLOutputValue>;

// The database hands out every integer as a bigint, so that money never passes through a float.
export const bigintOf = (value: SQLOutputValue | undefined): bigint =>
  typeof value === 'bigint' ? value : wrong(value);
export const numberOf = (value: SQLOutputValue | undefined): number => Number(bigintOf(value));
export const textOf = (value: SQLOutputValue | undefined): string =>
  typeof value === 'string' ? value : wrong(value);
export const numberOrNull = (value: SQLOutputValue | undefined): number | null =>
  value === null ? null : numberOf(value);
export const textOrNull = (value: SQLOutputValue | undefined): string | null =>
  value === null ? null : textOf(value);

function wrong(value: unknown): never {
  throw new TypeError(`a column of the book holds ${typeof value}`);
}
