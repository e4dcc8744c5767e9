/**
 * Proofs that the gateway could run on a database spread over nodes by merchant. They watch a
 * workload from inside PostgreSQL, so they judge what was executed, not what was meant.
 * The database's user must be a superuser, as it is on the embedded server.
 */
import pg from 'pg';
import { tables } from '../../src/db/tables.ts';
import { scannedShards, type PlanNode } from './plan-shards.ts';
import { startNoticeTap } from './notice-tap.ts';
import type { Placements } from './shard-sql.ts';

export interface ScatteredStatement {
  readonly statement: string;
  readonly table: string;
  readonly shards: number;
}

export interface PlanReport {
  /** How many plans were looked at; a proof over none proves nothing. */
  readonly plansSeen: number;
  readonly scattered: readonly ScatteredStatement[];
}

/**
 * Runs `workload` against a database made by `createShardedDatabase` and names every statement that read
 * more than one shard of a table, including those inside functions and foreign keys. Plans are
 * generic, because a plan that knows the merchant beforehand proves less. The workload must open
 * its connections itself, to the URL it is given.
 */
export async function findScatteredStatements(
  url: string,
  workload: (watchedUrl: string) => Promise<void>,
): Promise<PlanReport> {
  return withClient(url, async (client) => {
    const parents = await partitionParents(client);
    if (parents.size === 0) throw new Error('This database has no shards to look at.');
    const tap = await startNoticeTap(url);
    const settings = explainSettings();
    await changeDatabase(
      client,
      settings.map(([name, value]) => `set ${name} = ${value}`),
    );
    try {
      await workload(tap.url);
    } finally {
      await changeDatabase(
        client,
        settings.map(([name]) => `reset ${name}`),
      );
      await tap.stop();
    }
    const plans = tap.notices.flatMap(readPlan);
    return {
      plansSeen: plans.length,
      scattered: plans.flatMap((plan) => scattered(plan, parents)),
    };
  });
}

interface ExplainedPlan {
  readonly 'Query Text': string;
  readonly Plan: PlanNode;
}

function explainSettings(): [name: string, value: string][] {
  return [
    ['session_preload_libraries', 'auto_explain'],
    ['auto_explain.log_min_duration', '0'],
    ['auto_explain.log_analyze', 'on'],
    ['auto_explain.log_timing', 'off'],
    ['auto_explain.log_nested_statements', 'on'],
    ['auto_explain.log_format', 'json'],
    // To the client instead of the server's log: the tap stands on that line.
    ['auto_explain.log_level', 'notice'],
    ['plan_cache_mode', 'force_generic_plan'],
  ];
}

function readPlan(notice: string): ExplainedPlan[] {
  const body = /^duration: [\d.]+ ms {2}plan:\n(\{[\s\S]*\})$/.exec(notice)?.[1];
  return body === undefined ? [] : [JSON.parse(body) as ExplainedPlan];
}

function scattered(
  plan: ExplainedPlan,
  parents: ReadonlyMap<string, string>,
): ScatteredStatement[] {
  return [...scannedShards(plan.Plan, parents)]
    .filter(([, shards]) => shards.size > 1)
    .map(([table, shards]) => ({ statement: plan['Query Text'], table, shards: shards.size }));
}

export interface SharedTransaction {
  readonly xid: string;
  readonly merchants: readonly string[];
  readonly tables: readonly string[];
}

export interface TransactionReport {
  /** Transactions that wrote to a sharded table. */
  readonly transactionsSeen: number;
  readonly shared: readonly SharedTransaction[];
}

/**
 * Runs `workload` and names every transaction that wrote rows of more than one merchant, read from
 * the write-ahead log in commit order. Needs `wal_level = logical`; works with or without shards.
 */
export async function findSharedTransactions(
  url: string,
  workload: (url: string) => Promise<void>,
  placements: Placements = tables,
): Promise<TransactionReport> {
  return withClient(url, async (client) => {
    const slot = `one_merchant_${process.pid}_${Math.random().toString(36).slice(2)}`;
    await client.query(`select pg_create_logical_replication_slot($1, 'test_decoding')`, [slot]);
    try {
      await workload(url);
      return await readTransactions(client, slot, placements);
    } finally {
      await client.query('select pg_drop_replication_slot($1)', [slot]);
    }
  });
}

async function readTransactions(
  client: pg.Client,
  slot: string,
  placements: Placements,
): Promise<TransactionReport> {
  const parents = await partitionParents(client);
  // Decoding stops at what was flushed, and a throw-away server commits without flushing.
  await client.query('set synchronous_commit = on');
  await client.query(`select pg_logical_emit_message(true, 'flush', '')`);
  const { rows } = await client.query<{ xid: string; change: string }>(
    `select xid::text as xid, data as change
       from pg_logical_slot_get_changes($1, null, null, 'skip-empty-xacts', '1')`,
    [slot],
  );
  const transactions = new Map<string, { merchants: Set<string>; tables: Set<string> }>();
  for (const { xid, change } of rows) {
    const row = /^table \w+\.(\w+): \w+: (?:old-key: )?merchant_id\[uuid\]:'([^']+)'/.exec(change);
    const table = parents.get(row?.[1] ?? '') ?? row?.[1] ?? '';
    if (placements[table] !== 'sharded') continue;
    const seen = transactions.get(xid) ?? { merchants: new Set(), tables: new Set() };
    seen.merchants.add(row?.[2] ?? '');
    seen.tables.add(table);
    transactions.set(xid, seen);
  }
  const shared = [...transactions]
    .filter(([, { merchants }]) => merchants.size > 1)
    .map(([xid, seen]) => ({ xid, merchants: [...seen.merchants], tables: [...seen.tables] }));
  return { transactionsSeen: transactions.size, shared };
}

async function partitionParents(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ shard: string; parent: string }>(
    `select c.relname as shard, p.relname as parent
       from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
      where c.relkind = 'r'`,
  );
  return new Map(rows.map(({ shard, parent }) => [shard, parent]));
}

async function changeDatabase(client: pg.Client, changes: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    'select quote_ident(current_database()) as name',
  );
  for (const change of changes)
    await client.query(`alter database ${rows[0]?.name ?? ''} ${change}`);
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
