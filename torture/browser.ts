/** A customer's browser: it opens the pages of whichever gateway runs, and follows nothing by itself. */
import { request } from 'undici';
import type { Gateway } from './gateway.ts';
import type { Random } from './random.ts';
import { untilItWorks } from './tasks.ts';

interface Opened {
  readonly status: number;
  /** Where it leads on to; '' where it leads nowhere. */
  readonly location: string;
  readonly text: string;
}

export class Browser {
  readonly #gateways: readonly Gateway[];
  readonly #random: Random;

  constructor(gateways: readonly Gateway[], random: Random) {
    this.#gateways = gateways;
    this.#random = random;
  }

  /** What stands at an address, whichever gateway made it. Undefined when none shows anything in all of some tries. */
  async read(address: string): Promise<string | undefined> {
    const { pathname, search } = new URL(address);
    const opened = await untilItWorks(async () => {
      const shown = await this.#open(pathname + search, 'GET');
      if (shown.status >= 500) throw new Error(`The page answered ${shown.status}.`);
      return shown;
    });
    return opened?.text;
  }

  /** Where a page leads on to that shows nothing itself; undefined when none does so in all of some tries. */
  onward(place: string, method: 'GET' | 'POST' = 'GET'): Promise<string | undefined> {
    return untilItWorks(async () => {
      const { status, location } = await this.#open(place, method);
      if (status !== 303) throw new Error(`The page answered ${status}.`);
      return location;
    });
  }

  async #open(place: string, method: 'GET' | 'POST'): Promise<Opened> {
    const running = this.#gateways.filter(({ isRunning }) => isRunning);
    const { url } = this.#random.pick(running);
    const answer = await request(url + place, { method, headersTimeout: 12_000 });
    const text = await answer.body.text();
    const location = String(answer.headers.location ?? '');
    return { status: answer.statusCode, location, text };
  }
}
