import { setAlarm, type Clock } from '../sandbox-bank/alarm.ts';
import type { Answers } from './answers.ts';
import type { Asks } from './asks.ts';
import type { BillCourse } from './bill-course.ts';
import type { Bills } from './bills.ts';
import type { Callbacks } from './callbacks.ts';
import type { PayoutCourse } from './payout-course.ts';
import type { Payouts } from './payouts.ts';
import type { PromptCourse } from './prompt-course.ts';
import type { Prompts } from './prompts.ts';
import type { Store } from './store.ts';

/** Takes what is due: prompts, payouts, payments of customers' own accord, and questions to be answered. */
export type Steps = { wakeAt(timeMs: number | null): void; stop(): void };

type Parts = {
  store: Store;
  prompts: Prompts;
  payouts: Payouts;
  bills: Bills;
  asks: Asks;
  billCourse: BillCourse;
  promptCourse: PromptCourse;
  payoutCourse: PayoutCourse;
  answers: Answers;
  callbacks: Callbacks;
  clock: Clock;
  report: (error: unknown) => void;
};

export function startSteps(parts: Parts): Steps {
  const { store, prompts, payouts, bills, asks, clock } = parts;
  const { promptCourse, payoutCourse, billCourse, answers } = parts;
  const alarm = setAlarm(
    clock,
    async () => {
      const at = clock();
      store.commit(() => {
        for (const prompt of prompts.due(at)) promptCourse.step(prompt, at);
        for (const payout of payouts.due(at)) payoutCourse.step(payout, at);
        for (const bill of bills.due(at)) billCourse.step(bill, at);
        for (const ask of asks.due(at)) {
          asks.done(ask);
          answers.answer(ask, at);
        }
      });
      parts.callbacks.wake();
      for (const rows of [prompts, payouts, bills, asks]) {
        if (rows.due(at).length > 0) alarm.at(clock());
        alarm.at(rows.firstDueAfter(at));
      }
    },
    parts.report,
  );
  alarm.at(clock());
  return { wakeAt: (timeMs) => alarm.at(timeMs), stop: () => alarm.stop() };
}
