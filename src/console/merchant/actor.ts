import type { Caller } from '../route.ts';

/** As the audit names whoever is signed in. */
export function actorOf({ personId }: Pick<Caller, 'personId'>): string {
  return `person:${personId}`;
}
