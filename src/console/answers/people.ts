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

/** The link is shown once, to whoever made it, and handed over by other means. */
export interface LinkAnswer {
  readonly url: string;
  readonly email: string | null;
  readonly expiresAt: string;
}
