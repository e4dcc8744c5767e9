/** What several answers of this contract are made of. */
import { JsonNumber, type JsonObject } from '../../kit/json.ts';
import { toJsonNumber, type Money } from '../../kit/money.ts';

/** A whole number. */
export function whole(value: bigint | number): JsonNumber {
  return new JsonNumber(String(value));
}

/** A number without zeros at its end: `5`, `5.5`, `5.25`. */
export function amount(money: Money): JsonNumber {
  return new JsonNumber(toJsonNumber(money));
}

/** The answer of most things that are found or made. */
export function idAndDescription(id: bigint | number, description: string): JsonObject {
  return { id: whole(id), description };
}
