import { JsonNumber, type JsonObject, type JsonValue } from './json.ts';

/**
 * A copy that shares no memory with the body it was read from. The engine keeps a longer piece of a text as a view of
 * the whole: whoever remembers one field of a body, in a cache or a queue, keeps all of the body in memory, and the
 * card number in it. What is read from a request with a card is detached before anything else sees it.
 */
export function detached(value: JsonObject): JsonObject;
export function detached(value: JsonValue): JsonValue;
export function detached(value: JsonValue): JsonValue {
  if (typeof value === 'string') return copyOf(value);
  if (value instanceof JsonNumber) return new JsonNumber(copyOf(value.text));
  if (Array.isArray(value)) return value.map((each) => detached(each));
  if (typeof value !== 'object' || value === null) return value;
  const copy = { __proto__: null } as unknown as JsonObject;
  for (const [key, each] of Object.entries(value)) copy[copyOf(key)] = detached(each);
  return copy;
}

function copyOf(text: string): string {
  const bytes = Buffer.from(text);
  const copy = bytes.toString();
  bytes.fill(0);
  return copy;
}
