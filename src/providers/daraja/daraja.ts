/** The connector to M-Pesa: Safaricom's Daraja, or the sandbox that stands for it. */
import type { PromptedCollection } from '../collection.ts';
import type { PayoutProvider } from '../provider.ts';
import { DarajaClient } from './client.ts';
import { createPayouts } from './payouts.ts';
import { createPrompts } from './prompts.ts';
import { credentialOf } from './questions.ts';
import type { DarajaSettings } from './settings.ts';

export interface Daraja {
  readonly payouts: PayoutProvider;
  readonly collections: PromptedCollection;
}

/**
 * Both sides share one client, for they share one token. Throws for a `url` or a certificate that is none; after that
 * nothing ever throws.
 */
export function createDaraja(settings: DarajaSettings): Daraja {
  credentialOf(settings);
  const client = new DarajaClient(settings);
  const payouts = createPayouts(settings, client);
  const collections = createPrompts(settings, client);
  let open = 2;
  const closing = (side: { close(): Promise<void> }) => {
    let closed: Promise<void> | undefined;
    return () =>
      (closed ??= (async () => {
        await side.close();
        open -= 1;
        // The client goes with the second of them: the first may be closed while the other is at work.
        if (open === 0) await client.close();
      })());
  };
  return {
    payouts: { ...payouts, close: closing(payouts) },
    collections: { ...collections, close: closing(collections) },
  };
}
