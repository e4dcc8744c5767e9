/**
 * Limits per minute, counted once for all processes. Calls of one turn of the event loop are decided
 * together in one statement; while it runs the next ones gather, so nobody waits for a timer.
 */
import type { Pool } from '../db/connection.ts';
import { unavailableOr } from '../db/unavailable.ts';
import { nextPlaceMs, roomIn, waitMsFor, windowSeconds } from './sliding-window.ts';

export interface RateDecision {
  readonly allowed: boolean;
  readonly limit: number;
  /** Calls left right now. */
  readonly remaining: number;
  /** Until more calls fit than are left now: of a refused call until one fits. */
  readonly resetSeconds: number;
  /** Until one more call fits; 0 when allowed. */
  readonly retryAfterSeconds: number;
}

interface Waiter {
  readonly resolve: (decision: RateDecision) => void;
  readonly reject: (error: unknown) => void;
}

interface Asked {
  limit: number;
  readonly waiters: Waiter[];
}

interface Lane {
  gathering: Map<string, Asked>;
  isRunning: boolean;
}

interface CountedRow {
  bucket: string;
  granted: number;
  counted: number[];
  into_second_ms: number;
}

const laneCount = 2;
const maxTries = 4;
const sweepEveryMs = 60_000;

// Rows are locked in the order of their keys, by every process, so two statements never wait for
// each other. The window only moves forward: a statement that began earlier but got the lock later
// counts in the newer second. One that lies further ahead is of a clock that was set back, and is forgotten.
const countCalls = `
  with asked as (
    select * from unnest($1::text[], $2::integer[], $3::integer[]) as a (bucket, max_used, calls)
  ), instant as (
    select floor(extract(epoch from now()) * 1000)::bigint as now_ms
  ), held as (
    select w.bucket, a.max_used, a.calls, w.last_second, w.counted, i.now_ms,
           case when w.last_second - i.now_ms / 1000 between 1 and ${windowSeconds} then w.last_second
                else i.now_ms / 1000 end as second
    from call_counts w join asked a on a.bucket = w.bucket cross join instant i
    order by w.bucket
    for update of w
  ), moved as (
    select *, case when second - last_second between 0 and ${windowSeconds}
                   then (second - last_second)::integer else ${windowSeconds} end as seconds_on
    from held
  ), placed as (
    select bucket, max_used, calls, second, (now_ms - second * 1000)::integer as into_second_ms,
           array_fill(0, array[seconds_on]) || counted[1:${windowSeconds} - seconds_on] as counted
    from moved
  ), decided as (
    select bucket, second, into_second_ms, counted,
           least(calls, greatest(0, max_used - (select sum(c) from unnest(counted) as c)))::integer
             as granted
    from placed
  ), taken as (
    select bucket, second, into_second_ms, granted, (counted[1] + granted) || counted[2:] as counted
    from decided
  ), written as (
    update call_counts w set last_second = t.second, counted = t.counted
    from taken t where w.bucket = t.bucket
  )
  select bucket, granted, counted, into_second_ms from taken`;

const openWindows = `
  insert into call_counts (bucket, last_second, counted)
  select bucket, 0, '{}' from unnest($1::text[]) as bucket order by bucket
  on conflict (bucket) do nothing`;

const sweepWindows = `
  delete from call_counts where bucket in (
    select bucket from call_counts
    where last_second < floor(extract(epoch from now()))::bigint - ${windowSeconds}
    order by bucket limit 5000 for update skip locked
  )`;

export class RateLimits {
  readonly #pool: Pool;
  readonly #lanes: Lane[];
  #timer: NodeJS.Timeout | undefined;

  constructor(pool: Pool) {
    this.#pool = pool;
    this.#lanes = Array.from({ length: laneCount }, () => ({
      gathering: new Map<string, Asked>(),
      isRunning: false,
    }));
  }

  /** Clears away windows nobody called in lately. */
  start(): void {
    this.#timer ??= setInterval(() => {
      this.sweep().catch(() => undefined);
    }, sweepEveryMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /**
   * Counts one call of the bucket if it fits. A refused call does not count.
   * Throws DomainError `service.unavailable`: what cannot be counted is not let in.
   */
  take(bucket: string, limitPerMinute: number): Promise<RateDecision> {
    const lane = this.#lanes[laneOf(bucket)];
    if (lane === undefined) throw new RangeError('There is no such lane.');
    return new Promise((resolve, reject) => {
      if (lane.gathering.size === 0 && !lane.isRunning) setImmediate(() => void this.#run(lane));
      const asked = lane.gathering.get(bucket);
      if (asked === undefined) {
        lane.gathering.set(bucket, { limit: limitPerMinute, waiters: [{ resolve, reject }] });
      } else {
        asked.limit = limitPerMinute;
        asked.waiters.push({ resolve, reject });
      }
    });
  }

  /** Removes windows that no longer weigh anything, some thousands at most. Returns how many. */
  async sweep(): Promise<number> {
    return (await this.#pool.query(sweepWindows)).rowCount ?? 0;
  }

  async #run(lane: Lane): Promise<void> {
    if (lane.isRunning) return;
    lane.isRunning = true;
    while (lane.gathering.size > 0) {
      const batch = lane.gathering;
      lane.gathering = new Map();
      try {
        await this.#decide(batch);
      } catch (error) {
        const refusal = unavailableOr(error);
        for (const { waiters } of batch.values())
          for (const waiter of waiters) waiter.reject(refusal);
      }
    }
    lane.isRunning = false;
  }

  /** Answers every bucket, opening the windows that are not there: new ones, or all after a crash of the database. */
  async #decide(batch: Map<string, Asked>): Promise<void> {
    for (let attempt = 1; batch.size > 0; attempt++) {
      if (attempt > maxTries) throw new Error('The windows of a rate limit keep vanishing.');
      const buckets = [...batch.keys()].sort();
      if (attempt > 1) await this.#pool.query(openWindows, [buckets]);
      const { rows } = await this.#pool.query<CountedRow>({
        name: 'call_counts_take',
        text: countCalls,
        values: [
          buckets,
          buckets.map((bucket) => batch.get(bucket)?.limit ?? 0),
          buckets.map((bucket) => batch.get(bucket)?.waiters.length ?? 0),
        ],
      });
      for (const row of rows) {
        const asked = batch.get(row.bucket);
        batch.delete(row.bucket);
        if (asked !== undefined) answer(asked, row);
      }
    }
  }
}

/** First come, first served. */
function answer({ limit, waiters }: Asked, row: CountedRow): void {
  const state = { counted: row.counted, intoSecondMs: row.into_second_ms };
  const remaining = roomIn(state, limit);
  const resetSeconds = wholeSeconds(nextPlaceMs(state, limit));
  const waitSeconds = wholeSeconds(waitMsFor(state, limit));
  waiters.forEach((waiter, place) => {
    const allowed = place < row.granted;
    waiter.resolve({
      allowed,
      limit,
      remaining: allowed ? remaining + row.granted - place - 1 : remaining,
      resetSeconds,
      retryAfterSeconds: allowed ? 0 : waitSeconds,
    });
  });
}

/** Rounded up: whoever waits as long finds the place free. */
function wholeSeconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1_000));
}

/** One bucket always goes through one lane, so this process never waits for itself on a row. */
function laneOf(bucket: string): number {
  let sum = 0;
  for (let index = 0; index < bucket.length; index++) sum = (sum + bucket.charCodeAt(index)) | 0;
  return Math.abs(sum) % laneCount;
}
