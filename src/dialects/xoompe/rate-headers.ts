/** The three headers that every answer of this contract carries. */
import type { RateDecision } from '../../identity/rate-limits.ts';
import { defaultLimits, type Limits } from '../../merchants/merchant.ts';

export type RateHeaders = Readonly<Record<string, string>>;

export type LimitName = keyof Limits;

export function rateHeadersOf(decision: RateDecision): RateHeaders {
  return headers(decision.limit, decision.remaining, decision.resetSeconds);
}

/** A limit that was lifted is shown as the largest one that can be set. */
export const liftedHeaders = headers(0x7fff_ffff, 0x7fff_ffff, 60);

/** Before the caller is known there is nobody to count for: the limit that the contract publishes. */
export const publishedHeaders: Readonly<Record<LimitName, RateHeaders>> = {
  authenticationPerMinute: published('authenticationPerMinute'),
  payoutPerMinute: published('payoutPerMinute'),
  bulkPerMinute: published('bulkPerMinute'),
  queryPerMinute: published('queryPerMinute'),
};

function published(name: LimitName): RateHeaders {
  const limit = defaultLimits[name] ?? 0;
  return headers(limit, limit, 60);
}

function headers(limit: number, remaining: number, resetSeconds: number): RateHeaders {
  return {
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(resetSeconds),
  };
}
