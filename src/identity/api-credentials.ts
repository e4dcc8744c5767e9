/** API key and secret of the XPayout contract. The secret has to sign, so it is kept, sealed to its merchant. */
import { transaction, type Pool, type Queryable } from '../db/connection.ts';
import { unavailableOr } from '../db/unavailable.ts';
import type { Sealer } from '../kit/seal.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import { findMerchantByNo } from '../merchants/find-merchant.ts';
import { findMarketplace, type Marketplace } from '../merchants/marketplaces.ts';
import type { MerchantView } from '../merchants/merchant.ts';
import {
  openApiSecret,
  sealApiSecret,
  xpayoutAccessColumns,
  xpayoutAccessOf,
  type XpayoutAccess,
  type XpayoutAccessRow,
} from '../merchants/xpayout-access.ts';
import type { CredentialOrder } from './credentials.ts';
import { RecentMap } from './recent-map.ts';
import { checksumOf, randomName, randomSecret } from './secrets.ts';

/** The only time that the secret is shown. */
export interface ApiCredential {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** Whoever an API key belongs to; that the call is theirs is still to be proven. */
export interface ApiCaller {
  readonly merchant: MerchantView;
  readonly access: XpayoutAccess;
  /** What the code of the access stands for; undefined without one. */
  readonly marketplace: Marketplace | undefined;
  readonly secret: string;
  /** The one before, while it is still good. */
  readonly earlier: { readonly secret: string; readonly endsAtMs: number } | undefined;
}

interface CallerRow extends XpayoutAccessRow {
  sealed_secret: string;
  earlier_secret: string | null;
  earlier_ends_at: Date | null;
}

/** Stands in where there is no merchant, so that the same work is done. */
const nobody = '00000000-0000-0000-0000-000000000000';
const keyShape = /^hx_([1-9a-z][0-9a-z]{0,5})_[a-z2-7]{16}$/;

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
 * the secret before ends after the overlap: at once without one. Callbacks are signed with the new one from now on.
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

/** What is known of a key is used again for this long: a change is felt by all processes within it. */
const keptMs = 500;
const mostKept = 2_000;

/** Callers by key, kept for half a second so that a busy merchant is read twice a second and not for every call. */
export class ApiCallers {
  readonly #db: Queryable;
  readonly #sealer: Sealer;
  readonly #known = new RecentMap<{ readonly readAtMs: number; readonly caller: ApiCaller }>(
    mostKept,
  );

  constructor(db: Queryable, sealer: Sealer) {
    this.#db = db;
    this.#sealer = sealer;
  }

  /** Undefined for a key that nobody has. Throws DomainError `service.unavailable`. */
  async find(apiKey: string): Promise<ApiCaller | undefined> {
    // The monotonic clock of the process.
    const nowMs = performance.now();
    const known = this.#known.get(apiKey);
    if (known !== undefined && nowMs - known.readAtMs < keptMs) return known.caller;
    const caller = await readCaller(this.#db, this.#sealer, apiKey).catch((error: unknown) => {
      throw unavailableOr(error);
    });
    if (caller === undefined) this.#known.delete(apiKey);
    else this.#known.set(apiKey, { readAtMs: nowMs, caller });
    return caller;
  }
}

/** A key that has no shape is looked up like any other: the same statements whoever presents what. */
async function readCaller(
  db: Queryable,
  sealer: Sealer,
  apiKey: string,
): Promise<ApiCaller | undefined> {
  const merchantNo = parseInt(keyShape.exec(apiKey)?.[1] ?? '0', 36);
  const merchant = await findMerchantByNo(db, merchantNo <= 0x7fff_ffff ? merchantNo : 0);
  const { rows } = await db.query<CallerRow>({
    name: 'xpayout_access_by_key',
    text: `select ${xpayoutAccessColumns}, x.sealed_secret, x.earlier_secret, x.earlier_ends_at
      from xpayout_access x
      where x.merchant_id = $1 and x.api_key = $2`,
    values: [merchant?.merchantId ?? nobody, apiKey.slice(0, 64).replaceAll('\0', '')],
  });
  const [row] = rows;
  if (row === undefined || merchant === undefined) return undefined;
  const access = xpayoutAccessOf(row);
  const { marketplaceCode: code } = access;
  const marketplace = code === null ? undefined : await findMarketplace(db, code);
  const secret = openApiSecret(sealer, row.merchant_id, row.sealed_secret);
  return { merchant, access, marketplace, secret, earlier: earlierOf(sealer, row) };
}

function earlierOf(sealer: Sealer, row: CallerRow): ApiCaller['earlier'] {
  const { merchant_id: merchantId, earlier_secret: sealed, earlier_ends_at: endsAt } = row;
  if (sealed === null || endsAt === null) return undefined;
  return { secret: openApiSecret(sealer, merchantId, sealed), endsAtMs: endsAt.getTime() };
}
