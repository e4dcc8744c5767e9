/** Payers who are asked for money and agree to it or not, and creators who think better of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.ts';
import type { Gateway } from './gateway.ts';
import type { History } from './history.ts';
import type { Order } from './order.ts';
import type { Random } from './random.ts';
import type { Tasks } from './tasks.ts';
import { xprizoRequest } from './xprizo.ts';
import type { XprizoAccess } from './xprizo-access.ts';

const habits = {
  'agrees to pay': 46,
  'agrees once': 12,
  'agrees twice at once': 8,
  'refuses to pay': 12,
  'is taken back by its creator': 10,
  'agrees while it is taken back': 7,
  'never answers': 5,
} as const;
type Habit = keyof typeof habits;

const calls = {
  accept: { place: 'ApprovalAccept', status: 'booked' },
  once: { place: 'ApprovalAccept', query: '&once=true', status: 'booked' },
  reject: { place: 'ApprovalReject', status: 'rejected' },
  cancel: { place: 'ApprovalCancel', status: 'cancelled' },
} as const;

const mostTries = 8;

export interface Waiting {
  readonly order: Order;
  readonly approvalKey: string;
  readonly payer: XprizoAccess;
  readonly creator: XprizoAccess;
}

export interface ApproverParts {
  readonly client: Client;
  readonly gateways: readonly Gateway[];
  readonly history: History;
}

export class Approvers {
  readonly #parts: ApproverParts;
  readonly #random: Random;
  readonly #tasks: Tasks;

  constructor(parts: ApproverParts, random: Random, tasks: Tasks) {
    this.#parts = parts;
    this.#random = random;
    this.#tasks = tasks;
  }

  serve(waiting: Waiting): void {
    if (!this.#tasks.isFirst(waiting.approvalKey)) return;
    const habit = this.#random.weighted(habits);
    const random = this.#random.fork();
    void this.#tasks.begin(habit, () => this.#act(habit, waiting, random));
  }

  async #act(habit: Habit, waiting: Waiting, random: Random): Promise<void> {
    await sleep(random.between(20, 3_000));
    const { payer, creator } = waiting;
    const does = (name: keyof typeof calls, who = payer) =>
      this.#decide(waiting, who, name, random.fork());
    switch (habit) {
      case 'agrees to pay':
        return does('accept');
      case 'agrees once':
        return does('once');
      case 'agrees twice at once':
        await Promise.all([does('accept'), does('accept')]);
        return;
      case 'refuses to pay':
        return does('reject');
      case 'is taken back by its creator':
        return does('cancel', creator);
      case 'agrees while it is taken back':
        await Promise.all([does('accept'), does('cancel', creator)]);
        return;
      case 'never answers':
        return;
    }
  }

  /** Until it is answered; what is acknowledged goes into the history. */
  async #decide(
    { order, approvalKey }: Waiting,
    who: XprizoAccess,
    name: keyof typeof calls,
    random: Random,
  ): Promise<void> {
    const { client, gateways, history } = this.#parts;
    const { place, status, ...more } = calls[name];
    const query = 'query' in more ? more.query : '';
    const asked = xprizoRequest(who, 'GET', `Transaction/${place}?key=${approvalKey}${query}`);
    for (let tries = 0; tries < mostTries; tries++) {
      const reply = await client.send(random.pick(gateways).url, asked).catch(() => undefined);
      if (reply?.status === 200) history.decided(order, status);
      if (reply !== undefined && reply.status < 500) return;
      await sleep(200 * (tries + 1));
    }
  }
}
