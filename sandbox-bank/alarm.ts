export type Clock = () => number;

/** Rings at the earliest time asked for. What is due lives in the database; this only wakes the reader. */
export type Alarm = { at: (timeMs: number | null) => void; stop: () => void };

// Close enough together, due rows share a commit instead of asking for one each.
const LEAST_MS = 5;
const MOST_MS = 60_000;
const AFTER_FAILURE_MS = 1_000;

/** `ring` is never run twice at once: a ring that falls into another one follows it. */
export function setAlarm(
  clock: Clock,
  ring: () => Promise<void>,
  report: (error: unknown) => void,
): Alarm {
  let timer: NodeJS.Timeout | null = null;
  let timerAt = Infinity;
  let ringing = false;
  let rings = 0;
  let stopped = false;

  // Due rows are still due after a failure; without another ring they would wait for the next newcomer.
  const stumbled = (error: unknown) => {
    report(error);
    at(clock() + AFTER_FAILURE_MS);
  };
  const rung = async () => {
    timer = null;
    timerAt = Infinity;
    rings += 1;
    if (ringing) return;
    ringing = true;
    for (let seen = 0; seen < rings && !stopped;) {
      seen = rings;
      await ring().catch(stumbled);
    }
    rings = 0;
    ringing = false;
  };
  const at = (timeMs: number | null) => {
    if (stopped || timeMs === null || timeMs >= timerAt) return;
    if (timer !== null) clearTimeout(timer);
    timerAt = timeMs;
    const wait = Math.min(Math.max(timeMs - clock(), LEAST_MS), MOST_MS);
    timer = setTimeout(() => void rung(), wait);
  };
  const stop = () => {
    stopped = true;
    if (timer !== null) clearTimeout(timer);
  };
  return { at, stop };
}
