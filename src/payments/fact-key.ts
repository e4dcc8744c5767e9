/** What is kept of a fact, and its name: same content, same key, whoever says it and however often. */
import type { Outcome } from '../providers/provider.ts';
import type { Attempt } from './attempt.ts';
import type { ApplyFact } from './resolve-command.ts';
import type { StoredFact, Working } from './resolve-state.ts';

export function factKeyOf(attemptNo: number, outcome: Outcome): string {
  const key = `${String(attemptNo)} ${outcome.kind}`;
  switch (outcome.kind) {
    case 'rejected':
      return `${key} ${outcome.code}`;
    case 'succeeded':
      return `${key} ${moneyOf(outcome)} ${outcome.utr ?? ''}`;
    case 'reversed':
      return `${key} ${moneyOf(outcome)} ${outcome.reversalReference}`;
    case 'unknown':
      return outcome.undocumented === undefined ? key : `${key} ${outcome.undocumented}`;
    default:
      return key;
  }
}

/** Whether the attempt is known to have paid, or to have been returned, the very amount of its payout. */
export function hasFact(
  working: Pick<Working, 'factKeys' | 'payout'>,
  attempt: Attempt,
  kind: 'succeeded' | 'reversed',
): boolean {
  const start = `${String(attempt.attemptNo)} ${kind} ${moneyOf(working.payout)} `;
  return [...working.factKeys].some((key) => key.startsWith(start));
}

/** Whether anybody ever said that the attempt paid, or was returned, whatever the amount. */
export function hasMovedMoney({ factKeys }: Pick<Working, 'factKeys'>, attempt: Attempt): boolean {
  const starts = ['succeeded', 'reversed'].map((kind) => `${String(attempt.attemptNo)} ${kind} `);
  return [...factKeys].some((key) => starts.some((start) => key.startsWith(start)));
}

/**
 * Whether any attempt has paid another amount than the payout's, and that very amount has not come back. Then money is out,
 * whatever is said of the other attempts.
 */
export function hasStrangeMoneyOut({
  factKeys,
  payout,
}: Pick<Working, 'factKeys' | 'payout'>): boolean {
  const keys = [...factKeys];
  return keys.some((key) => {
    const [attemptNo = '', kind, minor = '', currency = ''] = key.split(' ');
    const money = `${minor} ${currency}`;
    if (kind !== 'succeeded' || money === moneyOf(payout)) return false;
    return !keys.some((other) => other.startsWith(`${attemptNo} reversed ${money} `));
  });
}

/** Under which UTRs the attempt is known to have paid the very amount of its payout; '' for one that was told without. */
export function utrsOf(working: Pick<Working, 'factKeys' | 'payout'>, attempt: Attempt): string[] {
  const start = `${String(attempt.attemptNo)} succeeded ${moneyOf(working.payout)} `;
  return [...working.factKeys]
    .filter((key) => key.startsWith(start))
    .map((key) => key.slice(start.length));
}

function moneyOf(money: { readonly amountMinor: bigint; readonly currency: string }): string {
  return `${String(money.amountMinor)} ${money.currency}`;
}

/**
 * The name of a fact about an attempt that we do not know. It is kept apart: when a restored database makes that
 * attempt again under the same reference, what its provider then says is evidence and not a repetition.
 */
export function strayKeyOf(attemptNo: number, outcome: Outcome): string {
  return `stray ${factKeyOf(attemptNo, outcome)}`;
}

export function factOf(
  command: ApplyFact,
  factKey: string,
  verdict: StoredFact['verdict'],
): StoredFact {
  const { merchantId, payoutId, outcome, source, at: seenAt } = command;
  const money = outcome.kind === 'succeeded' || outcome.kind === 'reversed' ? outcome : null;
  const refusal = outcome.kind === 'rejected' ? outcome : null;
  const undocumented = outcome.kind === 'unknown' ? outcome.undocumented : undefined;
  const returned = outcome.kind === 'reversed' ? outcome.reversalReference : null;
  return {
    merchantId,
    payoutId,
    factKey,
    source,
    kind: outcome.kind,
    amountMinor: money?.amountMinor ?? null,
    utr: money?.utr ?? null,
    code: refusal?.code ?? undocumented ?? null,
    message: refusal?.message ?? returned,
    verdict,
    seenAt,
  };
}
