/** Takes a payout up: submit it once, and only ask about it when an earlier attempt may be under way. */
import type { Attempt } from './attempt.ts';
import { hasStrangeMoneyOut } from './fact-key.ts';
import type { Order, ResolveAnswer, StartAttempt } from './resolve-command.ts';
import type { Resolution, Working } from './resolve-state.ts';
import type { Rail } from '../providers/provider.ts';
import { nothingOff } from '../switches/off-switches.ts';
import { isAnyRailOff, whyPayoutWaits } from './switched-off.ts';

export function startAttempt(
  command: StartAttempt,
  working: Working,
  resolution: Resolution,
): ResolveAnswer {
  // A worker that slept past its lease must not act on what somebody else has taken over.
  if (working.leaseId !== command.leaseId) return { kind: 'fenced' };
  const { payout, latest } = working;
  if (payout.status !== 'queued' && payout.status !== 'processing') {
    resolution.settle(working, 'done', command.at, command.at);
    return { kind: 'settled', note: `already ${payout.status}` };
  }
  const { off = nothingOff } = command;
  const isUnderWay = latest !== undefined && !['not_sent', 'rejected'].includes(latest.state);
  if (isUnderWay) return { kind: 'enquire', attempt: latest };
  if (hasStrangeMoneyOut(working)) return leftToPerson(command, working, resolution);
  if (latest?.state === 'not_sent') {
    const switchedOff = whyPayoutWaits(off, payout, latest.provider, latest.rail);
    if (!command.maySubmitAgain || switchedOff !== undefined)
      return heldBack(command, working, resolution, switchedOff);
    const again: Attempt = { ...latest, state: 'submitting', updatedAt: command.at };
    working.setAttempt(again);
    return { kind: 'submit', attempt: again, order: orderOf(working) };
  }
  const switchedOff = whyPayoutWaits(off, payout, command.providerOf(payout));
  if (command.paused || switchedOff !== undefined)
    return heldBack(command, working, resolution, switchedOff);
  const excluded = new Set<Rail>(working.attempts.map((attempt) => attempt.rail));
  const { rail, reason } = command.chooseRail(payout, excluded);
  if (rail === undefined) {
    // No rail is open now: the payout waits, it does not fail.
    const soon = new Date(command.at.getTime() + switchedOffMs);
    const againAt = isAnyRailOff(off) ? soon : new Date(command.at.getTime() + closedMs);
    resolution.settle(working, 'due', againAt, command.at, reason);
    return { kind: 'settled', note: reason };
  }
  const attempt = newAttempt(command, working, rail, reason);
  working.setAttempt(attempt);
  if (payout.status === 'queued')
    resolution.move(working, 'processing', 'handed_to_provider', command.at, { rail });
  else working.change({ rail });
  return { kind: 'submit', attempt, order: orderOf(working) };
}

/** Rails open and close by the clock. */
const closedMs = 300_000;
const heldBackMs = 30_000;
/** Whoever switches on again wants to see it. */
const switchedOffMs = 5_000;

/** Rule U15: while payouts are paused, or something they need is switched off, they wait as they are, with their holds. */
function heldBack(
  { at, paused }: StartAttempt,
  working: Working,
  resolution: Resolution,
  switchedOff: string | undefined,
): ResolveAnswer {
  const usual = paused ? 'payouts are paused' : 'the statement has not been read';
  const note = paused ? usual : (switchedOff ?? usual);
  const waitMs = switchedOff === undefined ? heldBackMs : switchedOffMs;
  resolution.settle(working, 'due', new Date(at.getTime() + waitMs), at, note);
  return { kind: 'settled', note };
}

/** Rule U6: an earlier attempt has moved another amount. It may come back; until then nothing more is sent. */
function leftToPerson(
  { at }: StartAttempt,
  working: Working,
  resolution: Resolution,
): ResolveAnswer {
  const note = 'another amount is out, which needs a person';
  resolution.settle(working, 'due', new Date(at.getTime() + closedMs), at, note);
  return { kind: 'settled', note };
}

function newAttempt(
  command: StartAttempt,
  working: Working,
  rail: Rail,
  railReason: string,
): Attempt {
  const attemptNo = working.attempts.length + 1;
  return {
    merchantId: working.payout.merchantId,
    payoutId: working.payout.payoutId,
    attemptNo,
    provider: command.providerOf(working.payout),
    providerReference: command.referenceOf(attemptNo),
    rail,
    railReason,
    state: 'submitting',
    detail: null,
    notFoundCount: 0,
    enquiryCount: 0,
    startedAt: command.at,
    updatedAt: command.at,
  };
}

export function orderOf({ payout, xprizo }: Pick<Working, 'payout' | 'xprizo'>): Order {
  return {
    amountMinor: payout.amountMinor,
    currency: payout.currency,
    ...(xprizo !== undefined && { remarks: xprizo.description }),
    beneficiary: {
      name: payout.beneficiaryName,
      accountNumber: payout.beneficiaryAccountNumber,
      ifsc: payout.beneficiaryIfsc,
      ...(payout.beneficiaryVpa !== null && { vpa: payout.beneficiaryVpa }),
      ...(payout.beneficiaryMobile !== null && {
        mobile: payout.beneficiaryMobile.replace('+', ''),
      }),
    },
  };
}
