/** API key and secret of the XPayout contract. The secret has to sign, so it is kept, sealed to its merchant. */
import { transaction, type Pool } from '../db/connection.ts';
import type { Sealer } from '../kit/seal.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import { sealApiSecret, type XpayoutAccess } from '../merchants/xpayout-access.ts';
import type { CredentialOrder } from './credentials.ts';
import { checkIsMerchant } from './merchants-only.ts';
import { checksumOf, randomName, randomSecret } from './secrets.ts';

/** The only time that the secret is shown. */
export interface ApiCredential {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** What a new access begins with; a rotation changes none of it. */
export type InitialAccess = Pick<
  XpayoutAccess,
  'hmacMode' | 'marketplaceCode' | 'apiEnabled' | 'registeredAddresses' | 'approvedAddresses'
>;

const closedAccess: InitialAccess = {
  hmacMode: 'required',
  marketplaceCode: null,
  apiEnabled: false,
  registeredAddresses: [],
  approvedAddresses: [],
};

/**
 * A new secret. A merchant without access gets it, closed unless `access` says otherwise; one that has it keeps its key, and
 * the secret before ends after the overlap: at once without one. Callbacks are signed with the new one from now on. Throws DomainError `console.conflict` for who is
 * no merchant.
 */
export function issueApiCredential(
  pool: Pool,
  order: CredentialOrder & {
    readonly sealer: Sealer;
    readonly access?: InitialAccess;
    readonly overlapMs?: number;
  },
): Promise<ApiCredential> {
  const secret = randomSecret();
  const apiSecret = `xs_${secret}${checksumOf(secret)}`;
  const { merchantId, merchantNo, actor, nowMs, access = closedAccess, overlapMs = 0 } = order;
  return transaction(pool, async (tx) => {
    await checkIsMerchant(tx, merchantId);
    const { rows } = await tx.query<{ api_key: string }>(
      `insert into xpayout_access as x (merchant_id, api_key, sealed_secret, created_at, updated_at,
         hmac_mode, marketplace_code, api_enabled, registered_addresses, approved_addresses)
       values ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9)
       on conflict (merchant_id) do update
       set sealed_secret = excluded.sealed_secret, updated_at = excluded.updated_at,
         earlier_secret = case when $10::timestamptz is not null then x.sealed_secret end,
         earlier_ends_at = $10
       returning x.api_key`,
      [
        merchantId,
        `hx_${merchantNo.toString(36)}_${randomName(16)}`,
        sealApiSecret(order.sealer, merchantId, apiSecret),
        new Date(nowMs),
        access.hmacMode,
        access.marketplaceCode,
        access.apiEnabled,
        access.registeredAddresses,
        access.approvedAddresses,
        overlapMs > 0 ? new Date(nowMs + overlapMs) : null,
      ],
    );
    const apiKey = rows[0]?.api_key ?? '';
    const action = 'xpayout.secret_issued';
    const details = { apiKey, overlapMs };
    await writeAuditEvent(tx, { merchantId, actor, nowMs, action, details });
    return { apiKey, apiSecret };
  });
}
