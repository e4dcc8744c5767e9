/** How far a sign-in has come, what a one-time link is for, and what a person has to sign in with. */

export type SignInStage = 'none' | 'factor' | 'enrol' | 'full';

export interface SignInAnswer {
  readonly stage: SignInStage;
  readonly brand: string;
  readonly environment: 'sandbox' | 'live';
  readonly email: string | null;
  readonly hasPasskey: boolean;
  readonly hasTotp: boolean;
  /** False at a bare address, to which no browser binds a passkey. */
  readonly passkeysWork: boolean;
}

export interface InvitationAnswer {
  readonly kind: 'first' | 'invite' | 'reset';
  readonly email: string | null;
  readonly role: string;
  readonly merchantName: string | null;
  readonly brand: string;
  readonly expiresAt: string;
}

export interface FactorsAnswer {
  readonly passkeys: readonly {
    readonly credentialId: string;
    readonly name: string;
    readonly createdAt: string;
    readonly usedAt: string | null;
  }[];
  readonly hasTotp: boolean;
  readonly recoveryCodes: number;
  readonly passkeysWork: boolean;
  readonly isFactorNeeded: boolean;
}

/** An authenticator app that is offered; it counts once a code of it has come back. */
export interface TotpOfferAnswer {
  readonly secret: string;
  readonly uri: string;
  /** The QR code as SVG. */
  readonly svg: string;
}

export interface EnrolledAnswer {
  /** Shown once; null where the person has codes already. */
  readonly recoveryCodes: readonly string[] | null;
}

export interface SessionRow {
  readonly sessionId: string;
  readonly address: string;
  readonly browser: string;
  readonly createdAt: string;
  readonly seenAt: string;
  readonly expiresAt: string;
  readonly isThis: boolean;
}
