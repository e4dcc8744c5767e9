/** Holders of cards, who are sent on to their bank and prove there who they are, or do not. */
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import type { Acquirer } from './acquirer.ts';
import type { Gateway } from './gateway.ts';
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
  readonly #gateways: readonly Gateway[];
  readonly #random: Random;
  readonly #tasks: Tasks;

  constructor(
    { acquirer, gateways }: { acquirer: Acquirer; gateways: readonly Gateway[] },
    random: Random,
    tasks: Tasks,
  ) {
    this.#acquirer = acquirer;
    this.#gateways = gateways;
    this.#random = random;
    this.#tasks = tasks;
  }

  /** `page`: where the answer to the deposit sends its holder. */
  serve(page: string): void {
    const key = new URL(page).searchParams.get('key') ?? '';
    if (!this.#tasks.isFirst(key)) return;
    const habit = this.#random.weighted(habits);
    const random = this.#random.fork();
    this.#tasks.begin(habit, () => this.#act(habit, key, random));
  }

  async #act(habit: Habit, key: string, random: Random): Promise<void> {
    await sleep(random.between(20, 2_000));
    const place = await this.#browse('Deposit3DSRedirect', key, random);
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
        await this.#browse('Deposit3DSResponse', key, random);
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
    await this.#browse('Deposit3DSResponse', key, random);
  }

  /** Where a page of a gateway that runs leads on to. */
  #browse(page: string, key: string, random: Random): Promise<string | undefined> {
    return untilItWorks(async () => {
      const running = this.#gateways.filter(({ isRunning }) => isRunning);
      const { url } = random.pick(running);
      const options = { headersTimeout: 12_000 };
      const answer = await request(`${url}/api/card/${page}?key=${key}`, options);
      await answer.body.dump();
      if (answer.statusCode !== 303) throw new Error(`The page answered ${answer.statusCode}.`);
      return String(answer.headers.location);
    });
  }
}
