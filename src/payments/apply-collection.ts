/** News about a payment of a customer, from a callback, an enquiry or a statement: found by its reference alone. */
import type { Pool } from '../db/connection.ts';
import type { CollectionNews } from '../providers/collection.ts';
import { parseCollectionReference } from '../providers/references.ts';
import { merchantIdOf } from './apply-news.ts';
import type { PayinAnswer } from './payin-command.ts';
import type { PayinLane } from './payin-lane.ts';
import type { FactSource } from './resolve-command.ts';

export interface CollectionDeps {
  readonly pool: Pool;
  readonly lane: PayinLane;
}

/** `provider`: the name of whoever says so. Undefined when the reference is none of ours. Throws DomainError when it could not be kept: then it must come again. */
export async function applyCollection(
  { pool, lane }: CollectionDeps,
  provider: string,
  news: CollectionNews,
  source: FactSource,
  at: Date,
): Promise<PayinAnswer | undefined> {
  const parts = parseCollectionReference(news.reference);
  if (parts === undefined) return undefined;
  const merchantId = await merchantIdOf(pool, parts.merchantNo);
  if (merchantId === undefined) return undefined;
  const { payinId } = parts;
  return lane.submit({
    kind: 'news',
    merchantId,
    payinId,
    provider,
    source,
    news,
    at,
  });
}
