/** Merchants' programs that go on asking while things break: paced, seeded, and as stubborn as a good client is. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.ts';
import type { Gateway } from './gateway.ts';
import type { Crowd } from './crowd.ts';
import type { Answer, History } from './history.ts';
import type { Merchant } from './merchants.ts';
import type { Order } from './order.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';
import { makeXprizoOrder, xprizoKinds } from './xprizo-orders.ts';

/** How the bank behaves towards a payout, by the account number; each comes to an end that a bank would stand by. */
const accountShares = {
  '5': 62,
  '99900010': 3,
  '99900014': 2,
  '99900021': 4,
  '9990003': 7,
  '9990005': 0.5,
  '9990006': 3,
  '9990009': 3,
  '9990010': 2,
  '9990011': 2,
  '9990012': 3,
  '9990013': 4,
  '9990015': 1,
  '9990016': 1,
  '9990019': 1,
  '9990020': 1.5,
} as const;

/** What is asked for, and through which contract. */
const kinds = {
  'XoomPe payout': 45,
  'XPayout payout': 25,
  'XPayout pay-in': 30,
  ...xprizoKinds,
} as const;

const upiShare = 0.15;
const ownCallbackShare = 0.2;

export interface LoadParts {
  readonly name: string;
  readonly client: Client;
  readonly history: History;
  readonly crowd: Crowd;
  readonly people: readonly Person[];
  readonly gateways: readonly Gateway[];
  readonly merchants: readonly Merchant[];
  readonly random: Random;
}

export interface LoadOptions {
  readonly callers: number;
  /** Of all callers together. */
  readonly perSecond?: number;
  /** Ends by itself after so many payouts; pay-ins come beside them. */
  readonly payouts?: number;
  /** Beneficiaries with whom the bank has no trouble of its own. */
  readonly honest?: boolean;
}

const mostTries = 6;
/** Some clients never ask again after an answer was lost. */
const giveUpShare = 0.3;

export class Load {
  readonly #parts: LoadParts;
  #stopping = false;
  #made = 0;
  #payouts = 0;
  #callers: Promise<void>[] = [];

  constructor(parts: LoadParts) {
    this.#parts = parts;
  }

  start(options: LoadOptions): void {
    this.#callers = Array.from({ length: options.callers }, () =>
      this.#callOn(options, this.#parts.random.fork()),
    );
  }

  /** Goes on while `work` does, and ends with it however it ends. */
  async during(options: LoadOptions, work: () => Promise<unknown>): Promise<void> {
    this.start(options);
    try {
      await work();
    } finally {
      this.#stopping = true;
      await this.done();
    }
  }

  /** Resolves when all that was to be asked for has been. */
  async done(): Promise<void> {
    await Promise.all(this.#callers);
  }

  async #callOn(options: LoadOptions, random: Random): Promise<void> {
    const { callers, perSecond, payouts = Infinity, honest = false } = options;
    const everyMs = perSecond === undefined ? 0 : (callers * 1_000) / perSecond;
    while (!this.#stopping && this.#payouts < payouts) {
      const beganMs = performance.now();
      const merchant = random.pick(this.#parts.merchants);
      await this.#see(merchant, this.#order(merchant, honest, random), random);
      const restMs = everyMs * (0.5 + random.next()) - (performance.now() - beganMs);
      if (restMs > 0) await sleep(restMs);
    }
  }

  #order(merchant: Merchant, honest: boolean, random: Random): Order {
    const nth = (this.#made += 1);
    const kind = random.weighted(kinds);
    const paise = String(random.between(0, 99)).padStart(2, '0');
    const about = {
      merchant: merchant.name,
      reference: `${this.#parts.name}-${nth}`,
      amount: `${random.between(5_000, 20_000)}.${paise}`,
      signature: random.happens(0.5) ? 1 : 2,
      ownCallback: random.happens(ownCallbackShare),
    } as const;
    if (kind in xprizoKinds) {
      const { reference } = about;
      const { people, crowd } = this.#parts;
      const parts = { merchant, people, reference, nth: crowd.newcomer() };
      return makeXprizoOrder(parts, kind as keyof typeof xprizoKinds, random);
    }
    if (kind === 'XPayout pay-in')
      return { ...about, contract: 'xpayout', direction: 'in', account: '' };
    this.#payouts += 1;
    const behaviour = honest ? '5' : random.weighted(accountShares);
    const account = behaviour + String(nth).padStart(13 - behaviour.length, '0');
    if (kind === 'XoomPe payout')
      return { ...about, contract: 'xoompe', direction: 'out', account };
    const isUpi = random.happens(upiShare);
    const place = isUpi ? `${account}@sandbox` : account;
    return { ...about, contract: 'xpayout', direction: 'out', account: place };
  }

  /** Asks until there is an answer to rely on, or gives up as some do. */
  async #see(merchant: Merchant, order: Order, random: Random): Promise<void> {
    for (let tries = 0; tries < mostTries; tries++) {
      const gateway = random.pick(this.#parts.gateways);
      const { kind, status } = await ask(this.#parts, merchant, gateway, order);
      if (kind === 'ok' || (kind === 'fail' && status !== 0)) return;
      if (kind === 'info' && random.happens(giveUpShare)) return;
      await sleep(50 + 100 * tries);
    }
  }
}

/** One request, written down before and after; whoever is concerned by the answer hears of it. */
export async function ask(
  { client, crowd, history }: Pick<LoadParts, 'client' | 'crowd' | 'history'>,
  merchant: Merchant,
  gateway: Gateway,
  order: Order,
): Promise<Answer> {
  const call = history.invoke(order, gateway.name);
  const answer = await client.create(gateway.url, merchant, order);
  history.answered(call, order, answer);
  crowd.hear(order, answer);
  return answer;
}
