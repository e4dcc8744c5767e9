/**
 * Connections that do not live for ever: a host that moved is found at its new address, however busy it is. The agent with all of its
 * connections is replaced, and the old one ends when what it has to send is sent. The agent's own limit of a connection's
 * life (`clientTtl`) is not used: where all connections to a host come of age together and are at work, requests that wait for
 * one of them are woken by none, and stand until their deadline.
 */
import type { Dispatcher } from 'undici';
import { Agent } from '../kit/undici.ts';

type AgentOptions = NonNullable<ConstructorParameters<typeof Agent>[0]>;

export class RenewedAgent {
  readonly #options: AgentOptions;
  readonly #lifeMs: number;
  readonly #old = new Set<InstanceType<typeof Agent>>();
  #agent: InstanceType<typeof Agent>;
  #bornMs = performance.now();

  constructor(options: AgentOptions, lifeMs: number) {
    this.#options = options;
    this.#lifeMs = lifeMs;
    this.#agent = new Agent(options);
  }

  dispatch(request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    if (performance.now() - this.#bornMs > this.#lifeMs) this.#renew();
    this.#agent.dispatch(request, handler);
  }

  /** How many origins hold connections now. */
  openOrigins(): number {
    const agents = [this.#agent, ...this.#old];
    return new Set(agents.flatMap((agent) => Object.keys(agent.stats))).size;
  }

  /** Cuts every connection. */
  async destroy(): Promise<void> {
    await Promise.all([this.#agent, ...this.#old].map((agent) => agent.destroy()));
  }

  #renew(): void {
    const old = this.#agent;
    this.#agent = new Agent(this.#options);
    this.#bornMs = performance.now();
    this.#old.add(old);
    const forget = () => this.#old.delete(old);
    // What cannot be closed was destroyed meanwhile.
    old.close().then(forget, forget);
  }
}
