/** Who calls by the Xprizo contract: a profile, proven by one of its keys or by the token of its login. */
import type { Queryable } from '../db/connection.ts';
import { unavailableOr } from '../db/unavailable.ts';
import type { Clock } from '../kit/clock.ts';
import { DomainError } from '../kit/errors.ts';
import type { MerchantAccess } from '../merchants/access.ts';
import { findMerchantByNo } from '../merchants/find-merchant.ts';
import type { MerchantView } from '../merchants/merchant.ts';
import type { AccessTokens } from './access-tokens.ts';
import { isAllowed } from './addresses.ts';
import type { Role } from './caller.ts';
import { RecentMap } from './recent-map.ts';
import { sha256 } from './secrets.ts';

export interface ProfileCaller {
  /** Its number is the profile id of the contract. */
  readonly merchant: MerchantView;
  /** Named in the audit: `key 3`, or the id of the user. */
  readonly actor: string;
  /** By which of the two it was proven: a person with a password, or a program with a key. */
  readonly by: 'key' | 'login';
  readonly role: Role;
}

interface KnownKey {
  readonly merchant: MerchantView;
  readonly keyNo: number;
  readonly active: boolean;
  readonly startsAtMs: number | null;
  readonly endsAtMs: number | null;
  readonly addresses: readonly string[];
}

interface KeyRow {
  key_no: number;
  active: boolean;
  starts_at: Date | null;
  ends_at: Date | null;
  addresses: string[];
}

const keyShape = /^([1-9]\d{0,8})-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Stands in where there is no profile, so that the same work is done. */
const nobody = '00000000-0000-0000-0000-000000000000';
/** What is known of a key is used again for this long: a change is felt by all processes within it. */
const keptMs = 500;
const mostKept = 2_000;

export class ProfileCallers {
  readonly #db: Queryable;
  readonly #tokens: AccessTokens;
  readonly #merchants: MerchantAccess;
  readonly #clock: Clock;
  readonly #known = new RecentMap<{ readonly readAtMs: number; readonly key: KnownKey }>(mostKept);

  constructor(
    db: Queryable,
    identity: { readonly tokens: AccessTokens; readonly merchants: MerchantAccess },
    clock: Clock,
  ) {
    this.#db = db;
    this.#tokens = identity.tokens;
    this.#merchants = identity.merchants;
    this.#clock = clock;
  }

  /**
   * Throws DomainError `access.unauthenticated` for an unknown key, one that is switched off, not yet or no longer
   * valid, one that is called with from another address, and a disabled profile alike; and `service.unavailable`.
   */
  async byKey(apiKey: string, address: string): Promise<ProfileCaller> {
    // Of the monotonic clock of the process.
    const readAtMs = performance.now();
    const known = this.#known.get(apiKey);
    const isFresh = known !== undefined && readAtMs - known.readAtMs < keptMs;
    if (isFresh && this.#letsIn(known.key, address)) return callerOf(known.key);
    // Whoever is refused has caused the same statements, whatever the reason is.
    const key = await readKey(this.#db, apiKey).catch((error: unknown) => {
      throw unavailableOr(error);
    });
    if (key === undefined || !this.#letsIn(key, address))
      throw new DomainError('access.unauthenticated');
    this.#known.set(apiKey, { readAtMs, key });
    return callerOf(key);
  }

  /** Throws as `byKey` does. */
  async byToken(token: string, address: string): Promise<ProfileCaller> {
    const caller = await this.#tokens.verify(token);
    const merchant = await this.#merchants.get(caller.merchantId);
    if (
      merchant === undefined ||
      !isOpen(merchant, address) ||
      caller.issuedAtMs < merchant.tokensValidFromMs
    )
      throw new DomainError('access.unauthenticated');
    return { merchant, actor: caller.subject, by: 'login', role: caller.role };
  }

  #letsIn({ merchant, active, addresses, ...dates }: KnownKey, address: string): boolean {
    const nowMs = this.#clock.now().getTime();
    const isDue = dates.startsAtMs === null || dates.startsAtMs <= nowMs;
    const hasEnded = dates.endsAtMs !== null && dates.endsAtMs <= nowMs;
    return (
      active && isDue && !hasEnded && isAllowed(address, addresses) && isOpen(merchant, address)
    );
  }
}

function isOpen(merchant: MerchantView, address: string): boolean {
  return (
    merchant.status === 'active' &&
    merchant.apiAccess &&
    isAllowed(address, merchant.allowedAddresses)
  );
}

function callerOf({ merchant, keyNo }: KnownKey): ProfileCaller {
  return { merchant, actor: `key ${keyNo}`, by: 'key', role: 'payer' };
}

/** A key that has no shape is looked up like any other. */
async function readKey(db: Queryable, apiKey: string): Promise<KnownKey | undefined> {
  const merchant = await findMerchantByNo(db, parseInt(keyShape.exec(apiKey)?.[1] ?? '0', 10));
  const { rows } = await db.query<KeyRow>({
    name: 'api_key_by_hash',
    text: `select key_no, active, starts_at, ends_at, addresses from api_keys
      where merchant_id = $1 and key_hash = $2 and removed_at is null`,
    values: [merchant?.merchantId ?? nobody, sha256(apiKey.toLowerCase())],
  });
  const [row] = rows;
  if (row === undefined || merchant === undefined) return undefined;
  return {
    merchant,
    keyNo: row.key_no,
    active: row.active,
    startsAtMs: row.starts_at?.getTime() ?? null,
    endsAtMs: row.ends_at?.getTime() ?? null,
    addresses: row.addresses,
  };
}
