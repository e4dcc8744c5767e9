/**
 * Applies one piece of news to one payout. Rules U1 to U15 of docs/money-flows.md:
 * unknown keeps the hold, `not_found` is not failure, and nothing but evidence ends a payout.
 */
import type { Attempt } from './attempt.ts';
import { orderOf } from './decide-start.ts';
import { afterNotFoundAt, nextEnquiryAt, overdueAfterMs } from './enquiry-schedule.ts';
import { aboutNoAttempt } from './decide-stray.ts';
import { factKeyOf, factOf, hasStrangeMoneyOut } from './fact-key.ts';
import { judge, type Evidence } from './judge-evidence.ts';
import type { Outcome } from '../providers/provider.ts';
import type { ApplyFact, ResolveAnswer } from './resolve-command.ts';
import type { Resolution, Working } from './resolve-state.ts';
import { nothingOff } from '../switches/off-switches.ts';
import { whyPayoutWaits } from './switched-off.ts';

export function applyFact(
  command: ApplyFact,
  working: Working,
  resolution: Resolution,
): ResolveAnswer {
  const attempt = working.attempt(command.attemptNo);
  if (attempt === undefined) return aboutNoAttempt(command, working, resolution);
  const { outcome } = command;
  if (outcome.kind === 'rejected' && outcome.unread === true && wasSentBefore(command, attempt)) {
    const why = `a later sending was refused: ${outcome.code}`;
    const nothingProven = { ...command, outcome: { kind: 'unknown', why } } as const;
    return stillOpen(nothingProven, working, attempt, resolution);
  }
  switch (outcome.kind) {
    case 'accepted':
    case 'unknown':
    case 'not_sent':
    case 'not_found':
      return stillOpen(command, working, attempt, resolution);
    case 'succeeded':
    case 'reversed':
    case 'rejected':
      return applyEvidence(command, outcome, working, attempt, resolution);
  }
}

/** The first sending finds the attempt as it was committed; whatever was heard since may be of an earlier one. */
function wasSentBefore({ source }: ApplyFact, { state }: Attempt): boolean {
  return source !== 'reply' || state !== 'submitting';
}

function stillOpen(
  command: ApplyFact,
  working: Working,
  attempt: Attempt,
  resolution: Resolution,
): ResolveAnswer {
  showUndocumented(command, working, resolution);
  const { outcome, policy, at } = command;
  const open = working.payout.status === 'processing' && attempt === working.latest;
  if (!open || attempt.state === 'succeeded' || attempt.state === 'rejected')
    return { kind: 'settled', note: 'nothing new' };
  // An enquiry that never left is none: an outage of ours or theirs does not stretch the schedule.
  const isAnEnquiry = command.source === 'enquiry' && outcome.kind !== 'not_sent';
  const asked = isAnEnquiry ? attempt.enquiryCount + 1 : attempt.enquiryCount;
  const next: Attempt = {
    ...attempt,
    state: openState(command, attempt),
    detail: 'why' in outcome ? outcome.why.slice(0, 200) : outcome.kind,
    notFoundCount: attempt.notFoundCount + (isOneMoreNotFound(command, attempt) ? 1 : 0),
    enquiryCount: asked,
    updatedAt: at,
  };
  const holdsClaim = holdsClaimOf(command, working);
  const ageMs = at.getTime() - attempt.startedAt.getTime();
  // Rule U5: the same reference again, only to a provider that promises to see the double,
  // and only when what is under way must have arrived.
  const isNotFound = outcome.kind === 'not_found' || wasToldElsewhere(outcome, attempt);
  const lost = isNotFound && next.notFoundCount >= 3 && ageMs >= policy.maxInFlightMs;
  const { off = nothingOff } = policy;
  const { provider, rail } = attempt;
  const mayGo =
    policy.maySubmitAgain &&
    !hasStrangeMoneyOut(working) &&
    whyPayoutWaits(off, working.payout, provider, rail) === undefined;
  if (lost && policy.deduplicates && mayGo && holdsClaim) {
    working.setAttempt({ ...next, notFoundCount: 0 });
    return { kind: 'submit', attempt: next, order: orderOf(working) };
  }
  working.setAttempt(next);
  const agedMs = attempt.updatedAt.getTime() - attempt.startedAt.getTime();
  if (ageMs >= overdueAfterMs && agedMs < overdueAfterMs)
    resolution.openCase(working, 'overdue', { reference: attempt.providerReference }, at);
  // A payout that never left waits for three of them.
  const againAt =
    isNotFound && next.notFoundCount <= 3
      ? afterNotFoundAt(at, policy.jitter, {
          maxInFlightMs: policy.maxInFlightMs,
          awaited: outcome.kind === 'unknown',
        })
      : nextEnquiryAt(at, openSince(command, attempt), policy.jitter, afterOf(outcome));
  if (holdsClaim) resolution.settle(working, 'due', againAt, at, next.detail);
  return { kind: 'settled', note: outcome.kind };
}

/** Rule U13: until the connector learns the word it may end no payout, and a day is long to wait for a person. */
function showUndocumented(command: ApplyFact, working: Working, resolution: Resolution): void {
  const { attemptNo, outcome, source, at } = command;
  if (outcome.kind !== 'unknown' || outcome.undocumented === undefined) return;
  const factKey = factKeyOf(attemptNo, outcome);
  if (working.factKeys.has(factKey)) return;
  working.factKeys.add(factKey);
  resolution.facts.push(factOf(command, factKey, 'case'));
  const details = { code: outcome.undocumented, source, attempt: String(attemptNo) };
  resolution.openCase(working, 'undocumented_answer', details, at);
}

/** A callback may be delivered again: between two enquiries of ours it counts once. */
function isOneMoreNotFound({ outcome, source }: ApplyFact, { detail }: Attempt): boolean {
  return outcome.kind === 'not_found' && (source === 'enquiry' || detail !== 'not_found');
}

/** What has just been sent, for the second time too, may have come to its end in seconds; what never left is as old as it was. */
function openSince({ at, outcome, source }: ApplyFact, { startedAt }: Attempt): Date {
  return source === 'reply' && outcome.kind !== 'not_sent' ? at : startedAt;
}

/** Who was told that it is under way, or not there, was answered. */
function afterOf({ kind }: Outcome): 'answered' | 'unanswered' {
  return kind === 'accepted' || kind === 'not_found' ? 'answered' : 'unanswered';
}

/** Answers that come by callbacks come to any process, and only the one that asked holds the claim. */
function wasToldElsewhere(outcome: Outcome, { notFoundCount }: Attempt): boolean {
  return outcome.kind === 'unknown' && outcome.awaited === true && notFoundCount > 0;
}

/**
 * `not_sent` stands only while no earlier submission of this attempt can be under way, and only on the word of the
 * submission itself: an enquiry that never left says nothing about what left before it.
 */
function openState({ outcome, source }: ApplyFact, attempt: Attempt): Attempt['state'] {
  if (outcome.kind === 'accepted' || attempt.state === 'accepted') return 'accepted';
  if (outcome.kind === 'not_sent' && source === 'reply' && attempt.state === 'submitting')
    return 'not_sent';
  return 'unknown';
}

function applyEvidence(
  command: ApplyFact,
  evidence: Evidence,
  working: Working,
  attempt: Attempt,
  resolution: Resolution,
): ResolveAnswer {
  const factKey = factKeyOf(attempt.attemptNo, evidence);
  const known = working.factKeys.has(factKey);
  const verdict = known ? 'noted' : judge({ command, working, attempt, resolution }, evidence);
  if (!known) {
    working.factKeys.add(factKey);
    resolution.facts.push(factOf(command, factKey, verdict));
  }
  const { status } = working.payout;
  const { at } = command;
  if (status !== 'processing') {
    resolution.settle(working, 'done', at, at);
    return { kind: 'settled', note: status };
  }
  const holdsClaim = holdsClaimOf(command, working);
  if (verdict === 'applied' || (holdsClaim && working.latest?.state === 'rejected')) {
    // Another rail may be tried: take the payout up again at once, also when the reply repeats what a callback said.
    resolution.settle(working, 'due', at, at);
    return { kind: 'settled', note: 'another rail' };
  }
  if (holdsClaim) {
    const asked = attempt.enquiryCount + 1;
    working.setAttempt({ ...attempt, enquiryCount: asked, updatedAt: at });
    resolution.settle(
      working,
      'due',
      nextEnquiryAt(at, attempt.startedAt, command.policy.jitter, 'answered'),
      at,
      'needs a person',
    );
  }
  return { kind: 'settled', note: verdict };
}

/** Only who holds the claim may put it off. */
function holdsClaimOf(command: ApplyFact, working: Working): boolean {
  return command.leaseId !== null && command.leaseId === working.leaseId;
}
