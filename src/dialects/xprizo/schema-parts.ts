/** What the schemas of this contract are made of. */
import type { Schema } from '../../http/openapi.ts';

export const text = { type: 'string' } as const;
export const maybeText = { type: ['string', 'null'] } as const;
export const whole = { type: 'integer', format: 'int64' } as const;
export const flag = { type: 'boolean' } as const;
export const money = { type: 'number', description: 'At most two decimals.' } as const;
export const time = {
  ...text,
  format: 'date-time',
  description: 'UTC, with seven digits behind the second.',
} as const;
export const currency = { ...text, pattern: '^[A-Z]{3}$' } as const;

/** All of `properties` are there; `mayBe` may be missing. */
export function object(
  properties: Readonly<Record<string, Schema>>,
  mayBe: Readonly<Record<string, Schema>> = {},
): Schema {
  const required = Object.keys(properties);
  return { type: 'object', required, properties: { ...properties, ...mayBe } };
}
