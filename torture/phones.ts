/** Owners of phones, who are asked there by M-Pesa and answer with their PIN, or do not. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Daraja } from './daraja.ts';
import type { Random } from './random.ts';
import { untilItWorks, type Tasks } from './tasks.ts';

const habits = {
  'enters the PIN': 58,
  'enters the PIN late': 6,
  'enters a wrong PIN': 8,
  'cancels on the phone': 14,
  'does not look at the phone': 14,
} as const;
type Habit = keyof typeof habits;

/** The phone still shows the prompt then. */
const lateMs = 40_000;

export class Phones {
  readonly #daraja: Daraja;
  readonly #random: Random;
  readonly #tasks: Tasks;

  constructor(daraja: Daraja, random: Random, tasks: Tasks) {
    this.#daraja = daraja;
    this.#random = random;
    this.#tasks = tasks;
  }

  /** `mobile`: as `+254712345678`. Whether it is asked at all is known to nobody yet. */
  serve(mobile: string): void {
    if (!this.#tasks.isFirst(mobile)) return;
    const habit = this.#random.weighted(habits);
    const random = this.#random.fork();
    void this.#tasks.begin(habit, () => this.#act(habit, mobile.slice(1), random));
  }

  async #act(habit: Habit, msisdn: string, random: Random): Promise<void> {
    await sleep(random.between(20, 2_000));
    switch (habit) {
      case 'enters the PIN':
        return this.#press(msisdn, 'pay');
      case 'enters the PIN late':
        await this.#tasks.wait(lateMs);
        return this.#press(msisdn, 'pay');
      case 'enters a wrong PIN':
        return this.#press(msisdn, 'pay', '0000');
      case 'cancels on the phone':
        return this.#press(msisdn, 'cancel');
      case 'does not look at the phone':
        return;
    }
  }

  async #press(msisdn: string, press: 'pay' | 'cancel', pin?: string): Promise<void> {
    await untilItWorks(() => this.#daraja.press(msisdn, press, pin));
  }
}
