/** News about one of our references, from a callback or a statement: found by the reference alone, met by the resolve lane. */
import type { Pool } from '../db/connection.ts';
import { unavailableOr } from '../db/unavailable.ts';
import { findMerchantByNo } from '../merchants/find-merchant.ts';
import type { PayoutProvider, ProviderNews } from '../providers/provider.ts';
import { parseProviderReference } from '../providers/references.ts';
import { policyOf } from './payout-policy.ts';
import { providerSetOf } from './provider-sets.ts';
import type { FactSource, ResolveAnswer } from './resolve-command.ts';
import type { ResolveLane } from './resolve-lane.ts';

export interface NewsDeps {
  readonly pool: Pool;
  readonly lane: ResolveLane;
  readonly provider: PayoutProvider;
}

/** Undefined when the reference is none of ours. Throws DomainError when it could not be kept: then it must come again. */
export async function applyNews(
  deps: NewsDeps,
  news: ProviderNews,
  source: FactSource,
  at: Date,
): Promise<ResolveAnswer | undefined> {
  const parts = parseProviderReference(news.reference);
  if (parts === undefined) return undefined;
  const merchantId = await merchantIdOf(deps.pool, parts.merchantNo);
  if (merchantId === undefined) return undefined;
  const set = await providerSetOf(deps.pool, merchantId);
  return deps.lane.submit({
    kind: 'fact',
    merchantId,
    payoutId: parts.payoutId,
    attemptNo: parts.attemptNo,
    source,
    outcome: news.outcome,
    leaseId: null,
    policy: policyOf(deps.provider, parts.merchantNo, parts.payoutId, at, 0, set),
    at,
  });
}

// A merchant keeps its number for ever.
const merchantIds = new WeakMap<Pool, Map<number, string>>();

/** Undefined when no merchant has the number. Throws DomainError while the database is away. */
export async function merchantIdOf(pool: Pool, merchantNo: number): Promise<string | undefined> {
  const known = merchantIds.get(pool) ?? new Map<number, string>();
  merchantIds.set(pool, known);
  const found = known.get(merchantNo) ?? (await lookUp(pool, merchantNo));
  if (found !== undefined) known.set(merchantNo, found);
  return found;
}

async function lookUp(pool: Pool, merchantNo: number): Promise<string | undefined> {
  try {
    return (await findMerchantByNo(pool, merchantNo))?.merchantId;
  } catch (error) {
    throw unavailableOr(error);
  }
}
