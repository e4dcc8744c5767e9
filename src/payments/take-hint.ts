/** What an unsigned callback sets in motion: it proves nothing, so the provider is asked. */
import type { Pool } from '../db/connection.ts';
import { unavailableOr } from '../db/unavailable.ts';
import { hasten } from '../outbox/hasten.ts';
import type { CollectionProvider, PromptName } from '../providers/collection.ts';
import { parseCollectionReference, parseProviderReference } from '../providers/references.ts';
import { applyCollection, type CollectionDeps } from './apply-collection.ts';
import { merchantIdOf } from './apply-news.ts';
import { askCollection } from './ask-collection.ts';
import { loadPayins } from './load-payins.ts';

/** The payout is asked about at its next turn, which is now. False when the reference is none of ours. */
export async function takePayoutHint(pool: Pool, reference: string, at: Date): Promise<boolean> {
  const parts = parseProviderReference(reference);
  const merchantId = parts && (await merchantIdOf(pool, parts.merchantNo));
  if (merchantId === undefined || parts === undefined) return false;
  await hasten(pool, merchantId, parts.payoutId, at).catch((error: unknown) => {
    throw unavailableOr(error);
  });
  return true;
}

/**
 * Asks at once; what the hint calls the payment is taken down, in case that the answer to the prompt was lost. False
 * when the reference is none of ours. Throws DomainError when it could not be kept: then it must come again.
 */
export async function takeCollectionHint(
  { pool, lane }: CollectionDeps,
  provider: CollectionProvider,
  { reference, prompt }: { readonly reference: string; readonly prompt: PromptName },
  at: Date,
): Promise<boolean> {
  const parts = parseCollectionReference(reference);
  const merchantId = parts && (await merchantIdOf(pool, parts.merchantNo));
  if (merchantId === undefined || parts === undefined) return false;
  const { payinId } = parts;
  const { promptId, receipt } = prompt;
  await lane.submit({ kind: 'place', merchantId, payinId, promptId, at });
  const [loaded] = await loadPayins(pool, [{ merchantId, payinId }]).catch((error: unknown) => {
    throw unavailableOr(error);
  });
  const payin = loaded?.payin;
  if (payin === undefined) return false;
  // A hint that names another prompt than the one that is known is none.
  const isOurs = payin.promptId === promptId;
  const answer = await askCollection(provider, payin, isOurs ? receipt : null);
  if (answer.kind !== 'known') return true;
  for (const news of answer.news)
    await applyCollection({ pool, lane }, provider.name, news, 'enquiry', at);
  return true;
}
