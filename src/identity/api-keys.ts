/** Keys of the header `x-api-key`: the number of the profile and a UUID. Only a hash of them is kept. */
import { randomUUID } from 'node:crypto';
import { transaction, type Pool, type Queryable, type Transaction } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { newId, type MerchantId } from '../kit/ids.ts';
import { parseAddressRange } from '../merchants/address-ranges.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import { sha256 } from './secrets.ts';

export interface ApiKeyOrder {
  readonly merchantId: MerchantId;
  readonly actor: string;
  readonly nowMs: number;
}

export interface ApiKey {
  /** What the contract calls the task id: counted within the profile. */
  readonly keyNo: number;
  readonly name: string;
  readonly description: string;
  readonly active: boolean;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  /** Addresses and ranges that may call with it; empty: any. */
  readonly addresses: readonly string[];
  readonly createdAt: Date;
}

interface ApiKeyRow {
  key_no: number;
  name: string;
  description: string;
  active: boolean;
  starts_at: Date | null;
  ends_at: Date | null;
  addresses: string[];
  created_at: Date;
}

const columns = 'key_no, name, description, active, starts_at, ends_at, addresses, created_at';
const mostKeys = 100;

/** The key is in the answer and nowhere else. Throws DomainError `request.invalid_fields`. */
export function createApiKey(
  pool: Pool,
  order: ApiKeyOrder & { readonly merchantNo: number },
  words: { readonly name: string; readonly description: string },
): Promise<{ readonly apiKey: string; readonly keyNo: number }> {
  const { merchantId, merchantNo, nowMs } = order;
  const apiKey = `${merchantNo}-${randomUUID()}`;
  return transaction(pool, async (tx) => {
    const keyNo = (await lockKeys(tx, merchantId)) + 1;
    if (keyNo > mostKeys) throw refused('name', `A profile has at most ${mostKeys} keys.`);
    await tx.query(
      `insert into api_keys (merchant_id, key_id, key_no, key_hash, name, description, active, addresses, created_at)
       values ($1, $2, $3, $4, $5, $6, true, '{}', $7)`,
      [
        merchantId,
        newId<'api_key'>(nowMs),
        keyNo,
        sha256(apiKey),
        words.name,
        words.description,
        new Date(nowMs),
      ],
    );
    await audit(tx, order, 'api_key.created', { keyNo, name: words.name });
    return { apiKey, keyNo };
  });
}

/** The highest number so far; two creations at once wait for each other at the row of the profile. */
async function lockKeys(tx: Transaction, merchantId: MerchantId): Promise<number> {
  await tx.query('select from profiles where merchant_id = $1 for update', [merchantId]);
  const { rows } = await tx.query<{ key_no: number }>(
    'select coalesce(max(key_no), 0) as key_no from api_keys where merchant_id = $1',
    [merchantId],
  );
  return rows[0]?.key_no ?? 0;
}

/** In the order of their numbers, without those that were deleted. */
export async function listApiKeys(db: Queryable, merchantId: MerchantId): Promise<ApiKey[]> {
  const { rows } = await db.query<ApiKeyRow>(
    `select ${columns} from api_keys
     where merchant_id = $1 and removed_at is null order by key_no`,
    [merchantId],
  );
  return rows.map(apiKeyOf);
}

export type ApiKeyChange = Partial<Pick<ApiKey, 'description' | 'active' | 'startsAt' | 'endsAt'>>;

/** False when the profile has no such key. */
export function changeApiKey(
  pool: Pool,
  order: ApiKeyOrder,
  keyNo: number,
  changes: ApiKeyChange,
): Promise<boolean> {
  return onKey(pool, order, keyNo, 'api_key.changed', changes, async (tx, key) => {
    const { description, active, startsAt, endsAt } = { ...key, ...changes };
    await tx.query(
      `update api_keys set description = $3, active = $4, starts_at = $5, ends_at = $6
       where merchant_id = $1 and key_no = $2`,
      [order.merchantId, keyNo, description, active, startsAt, endsAt],
    );
  });
}

/** False when the profile has no such key. Throws DomainError `request.invalid_fields`. */
export function setApiKeyAddress(
  pool: Pool,
  order: ApiKeyOrder,
  keyNo: number,
  address: string,
  isAllowed: boolean,
): Promise<boolean> {
  const text = parseAddressRange(address)?.text;
  if (text === undefined)
    throw refused('ipAddress', 'An entry is an IPv4 or IPv6 address or a CIDR range.');
  const details = { address: text, isAllowed };
  return onKey(pool, order, keyNo, 'api_key.address_set', details, async (tx, key) => {
    const others = key.addresses.filter((entry) => entry !== text);
    await tx.query('update api_keys set addresses = $3 where merchant_id = $1 and key_no = $2', [
      order.merchantId,
      keyNo,
      isAllowed ? [...others, text] : others,
    ]);
  });
}

/** For good. False when the profile has no such key. */
export function deleteApiKey(pool: Pool, order: ApiKeyOrder, keyNo: number): Promise<boolean> {
  return onKey(pool, order, keyNo, 'api_key.deleted', {}, async (tx) => {
    await tx.query('update api_keys set removed_at = $3 where merchant_id = $1 and key_no = $2', [
      order.merchantId,
      keyNo,
      new Date(order.nowMs),
    ]);
  });
}

function onKey(
  pool: Pool,
  order: ApiKeyOrder,
  keyNo: number,
  action: string,
  details: Readonly<Record<string, unknown>>,
  change: (tx: Transaction, key: ApiKey) => Promise<void>,
): Promise<boolean> {
  return transaction(pool, async (tx) => {
    const { rows } = await tx.query<ApiKeyRow>(
      `select ${columns} from api_keys
       where merchant_id = $1 and key_no = $2 and removed_at is null for update`,
      [order.merchantId, keyNo],
    );
    if (rows[0] === undefined) return false;
    await change(tx, apiKeyOf(rows[0]));
    await audit(tx, order, action, { keyNo, ...details });
    return true;
  });
}

function apiKeyOf(row: ApiKeyRow): ApiKey {
  return {
    keyNo: row.key_no,
    name: row.name,
    description: row.description,
    active: row.active,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    addresses: row.addresses,
    createdAt: row.created_at,
  };
}

function audit(
  tx: Transaction,
  order: ApiKeyOrder,
  action: string,
  details: Readonly<Record<string, unknown>>,
): Promise<void> {
  return writeAuditEvent(tx, { ...order, action, details });
}

function refused(field: string, sentence: string): DomainError {
  return new DomainError('request.invalid_fields', { fields: { [field]: [sentence] } });
}
