/** What is written down about an attempt, worked out from its reply. Pure but for the record of the cached endpoint. */
import type { Claim } from '../outbox/claim.ts';
import type { Endpoint } from './endpoint-cache.ts';
import type { EgressReply } from './reply.ts';
import type { Result } from './results.ts';
import { judgeReply } from './schedule.ts';

/** As after a first attempt that failed. */
const afterCutMs = 5_000;

export interface Outcome {
  readonly result: Result;
  readonly isDelivered: boolean;
  readonly isGone: boolean;
  readonly durationMs: number;
  readonly restMs: number;
  readonly at: Date;
}

export function resultOf(
  job: { readonly claim: Claim; readonly attemptsMade: number },
  endpoint: Endpoint,
  reply: EgressReply,
  startedAt: Date,
  at: Date,
  random: () => number,
): Outcome {
  const { claim } = job;
  const { merchantId, outboxId, leaseId } = claim;
  const verdict = judgeReply(reply, job.attemptsMade + 1, at, random, endpoint.manner);
  const { state, dueAt, error, restMs, isGone } = verdict;
  const isDelivered = state === 'done';
  const durationMs = reply.kind === 'blocked' ? 0 : reply.durationMs;
  const health = changeOfHealth(endpoint, isDelivered, startedAt);
  const result: Result = {
    merchantId,
    claimEnd: { merchantId, outboxId, leaseId, state, dueAt, error, at },
    attempt: {
      merchant_id: merchantId,
      outbox_id: outboxId,
      // One attempt per claim: the number stays unique even when a claim has lapsed under us.
      attempt_no: claim.claims,
      started_at: startedAt,
      duration_ms: durationMs,
      http_status: reply.kind === 'answer' ? reply.status : null,
      error,
      reply_head: reply.kind === 'answer' ? reply.replyHead : null,
    },
    ...(health === undefined ? {} : { health }),
  };
  return { result, isDelivered, isGone, durationMs, restMs, at };
}

/** An attempt that the stop of this process ended: it says nothing of the endpoint, and is made up for soon. */
export function cutResult(claim: Claim, startedAt: Date, durationMs: number, at: Date): Result {
  const { merchantId, outboxId, leaseId } = claim;
  const error = 'The gateway stopped before an answer came.';
  const dueAt = new Date(at.getTime() + afterCutMs);
  return {
    merchantId,
    claimEnd: { merchantId, outboxId, leaseId, state: 'due', dueAt, error, at },
    attempt: {
      merchant_id: merchantId,
      outbox_id: outboxId,
      attempt_no: claim.claims,
      started_at: startedAt,
      duration_ms: durationMs,
      http_status: null,
      error,
      reply_head: null,
    },
  };
}

/** A delivery that is given up without an attempt; a replay brings it back. */
export function unsentResult(claim: Claim, error: string, at: Date): Result {
  const { merchantId, outboxId, leaseId } = claim;
  return {
    merchantId,
    claimEnd: { merchantId, outboxId, leaseId, state: 'dead', dueAt: at, error, at },
  };
}

function changeOfHealth(
  endpoint: Endpoint,
  isDelivered: boolean,
  startedAt: Date,
): Result['health'] {
  if (isDelivered === (endpoint.failingSince === null)) return undefined;
  endpoint.failingSince = isDelivered ? null : startedAt;
  return {
    merchant_id: endpoint.merchantId,
    endpoint_id: endpoint.endpointId,
    failing_since: endpoint.failingSince,
    has_recovered: isDelivered,
  };
}
