/** Who acts on a settlement: two spellings of one name must not pass for two people. */
import { DomainError } from '../kit/errors.ts';

const shape = /^[a-z0-9][a-z0-9._@-]{0,63}$/;

/**
 * The name in lower case. Letters of other alphabets are refused, because some look like ours.
 * Throws DomainError `request.invalid_fields`.
 */
export function personOf(text: string): string {
  const name = text.trim().toLowerCase();
  if (shape.test(name)) return name;
  throw new DomainError('request.invalid_fields', {
    fields: { by: ['A name has 1 to 64 of a-z, 0-9, dot, hyphen, underscore and @.'] },
  });
}
