/** All that the page of one merchant shows. */
import type { Queryable } from '../../db/connection.ts';
import { listApiKeys } from '../../identity/api-keys.ts';
import { listCredentials } from '../../identity/list-access.ts';
import { listEndpoints } from '../../merchants/endpoints.ts';
import { listMarketplaces } from '../../merchants/marketplaces.ts';
import type { Fees, MerchantView } from '../../merchants/merchant.ts';
import { findProfile } from '../../merchants/profiles.ts';
import { findXpayoutAccess } from '../../merchants/xpayout-access.ts';
import { readChecklist } from '../../merchants/xpayout-checklist.ts';
import { readTerms } from '../../settlements/terms.ts';
import { findSwitch } from '../../switches/list-switches.ts';
import { readWallets } from '../../views/merchant-wallets.ts';
import type { FeePlanAnswer, MerchantAnswer, XpayoutAnswer } from '../answers/merchants.ts';

const mostCredentials = 20;

export async function merchantAnswer(
  db: Queryable,
  merchant: MerchantView,
): Promise<MerchantAnswer> {
  const { merchantId } = merchant;
  const [xpayout, access, settlements, codes] = await Promise.all([
    xpayoutAnswer(db, merchant),
    accessAnswer(db, merchant),
    readTerms(db, merchantId),
    listMarketplaces(db),
  ]);
  const { merchantNo, name, kind, environment, status, apiAccess, nearDuplicateGuard } = merchant;
  return {
    ...{ merchantId, merchantNo, name, kind, environment, status, apiAccess, nearDuplicateGuard },
    allowedAddresses: merchant.allowedAddresses,
    createdAt: new Date(merchant.createdAtMs).toISOString(),
    fees: feePlanAnswer(merchant.fees),
    payinFees: feePlanAnswer(merchant.payinFees),
    limits: merchant.limits,
    ...{ xpayout, ...access, settlements },
    marketplaceCodes: codes.map(({ code }) => code),
  };
}

async function accessAnswer(db: Queryable, { merchantId }: MerchantView) {
  const [wallets, profile, endpoints, credentials, keys, turned] = await Promise.all([
    readWallets(db, merchantId),
    findProfile(db, merchantId),
    listEndpoints(db, merchantId),
    listCredentials(db, merchantId, mostCredentials),
    listApiKeys(db, merchantId),
    findSwitch(db, 'merchant', merchantId),
  ]);
  const [endpoint] = endpoints;
  return {
    isSwitchedOff: turned?.isOff ?? false,
    wallets: wallets.map(({ walletNo, currency, status, postedMinor, heldMinor }) => ({
      ...{ walletNo: String(walletNo), status },
      available: { minor: String(postedMinor - heldMinor), currency },
      held: { minor: String(heldMinor), currency },
    })),
    profile: profile === undefined ? null : { userName: profile.userName, mobile: profile.mobile },
    webhook:
      endpoint === undefined
        ? null
        : {
            ...{ endpointId: endpoint.endpointId, url: endpoint.url, status: endpoint.status },
            failingSince: endpoint.failingSince?.toISOString() ?? null,
          },
    credentials: credentials.map(({ clientId, createdAt, expiresAt }) => ({
      ...{ clientId, createdAt: createdAt.toISOString() },
      expiresAt: expiresAt?.toISOString() ?? null,
    })),
    apiKeys: keys.map(({ keyNo, name, active, createdAt }) => ({
      ...{ keyNo, name, active, createdAt: createdAt.toISOString() },
    })),
  };
}

async function xpayoutAnswer(db: Queryable, merchant: MerchantView): Promise<XpayoutAnswer | null> {
  const [access, checklist] = await Promise.all([
    findXpayoutAccess(db, merchant.merchantId),
    readChecklist(db, merchant),
  ]);
  if (access === undefined) return null;
  const { apiKey, hmacMode, marketplaceCode, apiEnabled, orderCapMinor, dayCapMinor } = access;
  return {
    ...{ apiKey, hmacMode, marketplaceCode, apiEnabled },
    registeredAddresses: access.registeredAddresses,
    approvedAddresses: access.approvedAddresses,
    orderCapMinor: orderCapMinor === null ? null : String(orderCapMinor),
    dayCapMinor: dayCapMinor === null ? null : String(dayCapMinor),
    checklist: checklist ?? [],
  };
}

export function feePlanAnswer({ maximumMinor, slabs, ...fees }: Fees): FeePlanAnswer {
  return {
    ...{ basisPoints: fees.basisPoints, gstBasisPoints: fees.gstBasisPoints },
    flatMinor: String(fees.flatMinor),
    minimumMinor: String(fees.minimumMinor),
    maximumMinor: maximumMinor === null ? null : String(maximumMinor),
    slabs: slabs.map(({ fromMinor, basisPoints, flatMinor }) => ({
      ...{ fromMinor: String(fromMinor), basisPoints, flatMinor: String(flatMinor) },
    })),
  };
}
