/**
 * The customers of the merchants: each is given the UPI link of one pay-in and does with it at the sandbox bank what
 * customers do. What came of it is in the bank's book.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bank } from './bank.ts';
import { minorOf, rupeesOf } from './money.ts';
import type { Random } from './random.ts';
import { untilItWorks, type Tasks } from './tasks.ts';

const habits = {
  pays: 50,
  'sends the form twice': 4,
  'pays twice': 7,
  'pays another amount': 8,
  cancels: 5,
  'cancels, then pays': 3,
  'pays, and the bank tells nobody': 5,
  'pays, and the bank tells it twice': 4,
  'pays, and the bank tells it late': 3,
  'pays late': 5,
  'never pays': 3,
  'pays, and has it back': 3,
} as const;
type Habit = keyof typeof habits;

/** Longer than a pay-in lives in these runs. */
const lateMs = 75_000;
const payer = 'asha@sandbox';

interface Link {
  readonly reference: string;
  /** Rupees with two decimals. */
  readonly amount: string;
  readonly payee: string;
}

export class Customers {
  readonly #bank: Bank;
  readonly #random: Random;
  readonly #tasks: Tasks;

  constructor(bank: Bank, random: Random, tasks: Tasks) {
    this.#bank = bank;
    this.#random = random;
    this.#tasks = tasks;
  }

  /** Hands a link, as an answer told it, to a customer; the same link again is the same customer. */
  serve(upiLink: string): void {
    void this.follow(upiLink);
  }

  /** Resolves when the customer has done with it what customers do; at once where one has the link already. */
  async follow(upiLink: string): Promise<void> {
    const link = readLink(upiLink);
    if (!this.#tasks.isFirst(link.reference)) return;
    const habit = this.#random.weighted(habits);
    const random = this.#random.fork();
    await this.#tasks.begin(habit, () => this.#act(habit, link, random));
  }

  async #act(habit: Habit, link: Link, random: Random): Promise<void> {
    await sleep(random.between(20, 2_000));
    switch (habit) {
      case 'pays':
        return this.#press(link, 'pay');
      case 'sends the form twice': {
        const attempt = randomUUID();
        await Promise.all([1, 2].map(() => this.#press(link, 'pay', attempt)));
        return;
      }
      case 'pays twice':
        await this.#press(link, 'pay');
        await sleep(random.between(0, 1_000));
        return this.#press(link, 'pay');
      case 'pays another amount':
        return this.#press({ ...link, amount: otherThan(link.amount, random) }, 'pay');
      case 'cancels':
        return this.#press(link, 'cancel');
      case 'cancels, then pays':
        await this.#press(link, 'cancel');
        return this.#press(link, 'pay');
      case 'pays, and the bank tells nobody':
        return this.#collect(link, { callback: 'none' });
      case 'pays, and the bank tells it twice':
        return this.#collect(link, { callback: 'twice' });
      case 'pays, and the bank tells it late':
        return this.#collect(link, { callbackDelayMs: random.between(2_000, 20_000) });
      case 'pays late':
        await this.#tasks.wait(lateMs);
        return this.#press(link, 'pay');
      case 'never pays':
        return;
      case 'pays, and has it back':
        return this.#payAndTakeBack(link, random);
    }
  }

  /** One attempt is one payment however often the form is sent, so that a bank that is away is tried again. */
  #press(link: Link, press: 'pay' | 'cancel', attempt: string = randomUUID()): Promise<void> {
    const { reference: tr, amount: am, payee: pa } = link;
    return untilItWorks(() => this.#bank.press({ pa, tr, am, attempt, payer, press }));
  }

  /** Nobody can say whether a payment was made whose answer was lost; it is not made again. */
  async #collect(link: Link, how: object): Promise<void> {
    const { reference, amount } = link;
    await this.#bank.collect({ reference, amount, payerVpa: payer, ...how }).catch(noMatter);
  }

  async #payAndTakeBack(link: Link, random: Random): Promise<void> {
    for (let times = random.between(1, 2); times > 0; times--) await this.#press(link, 'pay');
    await sleep(random.between(500, 4_000));
    const ids = await untilItWorks(() => this.#bank.paymentsUnder(link.reference));
    // Refused for what was given back already.
    for (const id of ids ?? []) await this.#bank.takeBack(id).catch(noMatter);
  }
}

function readLink(text: string): Link {
  const parameters = new URL(text).searchParams;
  const read = (name: string): string => {
    const value = parameters.get(name);
    if (value === null) throw new Error(`A payment link without ${name}: ${text}`);
    return value;
  };
  return { reference: read('tr'), amount: read('am'), payee: read('pa') };
}

function otherThan(amount: string, random: Random): string {
  const paise = minorOf(amount);
  return rupeesOf(random.happens(0.5) ? paise + 1n : paise / 2n);
}

const noMatter = (): undefined => undefined;
