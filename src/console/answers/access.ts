/** By what a merchant's programs are known, and from where they may call. */

export interface CredentialAnswer {
  readonly clientId: string;
  readonly createdAt: string;
  /** Null while nothing has replaced it. */
  readonly expiresAt: string | null;
}

/** Of the seven between a new merchant and its first order by the XPayout contract. */
export interface ChecklistStepAnswer {
  readonly step: number;
  readonly what: string;
  readonly done: boolean;
  /** Without it no call is let in; the others are judged order by order. */
  readonly opensTheGate: boolean;
}

export interface AccessAnswer {
  /** Of the XoomPe contract, newest first. */
  readonly credentials: readonly CredentialAnswer[];
  /** Addresses from which the merchant's programs may call it; empty: any. */
  readonly allowedAddresses: readonly string[];
  /** Of the XPayout contract; null when the merchant does not use it. */
  readonly xpayout: {
    readonly apiKey: string;
    readonly hmacMode: string;
    readonly apiEnabled: boolean;
    readonly addresses: readonly { readonly address: string; readonly isApproved: boolean }[];
    readonly checklist: readonly ChecklistStepAnswer[];
  } | null;
  /** Of the Xprizo contract. */
  readonly xprizo: { readonly profileId: string; readonly keys: readonly ApiKeyAnswer[] };
}

export interface ApiKeyAnswer {
  /** Counted within the merchant; the contract calls it task id. */
  readonly keyNo: number;
  readonly name: string;
  readonly description: string;
  readonly active: boolean;
  /** Good from, and until just before; null: no such end. */
  readonly startsAt: string | null;
  readonly endsAt: string | null;
  /** From which it may be used; empty: from any. */
  readonly addresses: readonly string[];
  readonly createdAt: string;
}

/** The only time that it is shown. */
export interface NewSecretAnswer {
  readonly name: string;
  readonly secret: string;
}
