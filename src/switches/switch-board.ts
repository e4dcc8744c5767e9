/**
 * What is switched off, as this process knows it: read in the background all the time, so that a decision waits for
 * nothing, and never served when it has grown too old to be true within a second.
 */
import type { Queryable } from '../db/connection.ts';
import { unavailableOr } from '../db/unavailable.ts';
import { listOff } from './list-switches.ts';
import { offSwitchesOf, type OffSwitches } from './off-switches.ts';

const reloadEveryMs = 400;
/** With the time of one reading this stays within a second. */
const servableMs = 900;

/** Times are of the monotonic clock of the process. */
export class SwitchBoard {
  readonly #db: Queryable;
  #view: { readonly off: OffSwitches; readonly readAtMs: number } | undefined;
  #reading: Promise<OffSwitches> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(db: Queryable) {
    this.#db = db;
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      // A failure is met by whoever asks next, once the view is too old.
      this.#read().catch(() => undefined);
    }, reloadEveryMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Throws DomainError `service.unavailable`: whoever cannot know what is switched off begins nothing. */
  async off(): Promise<OffSwitches> {
    const view = this.#view;
    if (view !== undefined && performance.now() - view.readAtMs <= servableMs) return view.off;
    return this.#read();
  }

  /** One reading at a time; those who come meanwhile share it. */
  #read(): Promise<OffSwitches> {
    this.#reading ??= this.#load().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #load(): Promise<OffSwitches> {
    const readAtMs = performance.now();
    try {
      const off = offSwitchesOf(await listOff(this.#db));
      this.#view = { off, readAtMs };
      return off;
    } catch (error) {
      throw unavailableOr(error);
    }
  }
}
