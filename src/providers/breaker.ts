/**
 * How many calls to a provider may be under way, and a pause after a run of trouble. It only ever says
 * "not now": a payout that is told so keeps its hold and comes back. One per provider and process.
 */
import type { Outcome } from './provider.ts';

export interface BreakerSettings {
  readonly maxConcurrent: number;
  /** Troubles in a row that open the breaker. */
  readonly opensAfter: number;
  /** The first pause; it doubles with every probe that fails, up to the longest. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** When to come back if all places are taken or a probe is under way. */
  readonly busyRetryMs: number;
}

const defaults: BreakerSettings = {
  maxConcurrent: 32,
  opensAfter: 10,
  firstPauseMs: 1_000,
  longestPauseMs: 30_000,
  busyRetryMs: 200,
};

/** Given out with a place and handed back with the result. */
export interface Pass {
  readonly period: number;
}

export type Entry =
  | { readonly allowed: true; readonly pass: Pass }
  | { readonly allowed: false; readonly why: 'busy' | 'open'; readonly retryAfterMs: number };

export type Health = 'well' | 'trouble';

interface BreakerState {
  readonly running: number;
  readonly troubles: number;
  /** Counts the openings and closings, so that a result from before one is not read as news after it. */
  readonly period: number;
  readonly pauseMs: number;
  /** Null while closed. */
  readonly openUntilMs: number | null;
  readonly probing: boolean;
}

function closedBreaker(settings: BreakerSettings): BreakerState {
  const pauseMs = settings.firstPauseMs;
  return { running: 0, troubles: 0, period: 0, pauseMs, openUntilMs: null, probing: false };
}

/** Asks for a place. Whoever gets a pass must `leave` with it, whatever happens. */
function enter(
  state: BreakerState,
  settings: BreakerSettings,
  nowMs: number,
): { readonly state: BreakerState; readonly entry: Entry } {
  const refuse = (why: 'busy' | 'open', retryAfterMs: number) => ({
    state,
    entry: { allowed: false, why, retryAfterMs } as const,
  });
  const isOpen = state.openUntilMs !== null;
  if (isOpen && nowMs < state.openUntilMs) return refuse('open', state.openUntilMs - nowMs);
  if (isOpen && state.probing) return refuse('open', settings.busyRetryMs);
  if (state.running >= settings.maxConcurrent) return refuse('busy', settings.busyRetryMs);
  return {
    state: { ...state, running: state.running + 1, probing: isOpen },
    entry: { allowed: true, pass: { period: state.period } },
  };
}

/** Hands the place back. Results of calls from before the last opening or closing change nothing else. */
function leave(
  before: BreakerState,
  settings: BreakerSettings,
  pass: Pass,
  health: Health,
  nowMs: number,
): BreakerState {
  const state = { ...before, running: before.running - 1 };
  if (pass.period !== state.period) return state;
  if (state.openUntilMs !== null) {
    if (health === 'well') {
      return { ...closedBreaker(settings), running: state.running, period: state.period + 1 };
    }
    const pauseMs = Math.min(state.pauseMs * 2, settings.longestPauseMs);
    return { ...state, pauseMs, openUntilMs: nowMs + pauseMs, probing: false };
  }
  if (health === 'well') return { ...state, troubles: 0 };
  const troubles = state.troubles + 1;
  if (troubles < settings.opensAfter) return { ...state, troubles };
  const openUntilMs = nowMs + state.pauseMs;
  return { ...state, troubles, period: state.period + 1, openUntilMs };
}

/** Trouble is what says nothing about the payout; every clear answer, also a refusal, shows a provider that works. */
export function healthOf(outcome: Outcome): Health {
  if (outcome.kind === 'not_sent') return 'trouble';
  return outcome.kind === 'unknown' && outcome.awaited !== true ? 'trouble' : 'well';
}

export interface Breaker {
  enter(nowMs: number): Entry;
  /** How long to wait before a call has a chance; 0 when one may be made now. Takes no place. */
  pauseMs(nowMs: number): number;
  leave(pass: Pass, health: Health, nowMs: number): void;
  /** How many payouts may be on their way to the provider: after a pause only the one that is its probe. */
  mostOnTheirWay(nowMs: number): number;
}

/** A breaker that keeps its state; time still comes from the caller. */
export function createBreaker(changes: Partial<BreakerSettings> = {}): Breaker {
  const settings = { ...defaults, ...changes };
  let state = closedBreaker(settings);
  return {
    enter(nowMs) {
      const answer = enter(state, settings, nowMs);
      state = answer.state;
      return answer.entry;
    },
    pauseMs(nowMs) {
      const { entry } = enter(state, settings, nowMs);
      return entry.allowed ? 0 : entry.retryAfterMs;
    },
    leave(pass, health, nowMs) {
      state = leave(state, settings, pass, health, nowMs);
    },
    mostOnTheirWay(nowMs) {
      if (state.openUntilMs === null) return settings.maxConcurrent;
      return nowMs < state.openUntilMs ? 0 : 1;
    },
  };
}
