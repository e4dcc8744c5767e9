/**
 * News about references of ours that we do not know, as after a restore from a backup (rule U15): nothing is booked,
 * the fact is kept, and a person is shown each distinct one once.
 */
import { amountInWords } from '../kit/money.ts';
import { factOf, strayKeyOf } from './fact-key.ts';
import type { ApplyFact, ResolveAnswer } from './resolve-command.ts';
import type { Resolution, Working } from './resolve-state.ts';

/** The payout is there, the attempt is not. */
export function aboutNoAttempt(
  command: ApplyFact,
  working: Working,
  resolution: Resolution,
): ResolveAnswer {
  const factKey = strayKeyOf(command.attemptNo, command.outcome);
  if (!working.factKeys.has(factKey)) {
    working.factKeys.add(factKey);
    resolution.facts.push(factOf(command, factKey, 'case'));
    resolution.openCase(working, 'news_about_no_attempt', detailsOf(command), command.at);
  }
  return { kind: 'stray', note: 'no such attempt' };
}

/** The payout itself is not there. */
export function aboutUnknownPayout(command: ApplyFact, resolution: Resolution): ResolveAnswer {
  const { merchantId, payoutId, attemptNo, outcome, at } = command;
  const factKey = strayKeyOf(attemptNo, outcome);
  const payout = { merchantId, payoutId };
  if (resolution.isNewStray({ ...payout, factKey })) {
    resolution.facts.push(factOf(command, factKey, 'case'));
    resolution.openCase({ payout }, 'unknown_payout', detailsOf(command), at);
  }
  return { kind: 'stray', note: 'no such payout' };
}

/** The case has to speak for itself: there may be no payout to look at. */
function detailsOf({ attemptNo, outcome, policy, source }: ApplyFact): Record<string, string> {
  const reference = policy.referenceOf(attemptNo);
  const about = { outcome: outcome.kind, attempt: String(attemptNo), reference, source };
  if (outcome.kind === 'rejected') return { ...about, code: outcome.code };
  if (outcome.kind !== 'succeeded' && outcome.kind !== 'reversed') return about;
  const { amountMinor, currency, utr } = outcome;
  return { ...about, amount: amountInWords(amountMinor, currency), ...(utr !== null && { utr }) };
}
