/**
 * Where a merchant hears of its payouts. Signing secrets are stored sealed, newest first; a replaced
 * one goes on signing beside the new one until its overlap ends. Every change leaves an audit row.
 */
import type pg from 'pg';
import { arrayLiteral } from '../db/columns.ts';
import { transaction, type Pool, type Queryable, type Transaction } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { newId, type MerchantId } from '../kit/ids.ts';
import type { Sealer } from '../kit/seal.ts';
import { writeAuditEvent } from './audit.ts';
import { openSecret, sealSecret } from './endpoint-secrets.ts';

export interface EndpointChange {
  readonly actor: string;
  readonly nowMs: number;
}

export interface SecretChange extends EndpointChange {
  readonly sealer: Sealer;
  readonly newSecret: () => string;
}

export interface EndpointView {
  readonly endpointId: string;
  readonly url: string;
  readonly status: 'active' | 'disabled';
  /** Since when every attempt has failed. */
  readonly failingSince: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The only time that the plain secret is shown. */
export interface EndpointSecret {
  readonly endpointId: string;
  readonly secret: string;
}

/**
 * Creates the merchant's endpoint or replaces its URL; either way with one new secret, active and
 * with a clean record. The caller has checked the URL. Throws DomainError `request.invalid_fields`
 * when there is no such merchant.
 */
export async function setEndpoint(
  pool: Pool,
  merchantId: MerchantId,
  change: SecretChange & { readonly url: string },
): Promise<EndpointSecret> {
  return transaction(pool, async (tx) => {
    // Two settings at once must not make two endpoints.
    const { rowCount } = await tx.query(
      'select from merchants where merchant_id = $1 for no key update',
      [merchantId],
    );
    if (rowCount !== 1) {
      throw new DomainError('request.invalid_fields', {
        fields: { merchant: ['There is no such merchant.'] },
      });
    }
    const [current] = await listEndpoints(tx, merchantId);
    const endpointId = current?.endpointId ?? newId<'endpoint'>(change.nowMs);
    const secret = change.newSecret();
    await tx.query(
      `insert into webhook_endpoints
         (merchant_id, endpoint_id, url, sealed_secrets, status, failing_since, created_at, updated_at)
       values ($1, $2, $3, $4, 'active', null, $5, $5)
       on conflict (merchant_id, endpoint_id) do update
       set url = excluded.url, sealed_secrets = excluded.sealed_secrets, status = excluded.status,
           failing_since = excluded.failing_since, updated_at = excluded.updated_at`,
      [
        merchantId,
        endpointId,
        change.url,
        [sealSecret(change.sealer, merchantId, endpointId, { secret, validUntilMs: null })],
        new Date(change.nowMs),
      ],
    );
    const action = current === undefined ? 'webhook_endpoint.created' : 'webhook_endpoint.replaced';
    await audit(tx, merchantId, endpointId, change, action, { url: change.url });
    return { endpointId, secret };
  });
}

/** Undefined when there is no such endpoint. The secret before this one stays valid for `overlapMs`; older ones end. */
export async function rotateEndpointSecret(
  pool: Pool,
  merchantId: MerchantId,
  endpointId: string,
  change: SecretChange & { readonly overlapMs: number },
): Promise<EndpointSecret | undefined> {
  return transaction(pool, async (tx) => {
    const { rows } = await tx.query<{ sealed_secrets: string[] }>(
      `select sealed_secrets from webhook_endpoints
       where merchant_id = $1 and endpoint_id = $2 for update`,
      [merchantId, endpointId],
    );
    const newest = rows[0]?.sealed_secrets[0];
    if (newest === undefined) return undefined;
    const { sealer } = change;
    const validUntilMs = change.nowMs + change.overlapMs;
    const old = { ...openSecret(sealer, merchantId, endpointId, newest), validUntilMs };
    const secret = change.newSecret();
    const both = [{ secret, validUntilMs: null }, old];
    await tx.query(
      `update webhook_endpoints set sealed_secrets = $3, updated_at = $4
       where merchant_id = $1 and endpoint_id = $2`,
      [
        merchantId,
        endpointId,
        both.map((entry) => sealSecret(sealer, merchantId, endpointId, entry)),
        new Date(change.nowMs),
      ],
    );
    await audit(tx, merchantId, endpointId, change, 'webhook_endpoint.secret_rotated', {
      oldValidUntil: new Date(validUntilMs).toISOString(),
    });
    return { endpointId, secret };
  });
}

/**
 * False when it is not active. `failingSince` disables only an endpoint that has failed all the time since then, so that
 * one that has just recovered stays.
 */
export function disableEndpoint(
  pool: Pool,
  merchantId: MerchantId,
  endpointId: string,
  change: EndpointChange & { readonly reason: string; readonly failingSince?: Date },
): Promise<boolean> {
  return transaction(pool, async (tx) => {
    const { rowCount } = await tx.query(
      `update webhook_endpoints set status = 'disabled', updated_at = $3
       where merchant_id = $1 and endpoint_id = $2 and status = 'active'
         and ($4::timestamptz is null or failing_since <= $4)`,
      [merchantId, endpointId, new Date(change.nowMs), change.failingSince ?? null],
    );
    if (rowCount !== 1) return false;
    const { reason } = change;
    await audit(tx, merchantId, endpointId, change, 'webhook_endpoint.disabled', { reason });
    return true;
  });
}

/** False when it is not disabled. */
export function enableEndpoint(
  pool: Pool,
  merchantId: MerchantId,
  endpointId: string,
  change: EndpointChange,
): Promise<boolean> {
  return transaction(pool, async (tx) => {
    const { rowCount } = await tx.query(
      `update webhook_endpoints set status = 'active', failing_since = null, updated_at = $3
       where merchant_id = $1 and endpoint_id = $2 and status = 'disabled'`,
      [merchantId, endpointId, new Date(change.nowMs)],
    );
    if (rowCount !== 1) return false;
    await audit(tx, merchantId, endpointId, change, 'webhook_endpoint.enabled', {});
    return true;
  });
}

/** The merchant's own, oldest first; those that belong to orders are left out. */
export async function listEndpoints(
  db: Queryable,
  merchantId: MerchantId,
): Promise<EndpointView[]> {
  const { rows } = await db.query<EndpointView>(
    `select endpoint_id as "endpointId", url, status, failing_since as "failingSince",
       created_at as "createdAt", updated_at as "updatedAt"
     from webhook_endpoints where merchant_id = $1 and scope = 'merchant' order by endpoint_id`,
    [merchantId],
  );
  return rows;
}

/** Merchants without an active endpoint are not in the map. Safe to send behind other statements of a lane. */
export async function loadActiveEndpoints(
  client: Pick<pg.ClientBase, 'query'>,
  merchantIds: readonly string[],
): Promise<Map<string, { endpointId: string }[]>> {
  const { rows } = await client.query<{ merchant_id: string; endpoint_id: string }>({
    name: 'webhook_endpoints_active',
    text: `select e.merchant_id, e.endpoint_id from unnest($1::uuid[]) as r (merchant_id)
      join webhook_endpoints e on e.merchant_id = r.merchant_id
      where e.status = 'active' and e.scope = 'merchant'
      order by e.merchant_id, e.endpoint_id`,
    values: [arrayLiteral([...new Set(merchantIds)])],
  });
  const found = new Map<string, { endpointId: string }[]>();
  for (const { merchant_id: merchantId, endpoint_id: endpointId } of rows) {
    const endpoints = found.get(merchantId);
    if (endpoints === undefined) found.set(merchantId, [{ endpointId }]);
    else endpoints.push({ endpointId });
  }
  return found;
}

function audit(
  tx: Transaction,
  merchantId: MerchantId,
  endpointId: string,
  { actor, nowMs }: EndpointChange,
  action: string,
  details: Readonly<Record<string, unknown>>,
): Promise<void> {
  return writeAuditEvent(tx, {
    merchantId,
    actor,
    action,
    details: { endpointId, ...details },
    nowMs,
  });
}
