/** Reading what Daraja writes: texts that are numbers, lists that are one entry, names in more than one spelling. */
import { isJsonObject, JsonNumber, type JsonObject, type JsonValue } from '../../kit/json.ts';
import { MoneyError, parseMoney } from '../../kit/money.ts';
import { readObject } from '../read-object.ts';

const longestText = 500;

/** The first of the names that is there, as text; numbers as they were written. '' for nothing and for no text. */
export function textIn(object: JsonObject | undefined, ...names: readonly string[]): string {
  for (const name of names) {
    const text = textOf(object?.[name]);
    if (text !== '') return text;
  }
  return '';
}

function textOf(value: JsonValue | undefined): string {
  const text = value instanceof JsonNumber ? value.text : value;
  return typeof text === 'string' ? text.slice(0, longestText) : '';
}

export function objectIn(object: JsonObject | undefined, name: string): JsonObject | undefined {
  const value = object?.[name];
  return isJsonObject(value) ? value : undefined;
}

/** `{Key, Value}` or `{Name, Value}`, in a list or alone; of a key that is there twice the first is taken. */
export function pairsIn(value: JsonValue | undefined): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const entry of Array.isArray(value) ? value : [value]) {
    if (!isJsonObject(entry)) continue;
    const key = textIn(entry, 'Key', 'Name');
    if (key !== '' && !pairs.has(key)) pairs.set(key, textOf(entry['Value']));
  }
  return pairs;
}

/** Shillings in cents; undefined for everything that is not an exact amount above zero. `10`, `10.0` and `10.00` are one. */
export function readShillings(text: string): bigint | undefined {
  try {
    const { minor } = parseMoney(text, 'KES');
    return minor > 0n ? minor : undefined;
  } catch (error) {
    if (error instanceof MoneyError) return undefined;
    throw error;
  }
}

/** What a refusal says of itself. */
export function errorIn(body: Buffer): { readonly code: string; readonly message: string } {
  const object = readObject(body);
  return { code: textIn(object, 'errorCode'), message: textIn(object, 'errorMessage') };
}

/** A result that came by a callback. */
export interface Result {
  readonly code: string;
  readonly message: string;
  readonly transactionId: string;
  readonly facts: ReadonlyMap<string, string>;
}

/** Undefined where there is no result with a code. */
export function readResult(body: Buffer): Result | undefined {
  const result = objectIn(readObject(body), 'Result');
  const code = textIn(result, 'ResultCode');
  if (code === '') return undefined;
  return {
    code,
    message: textIn(result, 'ResultDesc'),
    transactionId: textIn(result, 'TransactionID'),
    facts: pairsIn(objectIn(result, 'ResultParameters')?.['ResultParameter']),
  };
}
