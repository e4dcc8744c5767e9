/** The proofs of the books as a job: begun by a person, seen while it runs, given up when asked, and kept. */
import { transaction, type Pool, type Queryable } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { newId } from '../kit/ids.ts';
import { platformId, writeAuditEvent } from '../merchants/audit.ts';
import type { Break } from '../payments/proofs.ts';
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

/** The last that was asked for by this actor. */
export async function lastProofRunOf(
  db: Queryable,
  askedBy: string,
): Promise<ProofRun | undefined> {
  const { rows } = await db.query<ProofRun>(
    `select ${columns} from proof_runs where asked_by = $1 order by run_id desc limit 1`,
    [askedBy],
  );
  return rows[0];
}

/** `by` is an actor of the audit. Throws DomainError `console.not_found` where none of that id is running. */
export async function cancelProofRun(
  pool: Pool,
  runId: string,
  by: string,
  now: Date,
): Promise<void> {
  await transaction(pool, async (tx) => {
    const { rowCount } = await tx.query(
      `update proof_runs set cancel_asked_by = $2 where run_id = $1 and state = 'running'`,
      [runId, by],
    );
    if (rowCount === 0) throw new DomainError('console.not_found');
    await audit(tx, by, 'ledger.proof_cancelled', runId, now);
  });
}

function audit(db: Queryable, actor: string, action: string, runId: string, now: Date) {
  return writeAuditEvent(db, {
    ...{ merchantId: platformId, actor, action, details: { runId }, nowMs: now.getTime() },
  });
}

export interface StartedProof {
  readonly runId: string;
  /** What it found, when it has ended, however it did; what it could not prove is not told. */
  readonly ended: Promise<readonly Break[]>;
}

/** Throws DomainError `console.conflict` while another is running. `now` is a clock: the work takes a while. */
export async function startProofRun(
  pool: Pool,
  askedBy: string,
  now: () => Date,
  mayGoOn: () => boolean = () => true,
): Promise<StartedProof> {
  const at = now();
  const runId = newId<'proof_run'>(at.getTime());
  await transaction(pool, async (tx) => {
    await tx.query(
      `update proof_runs set state = 'stopped', ended_at = seen_at where state = 'running' and seen_at < $1`,
      [new Date(at.getTime() - lostAfterMs)],
    );
    const { rowCount } = await tx.query(
      `insert into proof_runs (run_id, asked_by, asked_at, state, done, total, breaks, seen_at)
       values ($1, $2, $3, 'running', 0, 0, '[]', $3) on conflict (state) where state = 'running' do nothing`,
      [runId, askedBy, at],
    );
    if (rowCount === 0)
      throw new DomainError('console.conflict', { reason: 'The books are being proved already.' });
    await audit(tx, askedBy, 'ledger.proof_started', runId, at);
  });
  return { runId, ended: prove(pool, runId, { now, mayGoOn }) };
}

class GivenUp extends Error {}

async function prove(
  pool: Pool,
  runId: string,
  { now, mayGoOn }: { readonly now: () => Date; readonly mayGoOn: () => boolean },
): Promise<readonly Break[]> {
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
      if (!mayGoOn()) throw new Error('The process is about to end.');
    });
    await end(pool, runId, breaks.length === 0 ? 'held' : 'broken', {
      ...progress,
      breaks: breaks.slice(0, breaksKept),
      at: now(),
    });
    return breaks;
  } catch (error) {
    const state = error instanceof GivenUp ? 'cancelled' : 'stopped';
    await end(pool, runId, state, { ...progress, breaks: [], at: now() }).catch(() => undefined);
    return [];
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
