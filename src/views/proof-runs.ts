/** The proofs of the books as a job: begun by a person, seen while it runs, given up when asked, and kept. */
import type { Pool, Queryable } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { newId } from '../kit/ids.ts';
import { verifyBooks } from '../settlements/verify-books.ts';

export type ProofState = 'running' | 'held' | 'broken' | 'cancelled' | 'stopped';

export interface ProofRun {
  readonly runId: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  /** held: every proof holds. stopped: its process ended before it did. */
  readonly state: ProofState;
  /** Merchants. */
  readonly done: number;
  readonly total: number;
  readonly breaks: readonly {
    readonly proof: string;
    readonly merchantId: string;
    readonly what: string;
  }[];
  readonly cancelAskedBy: string | null;
  readonly endedAt: Date | null;
}

/** A run that was not seen for this long has lost its process. */
const lostAfterMs = 60_000;
const tellEveryMs = 500;
const breaksKept = 200;

const columns = `run_id as "runId", asked_by as "askedBy", asked_at as "askedAt", state, done, total, breaks,
  cancel_asked_by as "cancelAskedBy", ended_at as "endedAt"`;

/** The newest first. */
export async function listProofRuns(db: Queryable, limit: number): Promise<ProofRun[]> {
  const { rows } = await db.query<ProofRun>(
    `select ${columns} from proof_runs order by run_id desc limit $1`,
    [limit],
  );
  return rows;
}

/** Throws DomainError `console.not_found` where none of that id is running. */
export async function cancelProofRun(db: Queryable, runId: string, by: string): Promise<void> {
  const { rowCount } = await db.query(
    `update proof_runs set cancel_asked_by = $2 where run_id = $1 and state = 'running'`,
    [runId, by],
  );
  if (rowCount === 0) throw new DomainError('console.not_found');
}

export interface StartedProof {
  readonly runId: string;
  /** Resolves when it has ended, however it did. */
  readonly ended: Promise<void>;
}

/** Throws DomainError `console.conflict` while another is running. `now` is a clock: the work takes a while. */
export async function startProofRun(
  pool: Pool,
  askedBy: string,
  now: () => Date,
): Promise<StartedProof> {
  const at = now();
  await pool.query(
    `update proof_runs set state = 'stopped', ended_at = seen_at where state = 'running' and seen_at < $1`,
    [new Date(at.getTime() - lostAfterMs)],
  );
  const runId = newId<'proof_run'>(at.getTime());
  const { rowCount } = await pool.query(
    `insert into proof_runs (run_id, asked_by, asked_at, state, done, total, breaks, seen_at)
     values ($1, $2, $3, 'running', 0, 0, '[]', $3) on conflict (state) where state = 'running' do nothing`,
    [runId, askedBy, at],
  );
  if (rowCount === 0)
    throw new DomainError('console.conflict', { reason: 'The books are being proved already.' });
  return { runId, ended: prove(pool, runId, now) };
}

class GivenUp extends Error {}

async function prove(pool: Pool, runId: string, now: () => Date): Promise<void> {
  const progress = { done: 0, total: 0, isCancelled: false };
  const tell = async () => {
    const { rows } = await pool.query<{ cancel_asked_by: string | null }>(
      `update proof_runs set done = $2, total = $3, seen_at = $4 where run_id = $1 and state = 'running'
       returning cancel_asked_by`,
      [runId, progress.done, progress.total, now()],
    );
    progress.isCancelled ||= rows[0]?.cancel_asked_by != null;
  };
  // What cannot be told now is told the next time.
  const timer = setInterval(() => void tell().catch(() => undefined), tellEveryMs);
  try {
    const { breaks } = await verifyBooks(pool, (done, total) => {
      Object.assign(progress, { done, total });
      if (progress.isCancelled) throw new GivenUp();
    });
    await end(pool, runId, breaks.length === 0 ? 'held' : 'broken', {
      ...progress,
      breaks: breaks.slice(0, breaksKept),
      at: now(),
    });
  } catch (error) {
    const state = error instanceof GivenUp ? 'cancelled' : 'stopped';
    await end(pool, runId, state, { ...progress, breaks: [], at: now() }).catch(() => undefined);
  } finally {
    clearInterval(timer);
  }
}

async function end(
  pool: Pool,
  runId: string,
  state: ProofState,
  { done, total, breaks, at }: Pick<ProofRun, 'done' | 'total' | 'breaks'> & { readonly at: Date },
): Promise<void> {
  await pool.query(
    `update proof_runs set state = $2, done = $3, total = $4, breaks = $5, seen_at = $6, ended_at = $6
     where run_id = $1 and state = 'running'`,
    [runId, state, done, total, JSON.stringify(breaks), at],
  );
}
