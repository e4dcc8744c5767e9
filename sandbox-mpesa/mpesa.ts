import type { Clock } from '../sandbox-bank/alarm.ts';
import { seededChance, type Chance } from '../sandbox-bank/chance.ts';
import { openAnswers } from './answers.ts';
import { openAsks, type Asks } from './asks.ts';
import { openBillCourse } from './bill-course.ts';
import { openBills, type Bills } from './bills.ts';
import { openBook, type Book } from './book.ts';
import { startCallbacks, type Callbacks } from './callbacks.ts';
import { openCredential, type Credential } from './credential.ts';
import { openPayoutCourse } from './payout-course.ts';
import { openPayouts, type Payouts } from './payouts.ts';
import { openPromptCourse, type PromptCourse } from './prompt-course.ts';
import { openPrompts, type Prompts } from './prompts.ts';
import { openRegistrations, type Registrations } from './registrations.ts';
import { openRules, type Rules } from './rules.ts';
import type { Settings } from './settings.ts';
import { startSteps, type Steps } from './steps.ts';
import { openStore, type Store } from './store.ts';
import { openTold, type Told } from './told.ts';
import { namesOf, type Fields } from './wire.ts';

/** All parts behind the HTTP doors. */
export type Mpesa = {
  settings: Settings;
  clock: Clock;
  store: Store;
  chance: Chance;
  credential: Credential;
  book: Book;
  prompts: Prompts;
  payouts: Payouts;
  bills: Bills;
  asks: Asks;
  registrations: Registrations;
  rules: Rules;
  told: Told;
  callbacks: Callbacks;
  promptCourse: PromptCourse;
  steps: Steps;
  requestId(): string;
  /** Whose phone a question is about, for the rules. */
  subjectOf(fields: Fields): { msisdn: string; reference: string };
  close(): void;
};

/** Opens the book of the data folder, and takes up what an earlier life left due. */
export function openMpesa(
  settings: Settings,
  clock: Clock,
  report: (error: unknown) => void,
): Mpesa {
  const store = openStore(settings.dataDir);
  const { db } = store;
  const credential = openCredential(settings.dataDir);
  const chance = seededChance(settings.seed);
  const book = openBook(db);
  store.commit(() => book.open(clock()));
  const prompts = openPrompts(db);
  const payouts = openPayouts(db);
  const bills = openBills(db);
  const registrations = openRegistrations(db);
  const asks = openAsks(db);
  const rules = openRules(db, chance);
  const told = openTold(db, settings);
  const callbacks = startCallbacks({ store, told, clock, report });
  const promptCourse = openPromptCourse({ book, prompts, callbacks, chance });
  const payoutCourse = openPayoutCourse({ book, payouts, callbacks, chance });
  const billCourse = openBillCourse({
    shortCode: settings.shortCode,
    book,
    bills,
    callbacks,
    registrations,
  });
  callbacks.onAnswer((id, status, text, at) => {
    billCourse.answered(id, status, text, at);
  });
  const answers = openAnswers({ book, payouts, prompts, bills, callbacks, chance });
  const rows = { prompts, payouts, bills, asks };
  const courses = { promptCourse, payoutCourse, billCourse, answers };
  const steps = startSteps({ store, ...rows, ...courses, callbacks, clock, report });
  let requests = 0;
  return {
    ...{ settings, clock, store, chance, credential, book, rules, told, callbacks, steps },
    ...rows,
    ...{ promptCourse, registrations },
    requestId: () => `${process.pid}-${(requests += 1)}`,
    subjectOf(fields) {
      const { original, receipt } = namesOf(fields);
      const payout = original === null ? payouts.findByReceipt(receipt) : payouts.find(original);
      const msisdn = payout?.msisdn ?? prompts.findByReceipt(receipt)?.msisdn ?? '*';
      return { msisdn, reference: original ?? receipt };
    },
    close() {
      steps.stop();
      callbacks.stop();
      store.close();
    },
  };
}
