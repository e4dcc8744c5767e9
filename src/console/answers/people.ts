/** People of a site as those who may change them see them. */

export interface PersonRow {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly status: 'active' | 'disabled';
  readonly hasTotp: boolean;
  readonly passkeys: number;
  readonly recoveryCodes: number;
  /** False while a reset waits for its link to be used. */
  readonly hasPassword: boolean;
  readonly createdAt: string;
  readonly seenAt: string | null;
}

/** A one-time link that nobody has used yet; what is in it is stored nowhere. */
export interface InvitationRow {
  readonly invitationId: string;
  readonly kind: 'first' | 'invite' | 'reset';
  /** Null for the first operator. */
  readonly email: string | null;
  readonly role: string;
  /** A name where it was a person. */
  readonly invitedBy: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

/** The link is shown once, to whoever made it, and handed over by other means. */
export interface LinkAnswer {
  readonly url: string;
  readonly email: string | null;
  readonly expiresAt: string;
}
