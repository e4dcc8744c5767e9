import type { Advance } from './advance.ts';
import { setAlarm, type Clock } from './alarm.ts';
import type { Store } from './store.ts';
import type { Transfers } from './transfers.ts';

/** Takes the steps transfers wait for, when they are due. */
export type Settling = { wakeAt(timeMs: number | null): void; stop(): void };

type Parts = {
  store: Store;
  advance: Pick<Advance, 'due'>;
  transfers: Pick<Transfers, 'firstDueAt'>;
  clock: Clock;
  report: (error: unknown) => void;
};

// Small enough that a crowd of due transfers does not keep a submit waiting.
const AT_ONCE = 200;

/** Starts with whatever an earlier life of the bank left due. `onMoved` runs after each commit that moved something. */
export function startSettling(parts: Parts, onMoved: () => void): Settling {
  const { store, advance, transfers, clock, report } = parts;
  const alarm = setAlarm(
    clock,
    async () => {
      let moved = AT_ONCE;
      while (moved === AT_ONCE) {
        moved = await store.commit(() => advance.due(clock(), AT_ONCE));
        if (moved > 0) onMoved();
      }
      alarm.at(transfers.firstDueAt());
    },
    report,
  );
  alarm.at(transfers.firstDueAt());
  return { wakeAt: alarm.at, stop: alarm.stop };
}
