/** The arithmetic of a limit per minute over two counters: this minute's, and what is left of the last one's. */
export const windowMs = 60_000;

export interface WindowState {
  /** Calls counted in the current minute. */
  readonly used: number;
  /** Calls counted in the minute before; they fade out evenly while this one passes. */
  readonly previousUsed: number;
  /** 0 to 59,999 since the current minute began. */
  readonly elapsedMs: number;
}

/** Calls that still fit at this moment; never below zero. */
export function roomIn({ used, previousUsed, elapsedMs }: WindowState, limit: number): number {
  const fading = Math.ceil((previousUsed * (windowMs - elapsedMs)) / windowMs);
  return Math.max(0, limit - used - fading);
}

/** How long until one more call fits, if nobody else calls; a limit of zero never lets one in. */
export function waitMsFor(state: WindowState, limit: number): number {
  if (limit < 1) return windowMs;
  if (roomIn(state, limit) >= 1) return 0;
  const untilNextMs = windowMs - state.elapsedMs;
  if (state.used < limit)
    return fadedAtMs(state.previousUsed, limit - 1 - state.used) - state.elapsedMs;
  return untilNextMs + fadedAtMs(state.used, limit - 1);
}

/** The moment of a minute at which `count` calls of the minute before weigh no more than `allowed`. */
function fadedAtMs(count: number, allowed: number): number {
  if (count <= allowed) return 0;
  return Math.ceil((windowMs * (count - allowed)) / count);
}
