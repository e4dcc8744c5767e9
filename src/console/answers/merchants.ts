/** Merchants as operators see them. */
import type { ChecklistStepAnswer } from './access.ts';
import type { Money } from './shared.ts';

export interface MerchantRow {
  readonly merchantId: string;
  readonly merchantNo: number;
  readonly name: string;
  readonly kind: 'merchant' | 'processing' | 'user';
  readonly status: 'active' | 'disabled';
  readonly isSwitchedOff: boolean;
  readonly available: Money;
  readonly held: Money;
  readonly createdAt: string;
}

/** Amounts in minor units, as text. */
export interface FeePlanAnswer {
  readonly basisPoints: number;
  readonly flatMinor: string;
  readonly minimumMinor: string;
  readonly maximumMinor: string | null;
  readonly gstBasisPoints: number;
  readonly slabs: readonly {
    readonly fromMinor: string;
    readonly basisPoints: number;
    readonly flatMinor: string;
  }[];
}

export interface LimitsAnswer {
  readonly authenticationPerMinute: number | null;
  readonly payoutPerMinute: number | null;
  readonly bulkPerMinute: number | null;
  readonly queryPerMinute: number | null;
}

export interface XpayoutAnswer {
  readonly apiKey: string;
  readonly hmacMode: 'required' | 'optional' | 'off';
  readonly marketplaceCode: string | null;
  readonly apiEnabled: boolean;
  readonly registeredAddresses: readonly string[];
  readonly approvedAddresses: readonly string[];
  readonly orderCapMinor: string | null;
  readonly dayCapMinor: string | null;
  readonly checklist: readonly ChecklistStepAnswer[];
}

export interface MerchantAnswer {
  readonly merchantId: string;
  readonly merchantNo: number;
  readonly name: string;
  readonly kind: 'merchant' | 'processing' | 'user';
  readonly environment: 'sandbox' | 'live';
  readonly status: 'active' | 'disabled';
  readonly isSwitchedOff: boolean;
  readonly apiAccess: boolean;
  readonly nearDuplicateGuard: boolean;
  readonly allowedAddresses: readonly string[];
  readonly createdAt: string;
  readonly fees: FeePlanAnswer;
  readonly payinFees: FeePlanAnswer;
  readonly limits: LimitsAnswer;
  readonly wallets: readonly {
    readonly walletNo: string;
    readonly status: string;
    readonly available: Money;
    readonly held: Money;
  }[];
  readonly profile: { readonly userName: string; readonly mobile: string | null } | null;
  /** Null: it has no XPayout key yet. */
  readonly xpayout: XpayoutAnswer | null;
  readonly webhook: {
    readonly endpointId: string;
    readonly url: string;
    readonly status: 'active' | 'disabled';
    readonly failingSince: string | null;
  } | null;
  readonly credentials: readonly {
    readonly clientId: string;
    readonly createdAt: string;
    readonly expiresAt: string | null;
  }[];
  readonly apiKeys: readonly {
    readonly keyNo: number;
    readonly name: string;
    readonly active: boolean;
    readonly createdAt: string;
  }[];
  readonly settlements: { readonly enabled: boolean; readonly coolingOffHours: number };
  readonly marketplaceCodes: readonly string[];
}

/** Shown once, and nowhere kept in the open. */
export interface IssuedAnswer {
  readonly secrets: readonly { readonly name: string; readonly value: string }[];
  /** When what it replaces ends; null: it replaces nothing. */
  readonly oldEndsAt: string | null;
}

export interface CreatedMerchantAnswer extends IssuedAnswer {
  readonly merchantId: string;
}
