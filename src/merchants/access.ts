/**
 * The merchants this process is serving, kept fresh without a request ever waiting: the hot path
 * reads memory, one query in the background fetches what changed.
 */
import type { Pool } from '../db/connection.ts';
import { unavailableOr } from '../db/unavailable.ts';
import type { MerchantId } from '../kit/ids.ts';
import { merchantColumns, merchantOf, type MerchantRow, type MerchantView } from './merchant.ts';

interface Entry {
  view: MerchantView;
  /** When the statement that confirmed the view was sent: nothing later is known. */
  readAtMs: number;
  usedAtMs: number;
}

interface Waiter {
  readonly resolve: (view: MerchantView | undefined) => void;
  readonly reject: (error: unknown) => void;
}

const reloadEveryMs = 400;
/** A process that cannot reload serves an old view no longer than this. */
const servableMs = 1_500;
/** Merchants without calls for this long are forgotten. */
const idleMs = 10_000;

/** Times are of the monotonic clock of the process. */
export class MerchantAccess {
  readonly #pool: Pool;
  readonly #entries = new Map<string, Entry>();
  #missing = new Map<string, Waiter[]>();
  #loading = false;
  #reloading = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.#reload(), reloadEveryMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Undefined when the merchant is not in memory or its view has grown too old: then ask `get`. */
  peek(merchantId: string): MerchantView | undefined {
    const entry = this.#entries.get(merchantId);
    if (entry === undefined) return undefined;
    const nowMs = performance.now();
    entry.usedAtMs = nowMs;
    return nowMs - entry.readAtMs <= servableMs ? entry.view : undefined;
  }

  /** Undefined when there is no such merchant. Throws DomainError `service.unavailable`. */
  async get(merchantId: MerchantId): Promise<MerchantView | undefined> {
    const view = this.peek(merchantId);
    if (view !== undefined) return view;
    return new Promise((resolve, reject) => {
      const waiters = this.#missing.get(merchantId);
      if (waiters === undefined) this.#missing.set(merchantId, [{ resolve, reject }]);
      else waiters.push({ resolve, reject });
      if (!this.#loading) void this.#loadMissing();
    });
  }

  /** Misses that arrive during a load share the next one. */
  async #loadMissing(): Promise<void> {
    this.#loading = true;
    while (this.#missing.size > 0) {
      const asked = this.#missing;
      this.#missing = new Map();
      try {
        const readAtMs = performance.now();
        const found = await this.#load([...asked.keys()]);
        for (const [merchantId, waiters] of asked) {
          const view = found.get(merchantId);
          if (view === undefined) this.#entries.delete(merchantId);
          else this.#entries.set(merchantId, { view, readAtMs, usedAtMs: readAtMs });
          for (const waiter of waiters) waiter.resolve(view);
        }
      } catch (error) {
        const refusal = unavailableOr(error);
        for (const waiters of asked.values()) for (const waiter of waiters) waiter.reject(refusal);
      }
    }
    this.#loading = false;
  }

  async #load(merchantIds: readonly string[]): Promise<Map<string, MerchantView>> {
    const { rows } = await this.#pool.query<MerchantRow>({
      name: 'merchants_load',
      text: `select ${merchantColumns} from merchants where merchant_id = any($1::uuid[])`,
      values: [merchantIds],
    });
    return new Map(rows.map((row) => [row.merchant_id, merchantOf(row)]));
  }

  /** Only rows with another version travel; the answer confirms all the others. */
  async #reload(): Promise<void> {
    const readAtMs = performance.now();
    for (const [merchantId, entry] of this.#entries)
      if (readAtMs - entry.usedAtMs > idleMs) this.#entries.delete(merchantId);
    if (this.#reloading || this.#entries.size === 0) return;
    this.#reloading = true;
    try {
      const confirmed = [...this.#entries.values()];
      const { rows } = await this.#pool.query<MerchantRow>({
        name: 'merchants_reload',
        text: `select ${merchantColumns} from merchants
               join unnest($1::uuid[], $2::integer[]) as known (id, known_version) on merchant_id = id
               where version <> known_version`,
        values: [
          confirmed.map((entry) => entry.view.merchantId),
          confirmed.map((entry) => entry.view.version),
        ],
      });
      const changed = new Map(rows.map((row) => [row.merchant_id, row]));
      for (const entry of confirmed) {
        const row = changed.get(entry.view.merchantId);
        if (row !== undefined) entry.view = merchantOf(row);
        entry.readAtMs = Math.max(entry.readAtMs, readAtMs);
      }
    } catch {
      // The views keep ageing and are not served beyond their time; the next turn tries again.
    } finally {
      this.#reloading = false;
    }
  }
}
