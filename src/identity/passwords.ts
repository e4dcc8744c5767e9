/** Passwords: argon2id, and the same work whether or not anybody is behind the e-mail address. */
import { hash, verify } from '@node-rs/argon2';
import { DomainError } from '../kit/errors.ts';

/** 19 MiB and two passes; the algorithm is argon2id unless told otherwise. */
export const passwordCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const minCharacters = 12;
const maxCharacters = 256;

/** Of 32 random bytes nobody kept. The costs in it are the ones above, so it takes as long as a real one. */
export const decoyHash =
  '$argon2id$v=19$m=19456,t=2,p=1$trtL17u40E6lZAgAV4DG4A$gQElyDqQmvw7pSaw+Y3jMFn1gx9a780mljsL9WNNers';

/** The password as it is hashed. Throws DomainError `request.invalid_fields`. No rules of composition: length is what counts. */
export function checkPassword(password: string): string {
  const text = password.normalize('NFKC');
  const characters = Array.from(text).length;
  if (characters < minCharacters || characters > maxCharacters) {
    throw new DomainError('request.invalid_fields', {
      fields: { password: [`A password has ${minCharacters} to ${maxCharacters} characters.`] },
    });
  }
  return text;
}

/** Throws DomainError `request.invalid_fields`. */
export async function hashPassword(password: string): Promise<string> {
  return hash(checkPassword(password), passwordCost);
}

export async function isPassword(password: string, passwordHash: string): Promise<boolean> {
  const text = password.normalize('NFKC');
  // Longer than any password there is: refused after the same work, on a bounded text.
  return (await verify(passwordHash, text.slice(0, 1_024))) && text.length <= 1_024;
}
