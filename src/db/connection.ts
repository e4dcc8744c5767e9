/** Connections to PostgreSQL: every session acts as `hundi_app` and gives up in bounded time. */
import pg from 'pg';
import { notServedNow } from './unavailable.ts';
import { withOptions } from './address.ts';
import { Client } from './client.ts';
import { CommitInDoubt, commitOf } from './commit.ts';

export type Pool = pg.Pool;
export type Transaction = pg.PoolClient;
/** Reads may run on a pool or inside a transaction. */
export type Queryable = Pick<pg.Pool, 'query'>;

pg.types.setTypeParser(pg.types.builtins.INT8, (text) => BigInt(text));

/** Server-side limits; the driver's own limit is longer and ends what a frozen server never answers. */
const sessionOptions = [
  '-c role=hundi_app',
  '-c statement_timeout=8000',
  '-c lock_timeout=5000',
  '-c idle_in_transaction_session_timeout=15000',
  '-c timezone=UTC',
].join(' ');

/** Batches bring their keys along: an index look-up per key is right whatever the statistics say. */
const batchOptions =
  ' -c enable_hashjoin=off -c enable_mergejoin=off -c plan_cache_mode=force_generic_plan';

const driverLimits = {
  // It is looked at ten times: within 9.4 seconds it is known that a server stands still.
  query_timeout: 8_500,
  connectionTimeoutMillis: 5_000,
  keepAlive: true,
} as const;

/** `batch` pools run statements that bring their keys along, such as claims. */
export function openPool(
  url: string,
  name: string,
  max: number,
  kind: 'plain' | 'batch' = 'plain',
): Pool {
  const pool = new pg.Pool({
    Client,
    ...withOptions(url, kind === 'batch' ? sessionOptions + batchOptions : sessionOptions),
    application_name: `hundi ${name}`,
    max,
    idleTimeoutMillis: 30_000,
    ...driverLimits,
  });
  // Without a listener a lost idle connection would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/**
 * A connection that sends statements without waiting for the answers before them. `lockPatienceMs`: how long it waits for a
 * lock, if not as long as all others do. `connectMs`: how long it may take to connect, where that is less than usual.
 */
export async function openBatchClient(
  url: string,
  name: string,
  { lockPatienceMs, connectMs = Infinity }: { lockPatienceMs?: number; connectMs?: number } = {},
): Promise<Client> {
  const patience = lockPatienceMs === undefined ? '' : ` -c lock_timeout=${String(lockPatienceMs)}`;
  const client = new Client({
    ...withOptions(url, sessionOptions + batchOptions + patience),
    application_name: `hundi ${name}`,
    pipeline: true,
    ...driverLimits,
    connectionTimeoutMillis: Math.ceil(Math.min(driverLimits.connectionTimeoutMillis, connectMs)),
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/**
 * For statements that are made all at once on a connection that takes one after the other: each is sent when the one
 * before it is done, and none after one that failed.
 */
export function inTurn(tx: Transaction): Queryable {
  let last: Promise<unknown> = Promise.resolve();
  const query = (statement: string | pg.QueryConfig, values?: unknown[]): Promise<unknown> => {
    last = last.then(() => tx.query(statement, values));
    return last;
  };
  return { query: query as Queryable['query'] };
}

/** Runs `work` in the transaction that is open already, or in one of its own. */
export function joined<T>(
  db: Pool | Transaction,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return 'release' in db ? work(db) : transaction(db, work);
}

/**
 * Runs `work` in one transaction. Throws what `work` throws, after rolling back, and `service.unavailable` when the server
 * did not wait for its standby.
 */
export async function transaction<T>(
  pool: Pool,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query('begin');
    const result = await work(client);
    await commitOf(client);
    broken = false;
    return result;
  } catch (error) {
    await client.query('rollback').then(
      () => (broken = false),
      () => undefined,
    );
    if (error instanceof CommitInDoubt)
      throw notServedNow('service.unavailable', 'COMMIT_NOT_CONFIRMED', 2);
    throw error;
  } finally {
    client.release(broken);
  }
}
