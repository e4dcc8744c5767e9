/**
 * Limits per minute, counted once for all processes. Calls of one turn of the event loop are decided
 * together in one statement; while it runs the next ones gather, so nobody waits for a timer.
 */
import type { Pool } from '../db/connection.ts';
import { unavailableOr } from '../db/unavailable.ts';
import { roomIn, waitMsFor, windowMs } from './sliding-window.ts';

export interface RateDecision {
  readonly allowed: boolean;
  readonly limit: number;
  /** Calls left right now. */
  readonly remaining: number;
  /** Until the current minute ends; of a refused call no sooner than another one fits. */
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
  used: number;
  previous_used: number;
  elapsed_ms: number;
}

const laneCount = 2;
const maxTries = 4;
const sweepEveryMs = 60_000;

// Rows are locked in the order of their keys, by every process, so two statements never wait for
// each other. The window only moves forward: a statement that began earlier but got the lock later
// counts in the newer minute.
const countCalls = `
  with asked as (
    select * from unnest($1::text[], $2::integer[], $3::integer[]) as a (bucket, max_used, calls)
  ), instant as (
    select floor(extract(epoch from now()) * 1000)::bigint as now_ms
  ), held as (
    select w.bucket, a.max_used, a.calls, w.window_no as old_no, w.used, w.previous_used,
           i.now_ms / ${windowMs} as now_no, (i.now_ms % ${windowMs})::integer as now_elapsed_ms
    from rate_windows w join asked a on a.bucket = w.bucket cross join instant i
    order by w.bucket
    for update of w
  ), placed as (
    select bucket, max_used, calls,
           case when old_no = now_no + 1 then old_no else now_no end as window_no,
           case when old_no = now_no + 1 then 0 else now_elapsed_ms end as elapsed_ms,
           case when old_no in (now_no, now_no + 1) then used else 0 end as used,
           case when old_no in (now_no, now_no + 1) then previous_used
                when old_no = now_no - 1 then used else 0 end as previous_used
    from held
  ), decided as (
    select bucket, window_no, elapsed_ms, used, previous_used,
           least(calls, greatest(0, max_used - used - (previous_used::bigint * (${windowMs} - elapsed_ms)
             + ${windowMs - 1}) / ${windowMs}))::integer as granted
    from placed
  ), counted as (
    update rate_windows w
    set window_no = d.window_no, used = d.used + d.granted, previous_used = d.previous_used
    from decided d where w.bucket = d.bucket
  )
  select bucket, granted, used + granted as used, previous_used, elapsed_ms from decided`;

const openWindows = `
  insert into rate_windows (bucket, window_no, used, previous_used)
  select bucket, 0, 0, 0 from unnest($1::text[]) as bucket order by bucket
  on conflict (bucket) do nothing`;

const sweepWindows = `
  delete from rate_windows where bucket in (
    select bucket from rate_windows
    where window_no < floor(extract(epoch from now()) * 1000)::bigint / ${windowMs} - 1
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
        name: 'rate_windows_count',
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
  const state = {
    used: row.used,
    previousUsed: row.previous_used,
    elapsedMs: row.elapsed_ms,
  };
  const remaining = roomIn(state, limit);
  const resetSeconds = Math.ceil((windowMs - row.elapsed_ms) / 1000);
  const waitSeconds = Math.max(1, Math.ceil(waitMsFor(state, limit) / 1000));
  waiters.forEach((waiter, place) => {
    const allowed = place < row.granted;
    waiter.resolve({
      allowed,
      limit,
      remaining: allowed ? remaining + row.granted - place - 1 : remaining,
      resetSeconds: allowed ? resetSeconds : Math.max(resetSeconds, waitSeconds),
      retryAfterSeconds: allowed ? 0 : waitSeconds,
    });
  });
}

/** One bucket always goes through one lane, so this process never waits for itself on a row. */
function laneOf(bucket: string): number {
  let sum = 0;
  for (let index = 0; index < bucket.length; index++) sum = (sum + bucket.charCodeAt(index)) | 0;
  return Math.abs(sum) % laneCount;
}
