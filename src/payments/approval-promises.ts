/**
 * Webhooks about a transaction of the Xprizo contract: one when it is made, one when it has its outcome, in this order.
 * They go to the address that the creating profile had when it was made. The endpoint stands with the owner of the
 * wallet and has scope `approval`; its id follows from whose it is, so that nobody has to look it up.
 */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { arraysOf, rowsFrom, type Columns } from '../db/columns.ts';
import type { Promised } from '../outbox/outbox.ts';

/** Where the webhooks of one transaction go, and the promise of the first. */
export interface ApprovalTarget {
  readonly endpointId: string;
  readonly profileId: string;
  readonly url: string;
  readonly firstWebhookId: string;
}

/** `merchantId` owns the wallet, `profileId` creates; `url` has passed `Egress.checkUrl`; `makeId` gives a new id. */
export function approvalTarget(
  merchantId: string,
  profileId: string,
  url: string,
  makeId: () => string,
): ApprovalTarget {
  const endpointId = endpointIdOf(merchantId, profileId, url);
  return { endpointId, profileId, url, firstWebhookId: makeId() };
}

/** A UUID of version 8 (RFC 9562): the same three texts give the same id, everywhere. */
function endpointIdOf(...of: readonly string[]): string {
  const bytes = createHash('sha256').update(JSON.stringify(of)).digest().subarray(0, 16);
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export interface FirstWebhook {
  readonly merchantId: string;
  readonly transactionId: string;
  readonly target: ApprovalTarget;
  /** The frozen bytes. */
  readonly firstPayload: string;
  readonly at: Date;
}

/** Of a transaction that is made: `New`. Goes into the commit that makes it. */
export function promiseFirst(webhook: FirstWebhook): Promised {
  const { merchantId, transactionId: subjectId, target, firstPayload: payload, at } = webhook;
  const about = { merchantId, topic: 'webhook', subjectId, payload, at } as const;
  return {
    ...about,
    outboxId: target.firstWebhookId,
    subjectVersion: 1,
    target: target.endpointId,
  };
}

/** What `xprizo_transactions` says of where its webhooks go. */
export interface HeardAt {
  readonly endpointId: string | null;
  readonly firstWebhookId: string | null;
}

export interface ToldOutcome {
  readonly merchantId: string;
  readonly transactionId: string;
  readonly version: number;
  readonly payload: string;
  readonly outboxId: string;
  readonly at: Date;
}

/**
 * Of its outcome, once for each transaction: not delivered before the first one has been acknowledged or given up.
 * None when the creator named no address.
 */
export function promiseOutcome(
  { endpointId, firstWebhookId }: HeardAt,
  told: ToldOutcome,
): Promised[] {
  if (endpointId === null || firstWebhookId === null) return [];
  const { merchantId, transactionId: subjectId, version, payload, outboxId, at } = told;
  const about = { merchantId, outboxId, topic: 'webhook', subjectId, payload, at } as const;
  return [{ ...about, subjectVersion: version, target: endpointId, afterId: firstWebhookId }];
}

interface Row {
  merchant_id: string;
  endpoint_id: string;
  url: string;
  profile_id: string;
  created_at: Date;
}

const columns: Columns<Row> = {
  merchant_id: 'uuid',
  endpoint_id: 'uuid',
  url: 'text',
  profile_id: 'uuid',
  created_at: 'timestamptz',
};

/** Who names an address anew wants to be heard there again, whatever it did before. */
const upsert = {
  name: 'insert_approval_endpoints',
  text: `insert into webhook_endpoints as e
      (merchant_id, endpoint_id, url, sealed_secrets, status, scope, profile_id, created_at, updated_at)
    select r.merchant_id, r.endpoint_id, r.url, '{}', 'active', 'approval', r.profile_id, r.created_at, r.created_at
    from ${rowsFrom(columns)} order by r.merchant_id, r.endpoint_id
    on conflict (merchant_id, endpoint_id) do update
      set status = 'active', failing_since = null, updated_at = excluded.updated_at
      where e.status = 'disabled'`,
};

/** Sends the statement without waiting; an endpoint that is known and active stays as it is. */
export function writeApprovalEndpoints(
  client: pg.ClientBase,
  webhooks: readonly Pick<FirstWebhook, 'merchantId' | 'target' | 'at'>[],
): Promise<unknown>[] {
  if (webhooks.length === 0) return [];
  const rows = webhooks.map(({ merchantId, target, at }): Row => {
    const { endpointId: endpoint_id, url, profileId: profile_id } = target;
    return { merchant_id: merchantId, endpoint_id, url, profile_id, created_at: at };
  });
  const distinct = [...new Map(rows.map((row) => [row.endpoint_id, row])).values()];
  return [client.query({ ...upsert, values: arraysOf(columns, distinct) })];
}
