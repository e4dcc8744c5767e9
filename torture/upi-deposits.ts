/** Customers of a deposit by UPI, who are sent to the payment page and from there to the sandbox bank, or give up on it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from './browser.ts';
import type { Customers } from './customers.ts';
import type { Random } from './random.ts';
import type { Tasks } from './tasks.ts';

const habits = {
  'pays from the page': 80,
  'comes back before paying': 6,
  'cancels on the page': 8,
  'cancels on the page, then pays': 4,
  'leaves the page': 2,
} as const;
type Habit = keyof typeof habits;

export class UpiDeposits {
  readonly #browser: Browser;
  readonly #customers: Customers;
  readonly #random: Random;
  readonly #tasks: Tasks;

  constructor(browser: Browser, customers: Customers, random: Random, tasks: Tasks) {
    this.#browser = browser;
    this.#customers = customers;
    this.#random = random;
    this.#tasks = tasks;
  }

  /** `page`: where the answer to the deposit sends its customer. */
  serve(page: string): void {
    const key = new URL(page).searchParams.get('key') ?? '';
    if (!this.#tasks.isFirst(key)) return;
    const habit = this.#random.weighted(habits);
    const random = this.#random.fork();
    void this.#tasks.begin(habit, () => this.#act(habit, key, random));
  }

  async #act(habit: Habit, key: string, random: Random): Promise<void> {
    await sleep(random.between(20, 2_000));
    const page = await this.#browser.onward(`/api/card/Deposit3DSRedirect?key=${key}`);
    // Elsewhere it leads to the shop: it was over before its customer came.
    if (page === undefined || new URL(page).pathname !== '/pay') return;
    const link = linkOn(await this.#browser.read(page));
    if (link === undefined) return;
    if (habit === 'comes back before paying') await this.#comeBack(key);
    if (habit.startsWith('cancels'))
      await this.#browser.onward(`/api/card/DepositCancel?key=${key}`, 'POST');
    if (habit === 'cancels on the page' || habit === 'leaves the page') return;
    await this.#customers.follow(link);
    await this.#comeBack(key);
  }

  /** The bank is asked then. */
  async #comeBack(key: string): Promise<void> {
    await this.#browser.onward(`/api/card/Deposit3DSResponse?key=${key}`);
  }
}

/** Undefined on a page of a payment that is over. */
function linkOn(text = ''): string | undefined {
  return /href="(upi:\/\/pay\?[^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
}
