/**
 * What makes a pay-in that has just been committed come about: a card is told to the acquirer, or the customer's
 * telephone is asked. It happens once. What is unclear afterwards stays open, and enquiries end it.
 */
import type { Pool } from '../db/connection.ts';
import type { CardDetails } from '../kit/card.ts';
import type { Clock } from '../kit/clock.ts';
import { failpoint } from '../kit/failpoint.ts';
import type { AuthoriseOutcome, CardAcquirer, CardOrder } from '../providers/card-acquirer.ts';
import type {
  CollectedPayment,
  PromptedCollection,
  PromptOrder,
  PromptOutcome,
} from '../providers/collection.ts';
import { loadPayins } from './load-payins.ts';
import type { PayinCommand } from './payin-command.ts';
import type { PayinLane } from './payin-lane.ts';
import type { Payin } from './payin.ts';

export interface CollectDeps {
  readonly pool: Pool;
  readonly lane: PayinLane;
  readonly clock: Clock;
  /** What was learned could not be kept now: the pay-in stays open until an enquiry tells it again. */
  readonly onError: (error: unknown, payinId: string) => void;
}

export type CardTerms = Omit<CardOrder, 'reference' | 'amountMinor' | 'currency'>;

/** Resolves to the pay-in as it is then. The card is wiped, whatever happens. Never throws. */
export async function authoriseCard(
  deps: CollectDeps,
  acquirer: Pick<CardAcquirer, 'authorise'>,
  payin: Payin,
  terms: CardTerms,
  card: CardDetails,
): Promise<Payin> {
  const { providerReference: reference, amountMinor, currency } = payin;
  failpoint('card.before_call');
  let outcome: AuthoriseOutcome;
  try {
    outcome = await acquirer.authorise({ reference, amountMinor, currency, ...terms }, card);
  } finally {
    card.wipe();
  }
  failpoint('card.after_call');
  return learn(deps, payin, cardNews(payin, outcome));
}

function cardNews(payin: Payin, outcome: AuthoriseOutcome): Learned | undefined {
  switch (outcome.kind) {
    case 'succeeded':
      return { kind: 'received', payment: outcome.payment };
    case 'rejected':
      return { ...outcome, kind: 'failed', payment: outcome.payment ?? unpaid(payin) };
    case 'not_sent':
      return failed(payin, 'NOT_SENT', 'The card acquirer cannot be reached.');
    case 'challenge':
      return { kind: 'place', challengeUrl: outcome.url };
    case 'unknown':
      return undefined;
  }
}

/** Resolves to the pay-in as it is then. Never throws. */
export async function promptCustomer(
  deps: CollectDeps,
  provider: PromptedCollection,
  payin: Payin,
  asked: Pick<PromptOrder, 'mobile' | 'description'>,
): Promise<Payin> {
  const { providerReference: reference, amountMinor, currency } = payin;
  failpoint('prompt.before_call');
  const outcome = await provider.prompt({ reference, amountMinor, currency, ...asked });
  failpoint('prompt.after_call');
  return learn(deps, payin, promptNews(payin, outcome));
}

function promptNews(payin: Payin, outcome: PromptOutcome): Learned | undefined {
  switch (outcome.kind) {
    case 'accepted':
      return { kind: 'place', promptId: outcome.promptId };
    case 'rejected':
      return failed(payin, outcome.code, outcome.message);
    case 'not_sent':
      return failed(payin, 'NOT_SENT', 'M-Pesa cannot be reached.');
    case 'unknown':
      return undefined;
  }
}

type Learned =
  | { readonly kind: 'received'; readonly payment: CollectedPayment }
  | {
      readonly kind: 'failed';
      readonly payment: CollectedPayment;
      readonly code: string;
      readonly message: string;
    }
  | { readonly kind: 'place'; readonly challengeUrl?: string; readonly promptId?: string };

function failed(payin: Payin, code: string, message: string): Learned {
  return { kind: 'failed', payment: unpaid(payin), code, message };
}

/** The provider has no name for what it made nothing of. */
function unpaid({ providerReference, amountMinor, currency }: Payin): CollectedPayment {
  return { paymentId: providerReference, amountMinor, currency, utr: null, payerVpa: null };
}

async function learn(
  { pool, lane, clock, onError }: CollectDeps,
  payin: Payin,
  learned: Learned | undefined,
): Promise<Payin> {
  const { merchantId, payinId } = payin;
  try {
    if (learned !== undefined) await lane.submit(commandOf(payin, learned, clock.now()));
    const [loaded] = await loadPayins(pool, [{ merchantId, payinId }]);
    return loaded?.payin ?? payin;
  } catch (error) {
    onError(error, payinId);
    return payin;
  }
}

function commandOf(payin: Payin, learned: Learned, at: Date): PayinCommand {
  const { merchantId, payinId, provider, providerReference: reference } = payin;
  const about = { merchantId, payinId, at };
  if (learned.kind === 'place') return { ...about, ...learned };
  return { kind: 'news', ...about, provider, source: 'reply', news: { reference, ...learned } };
}
