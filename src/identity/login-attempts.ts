/** How often somebody may try to log in: by where the call comes from, and by the name that is tried. */
import { createHash } from 'node:crypto';
import { DomainError } from '../kit/errors.ts';
import { contactOf } from '../merchants/contacts.ts';
import { sourceOf } from './addresses.ts';
import type { ProfileLogins } from './profile-logins.ts';
import type { RateLimits } from './rate-limits.ts';

/**
 * For the source first: one that is out of attempts cannot use up those of somebody's name. Throws DomainError
 * `rate.exceeded`.
 */
export async function countAttempt(
  { rateLimits, logins }: { readonly rateLimits: RateLimits; readonly logins: ProfileLogins },
  address: string,
  userName: string,
): Promise<void> {
  const limit = await logins.attemptLimit(userName);
  if (limit === null) return;
  const name = createHash('sha256').update(contactOf(userName)).digest('base64url');
  for (const bucket of [`source ${sourceOf(address)}`, `credential ${name}`]) {
    const decision = await rateLimits.take(`authentication ${bucket}`, limit);
    if (decision.allowed) continue;
    throw new DomainError('rate.exceeded', { retryAfterSeconds: decision.retryAfterSeconds });
  }
}
