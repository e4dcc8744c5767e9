/** Everybody whom the answers to the merchants set in motion: customers, card holders, owners of phones, payers. */
import { Approvers } from './approvers.ts';
import { Browser } from './browser.ts';
import { CardHolders } from './card-holders.ts';
import { Customers } from './customers.ts';
import type { Deployment } from './deployment.ts';
import type { Answer, History } from './history.ts';
import type { Order } from './order.ts';
import type { Person } from './people.ts';
import { Phones } from './phones.ts';
import type { Random } from './random.ts';
import { Tasks } from './tasks.ts';
import { UpiDeposits } from './upi-deposits.ts';
import type { XprizoAccess } from './xprizo-access.ts';

export class Crowd {
  readonly #tasks = new Tasks();
  readonly #customers: Customers;
  readonly #upiDeposits: UpiDeposits;
  readonly #cardHolders: CardHolders;
  readonly #phones: Phones;
  readonly #approvers: Approvers;
  #newcomers = 0;
  readonly #byName = new Map<string, XprizoAccess>();
  readonly #byWallet = new Map<number, XprizoAccess>();

  constructor(deployment: Deployment, history: History, random: Random) {
    const { acquirer, bank, client, daraja, gateways } = deployment;
    const browser = new Browser(gateways, random.fork());
    const tasks = this.#tasks;
    this.#customers = new Customers(bank, random.fork(), tasks);
    this.#upiDeposits = new UpiDeposits(browser, this.#customers, random.fork(), tasks);
    this.#cardHolders = new CardHolders(acquirer, browser, random.fork(), tasks);
    this.#phones = new Phones(daraja, random.fork(), tasks);
    this.#approvers = new Approvers({ client, gateways, history }, random.fork(), tasks);
  }

  /** Who asks for money, or may be asked for it. */
  know({ name, xprizo }: Person): void {
    this.#byName.set(name, xprizo);
    for (const number of Object.values(xprizo.accounts)) this.#byWallet.set(number, xprizo);
  }

  /** A number that nobody had before, for a customer with a telephone and a card. */
  newcomer(): number {
    return (this.#newcomers += 1);
  }

  /** Whoever is concerned by an answer; the same one again concerns nobody. */
  hear(order: Order, answer: Answer): void {
    const { phone } = order.xprizo ?? {};
    // The phone may show a prompt although its answer was lost.
    if (phone !== undefined && answer.kind !== 'fail') this.#phones.serve(phone);
    if (answer.kind !== 'ok') return;
    const { link, page, approvalKey } = answer;
    if (link !== undefined) this.#customers.serve(link);
    const isUpi = order.xprizo?.call === 'UPI deposit';
    if (page !== undefined) (isUpi ? this.#upiDeposits : this.#cardHolders).serve(page);
    if (approvalKey === undefined) return;
    const creator = this.#byName.get(order.merchant);
    const isRequest = order.xprizo?.call === 'request';
    const payer = isRequest ? this.#byWallet.get(Number(order.account)) : creator;
    if (payer !== undefined && creator !== undefined)
      this.#approvers.serve({ order, approvalKey, payer, creator });
  }

  /** Whoever waits until the time is over acts now. Resolves when all have done what they wanted. */
  finish(): Promise<void> {
    return this.#tasks.finish();
  }

  get haveFinished(): boolean {
    return this.#tasks.haveFinished;
  }

  /** How often each habit was seen. */
  get seen(): ReadonlyMap<string, number> {
    return this.#tasks.seen;
  }
}
