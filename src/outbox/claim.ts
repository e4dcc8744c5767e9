/**
 * Claiming due promises: first look without locks for what is due, then lock those rows merchant by merchant,
 * skipping what somebody else holds. A claim is counted in a committed row, so that a job which
 * kills its worker still counts, and it lapses by itself when the worker does not come back.
 */
import type { Pool } from '../db/connection.ts';
import { arrayLiteral } from '../db/columns.ts';
import { newId } from '../kit/ids.ts';
import type { Topic } from './outbox.ts';

export interface Claim {
  readonly merchantId: string;
  readonly outboxId: string;
  readonly subjectId: string;
  readonly subjectVersion: number;
  readonly target: string;
  readonly payload: string | null;
  readonly createdAt: Date;
  /** How often it has been claimed, this time included. */
  readonly claims: number;
  /** How many of them in a row, this one included, have ended without a word of how it went. */
  readonly unsettled: number;
  /** The claim before this one did: its worker died, failed or stood still. */
  readonly hasLapsed: boolean;
  /** Proof of the claim: a write under another lease is refused. */
  readonly leaseId: string;
}

export interface Found {
  readonly merchant_id: string;
  readonly outbox_id: string;
}

export interface Due extends Found {
  readonly target: string;
  readonly due_at: Date;
}

interface ClaimRow extends Found {
  subject_id: string;
  subject_version: number;
  target: string;
  payload: string | null;
  created_at: Date;
  claims: number;
  unsettled: number;
  has_lapsed: boolean;
}

/**
 * `perTarget` keeps one target (a dead endpoint, a busy merchant) from filling the whole claim. What waits for another
 * promise is passed over until that one is closed.
 */
const selectDue = `
  select merchant_id, outbox_id, due_at, target from (
    select merchant_id, outbox_id, due_at, target, row_number() over (partition by target order by due_at) as nth
    from (
      select merchant_id, outbox_id, due_at, target from outbox d
      where topic = $1 and state in ('due', 'leased') and due_at <= $2
        and not (target = any ($5::text[]))
        and (after_id is null or not exists (
          select from outbox b where b.merchant_id = d.merchant_id and b.outbox_id = d.after_id
            and b.state not in ('done', 'dead')))
      order by due_at limit $3
    ) due
  ) ranked where nth <= $4 order by due_at`;

/**
 * The states are named by what they are not, so that the index of all that is open does not fit: each row is found by
 * its key, on the shard of its merchant, and no search through everybody's backlog can creep in.
 */
const claimFound = `
  update outbox o
  set state = 'leased', claims = o.claims + 1, unsettled = o.unsettled + 1, lease_id = $3, due_at = $4, updated_at = $5
  from (
    select l.merchant_id, l.outbox_id, l.state = 'leased' as has_lapsed
    from (select unnest($1::uuid[]) as merchant_id, unnest($2::uuid[]) as outbox_id) as r
    join outbox l on l.merchant_id = r.merchant_id and l.outbox_id = r.outbox_id
    where l.state not in ('done', 'dead') and l.due_at <= $5
    order by l.merchant_id, l.outbox_id
    for update of l skip locked
  ) locked
  where o.merchant_id = locked.merchant_id and o.outbox_id = locked.outbox_id
  returning o.merchant_id, o.outbox_id, o.subject_id, o.subject_version, o.target, o.payload,
    o.created_at, o.claims, o.unsettled, locked.has_lapsed`;

export interface ClaimOptions {
  readonly topic: Topic;
  readonly now: Date;
  readonly limit: number;
  /** How long the claim lasts; after that somebody else may take the promise. */
  readonly leaseMs: number;
  readonly perTarget?: number;
  /** Targets that have all they can take at present. */
  readonly busyTargets?: readonly string[];
  /** One merchant per commit, for a deployment spread over nodes. */
  readonly oneMerchantPerCommit?: boolean;
}

export async function claimDue(pool: Pool, options: ClaimOptions): Promise<Claim[]> {
  return claim(pool, options, await findDue(pool, options));
}

/** Oldest first; nothing is locked. */
export async function findDue(pool: Pool, options: ClaimOptions): Promise<Due[]> {
  const { rows } = await pool.query<Due>({
    name: 'outbox_find_due',
    text: selectDue,
    values: [
      options.topic,
      options.now,
      options.limit * (options.perTarget === undefined ? 1 : 4),
      options.perTarget ?? options.limit,
      arrayLiteral(options.busyTargets ?? []),
    ],
  });
  return rows.slice(0, options.limit);
}

/** Those of the promises found that nobody else has claimed meanwhile. */
export async function claim(
  pool: Pool,
  options: ClaimOptions,
  picked: readonly Found[],
): Promise<Claim[]> {
  if (picked.length === 0) return [];
  const groups =
    options.oneMerchantPerCommit === true
      ? Map.groupBy(picked, (row) => row.merchant_id).values()
      : [picked];
  const claims: Claim[] = [];
  for (const group of groups) claims.push(...(await claimGroup(pool, options, group)));
  return claims;
}

async function claimGroup(
  pool: Pool,
  options: ClaimOptions,
  found: readonly Found[],
): Promise<Claim[]> {
  const leaseId = newId<'lease'>(options.now.getTime());
  const { rows } = await pool.query<ClaimRow>({
    name: 'outbox_claim',
    text: claimFound,
    values: [
      arrayLiteral(found.map((row) => row.merchant_id)),
      arrayLiteral(found.map((row) => row.outbox_id)),
      leaseId,
      new Date(options.now.getTime() + options.leaseMs),
      options.now,
    ],
  });
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    outboxId: row.outbox_id,
    subjectId: row.subject_id,
    subjectVersion: row.subject_version,
    target: row.target,
    payload: row.payload,
    createdAt: row.created_at,
    claims: row.claims,
    unsettled: row.unsettled,
    hasLapsed: row.has_lapsed,
    leaseId,
  }));
}
