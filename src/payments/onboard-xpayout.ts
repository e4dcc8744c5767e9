/** What a new merchant gets for the XPayout contract: key, secret, and as much of the checklist as is asked for. */
import type { Pool, Queryable } from '../db/connection.ts';
import {
  issueApiCredential,
  type ApiCredential,
  type InitialAccess,
} from '../identity/api-credentials.ts';
import { DomainError } from '../kit/errors.ts';
import type { Sealer } from '../kit/seal.ts';
import { refuseUnknownMarketplace } from '../merchants/change-marketplace.ts';
import { canonicalAddresses, checkHmacMode } from '../merchants/change-xpayout-access.ts';
import type { Environment, MerchantView } from '../merchants/merchant.ts';
import type { HmacMode } from '../merchants/xpayout-access.ts';
import { readChecklist, type ChecklistStep } from '../merchants/xpayout-checklist.ts';

export interface XpayoutOptions {
  /** Registered, and approved when the access is activated. */
  readonly addresses?: readonly string[] | undefined;
  readonly hmacMode?: HmacMode | undefined;
  readonly marketplaceCode?: string | undefined;
  /** Takes all the steps that an operator takes. */
  readonly activate?: boolean | undefined;
}

export interface OnboardedXpayout extends ApiCredential {
  readonly checklist: readonly ChecklistStep[];
}

/** Where a merchant calls from that tries a sandbox on the same machine. */
const loopback: readonly string[] = ['127.0.0.1', '::1'];
const usualMarketplaceCode = 'STANDARD';

/** Throws DomainError `request.invalid_fields`. */
export async function initialAccessOf(
  db: Queryable,
  options: XpayoutOptions,
  environment: Environment,
): Promise<InitialAccess> {
  const { hmacMode = 'required', activate = false } = options;
  const isSandbox = environment === 'sandbox';
  const addresses = options.addresses ?? (activate && isSandbox ? loopback : []);
  const registeredAddresses = canonicalAddresses(addresses);
  if (activate && registeredAddresses.length === 0)
    throw new DomainError('request.invalid_fields', {
      fields: { ips: ['Nobody can call without an approved address.'] },
    });
  const marketplaceCode = options.marketplaceCode ?? (activate ? usualMarketplaceCode : null);
  if (marketplaceCode !== null) await refuseUnknownMarketplace(db, marketplaceCode);
  checkHmacMode(hmacMode, environment);
  return {
    hmacMode,
    marketplaceCode,
    apiEnabled: activate,
    registeredAddresses,
    approvedAddresses: activate ? registeredAddresses : [],
  };
}

export async function openXpayoutAccess(
  pool: Pool,
  merchant: MerchantView,
  order: {
    readonly actor: string;
    readonly nowMs: number;
    readonly sealer: Sealer;
    readonly access: InitialAccess;
  },
): Promise<OnboardedXpayout> {
  const { merchantId, merchantNo } = merchant;
  const credential = await issueApiCredential(pool, { ...order, merchantId, merchantNo });
  return { ...credential, checklist: (await readChecklist(pool, merchant)) ?? [] };
}
