/** Holders of cards, who are sent on to their bank and prove there who they are, or do not. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Acquirer } from './acquirer.ts';
import type { Browser } from './browser.ts';
import type { Random } from './random.ts';
import { untilItWorks, type Tasks } from './tasks.ts';

const habits = {
  'proves it': 60,
  'proves it late': 6,
  'comes back first': 6,
  'mistypes the code thrice': 8,
  'cancels at the bank': 10,
  'leaves the page of the bank': 10,
} as const;
type Habit = keyof typeof habits;

const rightCode = '123456';
/** The bank still waits then. */
const lateMs = 40_000;

export class CardHolders {
  readonly #acquirer: Acquirer;
  readonly #browser: Browser;
  readonly #random: Random;
  readonly #tasks: Tasks;

  constructor(acquirer: Acquirer, browser: Browser, random: Random, tasks: Tasks) {
    this.#acquirer = acquirer;
    this.#browser = browser;
    this.#random = random;
    this.#tasks = tasks;
  }

  /** `page`: where the answer to the deposit sends its holder. */
  serve(page: string): void {
    const key = new URL(page).searchParams.get('key') ?? '';
    if (!this.#tasks.isFirst(key)) return;
    const habit = this.#random.weighted(habits);
    const random = this.#random.fork();
    void this.#tasks.begin(habit, () => this.#act(habit, key, random));
  }

  async #act(habit: Habit, key: string, random: Random): Promise<void> {
    await sleep(random.between(20, 2_000));
    const place = await this.#browse('Deposit3DSRedirect', key);
    // It was over before its holder came.
    if (place?.startsWith(this.#acquirer.url) !== true) return;
    const enter = (form: Readonly<Record<string, string>>) =>
      untilItWorks(() => this.#acquirer.answer(place, form));
    switch (habit) {
      case 'proves it':
        await enter({ press: 'approve', code: rightCode });
        break;
      case 'proves it late':
        await this.#tasks.wait(lateMs);
        await enter({ press: 'approve', code: rightCode });
        break;
      case 'comes back first':
        await this.#browse('Deposit3DSResponse', key);
        await enter({ press: 'approve', code: rightCode });
        break;
      case 'mistypes the code thrice':
        for (const code of ['1', '12', '1234']) await enter({ press: 'approve', code });
        break;
      case 'cancels at the bank':
        await enter({ press: 'cancel' });
        break;
      case 'leaves the page of the bank':
        return;
    }
    await this.#browse('Deposit3DSResponse', key);
  }

  /** Where a page leads on to. */
  #browse(page: string, key: string): Promise<string | undefined> {
    return this.#browser.onward(`/api/card/${page}?key=${key}`);
  }
}
