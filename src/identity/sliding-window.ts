/**
 * The arithmetic of a limit per minute over sixty counters, one for each second. A call weighs from its second on for
 * sixty of them, and then not at all: whoever waits a minute has the whole limit, whoever has used it up gets the places back
 * in the order in which they were taken, and no more than the limit fits into any 59 seconds. A minute of the clock would let
 * in twice as many around its turn, a bucket that fills evenly the hundred and first call of a minute; both are more than a
 * password may be guessed.
 */
export const windowSeconds = 60;
const windowMs = windowSeconds * 1_000;

export interface WindowState {
  /** Calls of the current second, of the one before, and so on back; what is left out counts as none. */
  readonly counted: readonly number[];
  /** Since the current second began. */
  readonly intoSecondMs: number;
}

function usedIn({ counted }: WindowState): number {
  return counted.reduce((sum, calls) => sum + calls, 0);
}

/** Calls that still fit at this moment; never below zero. */
export function roomIn(state: WindowState, limit: number): number {
  return Math.max(0, limit - usedIn(state));
}

/** How long until one more call fits, if nobody else calls; a limit of zero never lets one in. */
export function waitMsFor(state: WindowState, limit: number): number {
  if (limit < 1) return windowMs;
  let tooMany = usedIn(state) - limit + 1;
  if (tooMany <= 0) return 0;
  let age = windowSeconds;
  while (tooMany > 0 && age > 0) tooMany -= state.counted[--age] ?? 0;
  return windowMs - age * 1_000 - state.intoSecondMs;
}

/** How long until more calls fit than do now. */
export function nextPlaceMs(state: WindowState, limit: number): number {
  return Math.max(waitMsFor(state, usedIn(state)), waitMsFor(state, limit));
}
