/** Takes due deliveries from the outbox and sorts out those that have ended their worker before. */
import { arrayLiteral } from '../db/columns.ts';
import type { Pool } from '../db/connection.ts';
import { failpoint } from '../kit/failpoint.ts';
import { claimDue, type Claim } from '../outbox/claim.ts';
import type { Job } from './dispatcher.ts';
import { unsentResult } from './outcome.ts';
import type { Result } from './results.ts';

export interface Taken {
  readonly claimed: number;
  readonly jobs: readonly Job[];
  /** Claims that end here: parked, or given back for later. */
  readonly results: readonly Result[];
}

export interface TakeOptions {
  readonly now: Date;
  readonly limit: number;
  readonly leaseMs: number;
  readonly busyTargets: readonly string[];
  readonly oneMerchantPerCommit: boolean;
}

/** Each time it comes to a multiple of these, a delivery rests: workers also die for reasons of their own. */
const restVanished = 5;
const restMs = 60_000;
/**
 * Claims in a row without an attempt: so often has a delivery been with a worker that never came back. From here on every
 * try is followed by a long rest, and it is given up when a day has passed: a gateway that dies for another reason
 * ends many workers within minutes, and takes deliveries along that did nothing.
 */
const mostVanished = 20;
const longRestMs = 60 * 60_000;
const giveUpAfterMs = 24 * 60 * 60_000;
/** From here on a delivery is tried alone, so that it takes no neighbour along. */
const suspectVanished = 2;
const suspectSpacingMs = 20;

export async function takeDue(pool: Pool, options: TakeOptions): Promise<Taken> {
  const { now } = options;
  const claims = await claimDue(pool, {
    topic: 'webhook',
    now,
    limit: options.limit,
    leaseMs: options.leaseMs,
    perTarget: options.limit,
    busyTargets: options.busyTargets,
    oneMerchantPerCommit: options.oneMerchantPerCommit,
  });
  if (claims.length === 0) return { claimed: 0, jobs: [], results: [] };
  failpoint('webhook.after_claim');
  const repeated = claims.filter((claim) => claim.claims > 1);
  const logs = repeated.length === 0 ? undefined : await loadAttemptLogs(pool, repeated);
  const jobs: Job[] = [];
  const suspects: Job[] = [];
  const results: Result[] = [];
  for (const claim of claims) {
    const log = logs?.get(claim.outboxId);
    const vanished = claim.claims - 1 - (log?.last_no ?? 0);
    const job = { claim, attemptsMade: log?.made ?? 0, claimedAtMs: now.getTime() };
    // A rest is over when it has been due again: that claim did not lapse, and is a try.
    if (claim.hasLapsed && vanished >= mostVanished) {
      const since = log?.replayed_at ?? claim.createdAt;
      const isOld = now.getTime() - since.getTime() > giveUpAfterMs;
      results.push(
        isOld ? parked(claim, vanished, now) : resting(claim, vanished, longRestMs, now),
      );
    } else if (claim.hasLapsed && vanished > 0 && vanished % restVanished === 0)
      results.push(resting(claim, vanished, (vanished / restVanished) * restMs, now));
    else if (vanished >= suspectVanished) suspects.push(job);
    else jobs.push(job);
  }
  jobs.push(...suspects.splice(0, 1));
  results.push(...suspects.map((job, index) => givenBack(job.claim, index, now)));
  return { claimed: claims.length, jobs, results };
}

function parked(claim: Claim, vanished: number, at: Date): Result {
  const error = `Parked after a day: ${vanishedText(vanished)} A replay sends it again.`;
  return unsentResult(claim, error, at);
}

/** Given back, not ended: the rest is no try, and counts for none. */
function resting(claim: Claim, vanished: number, forMs: number, at: Date): Result {
  const dueAt = new Date(at.getTime() + forMs);
  const error = `Resting: ${vanishedText(vanished)}`;
  return { merchantId: claim.merchantId, release: { claim, dueAt, at, error } };
}

function vanishedText(vanished: number): string {
  return `${String(vanished)} workers in a row ended before they logged an attempt.`;
}

function givenBack(claim: Claim, index: number, at: Date): Result {
  const dueAt = new Date(at.getTime() + (index + 1) * suspectSpacingMs);
  return { merchantId: claim.merchantId, release: { claim, dueAt, at } };
}

interface AttemptLog {
  readonly outbox_id: string;
  /** Attempts since the event or its latest replay. */
  readonly made: number;
  readonly last_no: number | null;
  readonly replayed_at: Date | null;
}

async function loadAttemptLogs(
  pool: Pool,
  claims: readonly Claim[],
): Promise<Map<string, AttemptLog>> {
  const { rows } = await pool.query<AttemptLog>({
    name: 'webhook_attempt_logs',
    text: `select o.outbox_id, o.replayed_at, max(a.attempt_no) as last_no,
        (count(a.attempt_no) filter (where o.replayed_at is null or a.started_at >= o.replayed_at))::integer as made
      from (select unnest($1::uuid[]) as merchant_id, unnest($2::uuid[]) as outbox_id) as r
      join outbox o on o.merchant_id = r.merchant_id and o.outbox_id = r.outbox_id
      left join webhook_attempts a on a.merchant_id = r.merchant_id and a.outbox_id = r.outbox_id
      group by o.merchant_id, o.outbox_id`,
    values: [
      arrayLiteral(claims.map((claim) => claim.merchantId)),
      arrayLiteral(claims.map((claim) => claim.outboxId)),
    ],
  });
  return new Map(rows.map((row) => [row.outbox_id, row]));
}
