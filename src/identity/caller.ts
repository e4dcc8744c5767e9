import type { Id, MerchantId } from '../kit/ids.ts';

/** A reader may look, a payer may also pay, an admin may also change settings. */
const roles = ['admin', 'payer', 'reader'] as const;
export type Role = (typeof roles)[number];

/** All tokens that came from one login, by refresh after refresh. */
export type FamilyId = Id<'token_family'>;
export type UserId = Id<'user'>;

/** Who is calling, as a verified access token says. */
export interface Caller {
  readonly merchantId: MerchantId;
  readonly familyId: FamilyId;
  /** A client id or a user id. */
  readonly subject: string;
  readonly role: Role;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

export function isRole(value: unknown): value is Role {
  return (roles as readonly unknown[]).includes(value);
}
