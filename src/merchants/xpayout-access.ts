/** What the XPayout contract knows of a merchant beside its terms: its key, how it signs, where it calls from. */
import type { Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import type { Sealer } from '../kit/seal.ts';

/** required: every request is signed. optional: it may be. off: never looked at, in a sandbox only. */
export const hmacModes = ['required', 'optional', 'off'] as const;
export type HmacMode = (typeof hmacModes)[number];

export interface XpayoutAccess {
  readonly merchantId: MerchantId;
  readonly apiKey: string;
  readonly hmacMode: HmacMode;
  /** The label of a fee plan and a set of providers; null until the operator assigns one. */
  readonly marketplaceCode: string | null;
  readonly apiEnabled: boolean;
  /** By the merchant; canonical text of addresses and CIDR ranges. */
  readonly registeredAddresses: readonly string[];
  /** By the operator; only these may call. */
  readonly approvedAddresses: readonly string[];
  /** Paise; null: no cap. */
  readonly orderCapMinor: bigint | null;
  readonly dayCapMinor: bigint | null;
}

export interface XpayoutAccessRow {
  merchant_id: MerchantId;
  api_key: string;
  hmac_mode: HmacMode;
  marketplace_code: string | null;
  api_enabled: boolean;
  registered_addresses: string[];
  approved_addresses: string[];
  order_cap_minor: bigint | null;
  day_cap_minor: bigint | null;
}

/** Behind `x.`; never the secret. */
export const xpayoutAccessColumns = `x.merchant_id, x.api_key, x.hmac_mode, x.marketplace_code,
  x.api_enabled, x.registered_addresses, x.approved_addresses, x.order_cap_minor, x.day_cap_minor`;

export function xpayoutAccessOf(row: XpayoutAccessRow): XpayoutAccess {
  return {
    merchantId: row.merchant_id,
    apiKey: row.api_key,
    hmacMode: row.hmac_mode,
    marketplaceCode: row.marketplace_code,
    apiEnabled: row.api_enabled,
    registeredAddresses: row.registered_addresses,
    approvedAddresses: row.approved_addresses,
    orderCapMinor: row.order_cap_minor,
    dayCapMinor: row.day_cap_minor,
  };
}

/** Undefined until the merchant has been given an API key. */
export async function findXpayoutAccess(
  db: Queryable,
  merchantId: string,
): Promise<XpayoutAccess | undefined> {
  const { rows } = await db.query<XpayoutAccessRow>(
    `select ${xpayoutAccessColumns} from xpayout_access x where x.merchant_id = $1`,
    [merchantId],
  );
  return rows[0] && xpayoutAccessOf(rows[0]);
}

export function sealApiSecret(sealer: Sealer, merchantId: string, secret: string): string {
  return sealer.seal(secret, `xpayout_access/${merchantId}`);
}

/** Throws when the secret was sealed for another merchant or with a key that is not in the ring. */
export function openApiSecret(sealer: Sealer, merchantId: string, sealed: string): string {
  return sealer.open(sealed, `xpayout_access/${merchantId}`);
}
