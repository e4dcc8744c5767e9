/** Asks a provider what it knows of a pay-in, in the way that the provider wants to be asked. */
import type {
  CollectionAnswer,
  CollectionProvider,
  PromptedCollection,
} from '../providers/collection.ts';
import type { Payin } from './payin.ts';

/** The connectors for money in, by their names. */
export type Collections = ReadonlyMap<string, CollectionProvider>;

function isPrompted(provider: CollectionProvider): provider is PromptedCollection {
  return 'prompt' in provider;
}

/** `receipt`: what a hint calls the payment; it is believed when the provider says that there is one. */
export function askCollection(
  provider: CollectionProvider,
  payin: Pick<Payin, 'providerReference' | 'promptId' | 'amountMinor' | 'currency'>,
  receipt: string | null = null,
): Promise<CollectionAnswer> {
  const { providerReference, promptId, amountMinor, currency } = payin;
  if (promptId === null || !isPrompted(provider)) return provider.enquire(providerReference);
  return provider.enquire(providerReference, { promptId, receipt, amountMinor, currency });
}
