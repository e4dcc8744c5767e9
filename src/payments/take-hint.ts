/** What an unsigned callback sets in motion: it proves nothing, so the provider is asked. */
import type { Pool } from '../db/connection.ts';
import { unavailableOr } from '../db/unavailable.ts';
import { hasten } from '../outbox/hasten.ts';
import type { CollectionProvider, PromptName } from '../providers/collection.ts';
import { parseCollectionReference, parseProviderReference } from '../providers/references.ts';
import { applyCollection, type CollectionDeps } from './apply-collection.ts';
import { applyNews, merchantIdOf, type NewsDeps } from './apply-news.ts';
import { askCollection } from './ask-collection.ts';
import { loadPayins } from './load-payins.ts';
import type { PayoutStatus } from './payout.ts';

/**
 * An open payout is asked about at its next turn, which is now; one that has ended at once, since nobody would ask about
 * it again, and a provider may have paid what it had refused. False when the reference is none of ours. Throws
 * DomainError when it could not be kept: then it must come again.
 */
export async function takePayoutHint(
  deps: NewsDeps,
  reference: string,
  at: Date,
): Promise<boolean> {
  const parts = parseProviderReference(reference);
  const merchantId = parts && (await merchantIdOf(deps.pool, parts.merchantNo));
  if (merchantId === undefined || parts === undefined) return false;
  const { payoutId } = parts;
  const hasEnded = await hastenPayout(deps.pool, merchantId, payoutId, at).catch(
    (error: unknown) => {
      throw unavailableOr(error);
    },
  );
  if (!hasEnded) return true;
  const outcome = await deps.provider.enquire(reference);
  await applyNews(deps, { reference, outcome }, 'enquiry', at);
  return true;
}

async function hastenPayout(
  pool: Pool,
  merchantId: string,
  payoutId: string,
  at: Date,
): Promise<boolean> {
  await hasten(pool, merchantId, payoutId, at);
  const { rows } = await pool.query<{ status: PayoutStatus }>({
    name: 'hinted_payout',
    text: 'select status from payouts where merchant_id = $1 and payout_id = $2',
    values: [merchantId, payoutId],
  });
  return rows.some(({ status }) => status !== 'queued' && status !== 'processing');
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
