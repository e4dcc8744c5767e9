/** Whoever an API key of the XPayout contract belongs to, read for all who call at one moment together. */
import type { Queryable } from '../db/connection.ts';
import { unavailableOr } from '../db/unavailable.ts';
import type { Sealer } from '../kit/seal.ts';
import { findMerchantsByNo } from '../merchants/find-merchant.ts';
import { findMarketplaces, type Marketplace } from '../merchants/marketplaces.ts';
import type { MerchantView } from '../merchants/merchant.ts';
import {
  openApiSecret,
  xpayoutAccessColumns,
  xpayoutAccessOf,
  type XpayoutAccess,
  type XpayoutAccessRow,
} from '../merchants/xpayout-access.ts';
import { RecentMap } from './recent-map.ts';

/** That the call is theirs is still to be proven. */
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

interface Waiter {
  readonly resolve: (caller: ApiCaller | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** What is known of a key is used again for this long: a change is felt by all processes within it. */
const keptMs = 500;
const mostKept = 2_000;
const keyShape = /^hx_([1-9a-z][0-9a-z]{0,5})_[a-z2-7]{16}$/;

/** Callers by key, kept for half a second so that a busy merchant is read twice a second and not for every call. */
export class ApiCallers {
  readonly #db: Queryable;
  readonly #openSecret: OpenSecret;
  readonly #known = new RecentMap<{ readonly readAtMs: number; readonly caller: ApiCaller }>(
    mostKept,
  );
  #asked = new Map<string, Waiter[]>();
  #isLoading = false;

  constructor(db: Queryable, sealer: Sealer) {
    this.#db = db;
    this.#openSecret = openerOf(sealer);
  }

  /** Undefined for a key that nobody has. Throws DomainError `service.unavailable`. */
  async find(apiKey: string): Promise<ApiCaller | undefined> {
    const key = apiKey.slice(0, 64).replaceAll('\0', '');
    const known = this.#known.get(key);
    // The monotonic clock of the process.
    if (known !== undefined && performance.now() - known.readAtMs < keptMs) return known.caller;
    return new Promise((resolve, reject) => {
      const waiters = this.#asked.get(key);
      if (waiters === undefined) this.#asked.set(key, [{ resolve, reject }]);
      else waiters.push({ resolve, reject });
      if (!this.#isLoading) void this.#load();
    });
  }

  /** Keys that are asked for while one reading is under way share the next. */
  async #load(): Promise<void> {
    this.#isLoading = true;
    while (this.#asked.size > 0) {
      const asked = this.#asked;
      this.#asked = new Map();
      try {
        const readAtMs = performance.now();
        const found = await readCallers(this.#db, this.#openSecret, [...asked.keys()]);
        for (const [key, waiters] of asked) {
          const caller = found.get(key);
          if (caller === undefined) this.#known.delete(key);
          else this.#known.set(key, { readAtMs, caller });
          for (const { resolve } of waiters) resolve(caller);
        }
      } catch (error) {
        const refusal = unavailableOr(error);
        // Who came meanwhile has waited for the same database: asked again, one that stands still would take as long again.
        const all = [...asked.values(), ...this.#asked.values()].flat();
        this.#asked = new Map();
        for (const { reject } of all) reject(refusal);
      }
    }
    this.#isLoading = false;
  }
}

type OpenSecret = (merchantId: string, sealed: string) => string;

/** Opens each sealed secret once while it is in use: the merchant is read again twice a second, its secret is the same. */
function openerOf(sealer: Sealer): OpenSecret {
  const opened = new RecentMap<string>(mostKept);
  return (merchantId, sealed) =>
    opened.getOrMake(`${merchantId} ${sealed}`, () => openApiSecret(sealer, merchantId, sealed));
}

/** A key that has no shape is looked up like any other: the same statements whoever presents what. */
async function readCallers(
  db: Queryable,
  openSecret: OpenSecret,
  keys: readonly string[],
): Promise<Map<string, ApiCaller>> {
  const found = await findMerchantsByNo(db, keys.map(merchantNoOf));
  const merchants = new Map(found.map((merchant) => [merchant.merchantNo, merchant]));
  const { rows } = await db.query<CallerRow>({
    name: 'xpayout_access_by_keys',
    text: `select ${xpayoutAccessColumns}, x.sealed_secret, x.earlier_secret, x.earlier_ends_at
      from xpayout_access x where x.merchant_id = any($1::uuid[]) and x.api_key = any($2::text[])`,
    values: [found.map(({ merchantId }) => merchantId), keys],
  });
  const codes = rows.map(({ marketplace_code: code }) => code).filter((code) => code !== null);
  const marketplaces = await findMarketplaces(db, codes);
  const callers = new Map<string, ApiCaller>();
  for (const row of rows) {
    const merchant = merchants.get(merchantNoOf(row.api_key));
    if (merchant?.merchantId !== row.merchant_id) continue;
    callers.set(row.api_key, {
      merchant,
      access: xpayoutAccessOf(row),
      marketplace: marketplaces.get(row.marketplace_code ?? ''),
      secret: openSecret(row.merchant_id, row.sealed_secret),
      earlier: earlierOf(openSecret, row),
    });
  }
  return callers;
}

/** 0, which nobody has, when the key names none. */
function merchantNoOf(key: string): number {
  return parseInt(keyShape.exec(key)?.[1] ?? '0', 36);
}

function earlierOf(openSecret: OpenSecret, row: CallerRow): ApiCaller['earlier'] {
  const { merchant_id: merchantId, earlier_secret: sealed, earlier_ends_at: endsAt } = row;
  if (sealed === null || endsAt === null) return undefined;
  return { secret: openSecret(merchantId, sealed), endsAtMs: endsAt.getTime() };
}
