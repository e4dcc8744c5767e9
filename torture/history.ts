/** Everything that was asked and answered, one JSON line per event, and what the merchants may rely on because of it. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { keyOf, type Order } from './order.ts';

/**
 * ok: answered for good, and what it tells is a promise. fail: certainly without effect.
 * info: nobody knows yet.
 */
export type Answer =
  | {
      readonly kind: 'ok';
      readonly status: number;
      /**
       * The gateway's number of the order, or its approval key. Undefined where the contract does not tell it: of an
       * order that is refused for good, and of one that is there already.
       */
      readonly number: string | undefined;
      /** The status that the answer shows. */
      readonly shown: string;
      /** Made by this very request. */
      readonly isNew: boolean;
      /** Of a pay-in: the UPI link that the customer follows. */
      readonly link?: string;
      /** Of a deposit by card: where its holder goes on. */
      readonly page?: string;
      /** Of a transfer that waits for its payer. */
      readonly approvalKey?: string;
    }
  | {
      readonly kind: 'fail';
      readonly status: number;
      readonly why: string;
      /** As the contract wants it, so no fault. */
      readonly isRightful?: boolean;
    }
  | { readonly kind: 'info'; readonly status: number; readonly why: string };

export interface Asked {
  readonly order: Order;
  /** Distinct numbers that were promised under this reference; more than one is a broken promise. */
  readonly promised: Set<string>;
  /** It was said to have failed for good, without a number. */
  refused: boolean;
  /** It was said to be there, without a number. */
  isThere: boolean;
  /** What was acknowledged of it afterwards: the status that it has for good. */
  readonly decided: Set<string>;
  mayHaveArrived: boolean;
}

export class History {
  readonly file: string;
  readonly #book: number;
  readonly #asked = new Map<string, Asked>();
  readonly counts = { invoke: 0, ok: 0, fail: 0, info: 0, decided: 0 };
  /** Answers that no outage explains, by what they were. */
  readonly faults = new Map<string, number>();
  readonly #startedMs = performance.now();
  #next = 1;

  constructor(file: string) {
    this.file = file;
    this.#book = openSync(file, 'a');
  }

  /** Returns the number of the invocation. */
  invoke(order: Order, gateway: string): number {
    const key = keyOf(order);
    if (!this.#asked.has(key))
      this.#asked.set(key, {
        ...{ order, promised: new Set(), decided: new Set() },
        ...{ refused: false, isThere: false, mayHaveArrived: false },
      });
    const call = this.#next++;
    this.#write({ type: 'invoke', call, gateway, ...order });
    return call;
  }

  answered(call: number, order: Order, answer: Answer): void {
    const asked = this.#asked.get(keyOf(order));
    if (asked === undefined) throw new Error('An answer to nothing.');
    if (answer.kind !== 'fail') asked.mayHaveArrived = true;
    if (answer.kind === 'ok') {
      if (answer.number !== undefined) asked.promised.add(answer.number);
      else if (answer.shown === 'failed') asked.refused = true;
      else asked.isThere = true;
    } else if (isFault(answer)) this.faults.set(answer.why, (this.faults.get(answer.why) ?? 0) + 1);
    const { kind, ...rest } = answer;
    this.#write({ type: kind, call, ...rest });
  }

  /** A decision about it was acknowledged. */
  decided(order: Order, status: string): void {
    this.#asked.get(keyOf(order))?.decided.add(status);
    this.#write({ type: 'decided', status, ...order });
  }

  asked(): IterableIterator<Asked> {
    return this.#asked.values();
  }

  get size(): number {
    return this.#asked.size;
  }

  close(): void {
    closeSync(this.#book);
  }

  #write(event: { readonly type: keyof History['counts'] } & Record<string, unknown>): void {
    this.counts[event.type] += 1;
    const atMs = Math.floor(performance.now() - this.#startedMs);
    writeSync(this.#book, `${JSON.stringify({ atMs, ...event })}\n`);
  }
}

/** 0 is no answer at all, 503 an honest "not now"; both are what an outage looks like. */
function isFault(answer: Exclude<Answer, { kind: 'ok' }>): boolean {
  const { status } = answer;
  return status !== 0 && status !== 503 && !('isRightful' in answer && answer.isRightful);
}
