import type { DomainError } from '../kit/errors.ts';

/** When whoever is refused may come back, as a header; none where the refusal does not say. */
export function retryAfterOf({ details }: DomainError): Readonly<Record<string, string>> {
  const { retryAfterSeconds } = details;
  return retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
}
