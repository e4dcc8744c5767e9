/** Collects what is wrong with the fields of a body, so that all of it is told at once. */
import type { FieldFaults } from '../../kit/errors.ts';
import type { JsonObject, JsonValue } from '../../kit/json.ts';

export class Faults {
  #found: Record<string, readonly string[]> | undefined;

  get found(): FieldFaults | undefined {
    return this.#found;
  }

  add(field: string, ...told: string[]): void {
    this.#found ??= {};
    this.#found[field] = told;
  }
}

/** An absent field, null and an empty string are the same: nothing was said. */
export function given(body: JsonObject, field: string): JsonValue | undefined {
  const value = body[field];
  return value === null || value === '' ? undefined : value;
}

/** Null when it is absent or wrong; wrong is written down. `prefix` stands before the field in the faults. */
export function textOf(
  body: JsonObject,
  field: string,
  { shape, told, prefix = '' }: { shape: RegExp; told: string; prefix?: string },
  faults: Faults,
): string | null {
  const value = given(body, field);
  if (value === undefined) return null;
  if (typeof value === 'string' && shape.test(value)) return value;
  faults.add(prefix + field, told);
  return null;
}
