/**
 * Whether payouts may go to providers (rule U15): switched by the operator for all processes of a deployment, and switched
 * off by a worker that finds its database restored from a backup. Everything else goes on meanwhile.
 */
import type { Queryable } from '../db/connection.ts';
import {
  ensureDeploymentValue,
  findDeploymentValue,
  removeDeploymentValue,
  setDeploymentValue,
} from '../db/deployment-values.ts';
import type { Clock } from '../kit/clock.ts';
import { platformId, writeAuditEvent } from '../merchants/audit.ts';

export interface Pause {
  /** A sentence for the operator. */
  readonly reason: string;
  readonly since: Date;
}

const name = 'payouts.paused';
/** Every process follows the switch within a second. */
const viewMs = 800;

export async function findPause(db: Queryable): Promise<Pause | undefined> {
  const value = await findDeploymentValue(db, name);
  return value === undefined ? undefined : pauseOf(value);
}

/** A pause that is in force gets the new reason. */
export async function pausePayouts(db: Queryable, pause: Pause): Promise<void> {
  await setDeploymentValue(db, name, valueOf(pause));
}

/** Resolves to the pause that has ended; undefined when there was none. */
export async function resumePayouts(db: Queryable): Promise<Pause | undefined> {
  const value = await removeDeploymentValue(db, name);
  return value === undefined ? undefined : pauseOf(value);
}

export interface PayoutSwitchDeps {
  readonly db: Queryable;
  readonly clock: Clock;
  /** Hears of every change that this process notices. */
  readonly onChange: (pause: Pause | undefined) => void;
}

/** The view of one process. It is never older than a second when somebody looks, and costs nothing while nobody does. */
export class PayoutSwitch {
  readonly #deps: PayoutSwitchDeps;
  #pause: Pause | undefined;
  #seenAtMs: number | undefined;
  #reading: Promise<void> | undefined;

  constructor(deps: PayoutSwitchDeps) {
    this.#deps = deps;
  }

  /** Throws when the database cannot say: then nothing may be submitted. */
  async isPaused(): Promise<boolean> {
    const ageMs = this.#deps.clock.now().getTime() - (this.#seenAtMs ?? -Infinity);
    // A clock that was set back makes no view younger.
    if (ageMs < 0 || ageMs >= viewMs) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
    return this.#pause !== undefined;
  }

  /** By the program itself. The reason that an operator gave earlier stays. */
  async pause(reason: string): Promise<void> {
    const pause = { reason, since: this.#deps.clock.now() };
    const { db } = this.#deps;
    const value = await ensureDeploymentValue(db, name, () => valueOf(pause));
    this.#see(pauseOf(value), pause.since);
    if (value !== valueOf(pause)) return;
    const event = { merchantId: platformId, actor: 'worker', action: 'payouts.paused' } as const;
    await writeAuditEvent(db, { ...event, details: { reason }, nowMs: pause.since.getTime() });
  }

  async #read(): Promise<void> {
    const startedAt = this.#deps.clock.now();
    this.#see(await findPause(this.#deps.db), startedAt);
  }

  #see(pause: Pause | undefined, at: Date): void {
    const changed = pause?.reason !== this.#pause?.reason;
    this.#pause = pause;
    this.#seenAtMs = at.getTime();
    if (changed) this.#deps.onChange(pause);
  }
}

function valueOf({ reason, since }: Pause): string {
  return JSON.stringify({ reason, since: since.toISOString() });
}

function pauseOf(value: string): Pause {
  const { reason, since } = JSON.parse(value) as { reason: string; since: string };
  return { reason, since: new Date(since) };
}
