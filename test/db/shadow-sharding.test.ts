import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { openPool } from '../../src/db/connection.ts';
import { tables } from '../../src/db/tables.ts';
import { createShardedDatabase, type TestDatabase } from '../kit/database.ts';
import { shardCount, shardSql } from '../kit/shard-sql.ts';
import { findScatteredStatements, findSharedTransactions } from '../kit/sharded.ts';

let database: TestDatabase;
let client: pg.Client;

before(async () => {
  database = await createShardedDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

after(async () => {
  await client.end();
  await database.drop();
});

test('the migrations hold with every sharded table spread over partitions by merchant', async () => {
  const { rows } = await client.query<{ name: string; shards: number }>(
    `select c.relname as name, count(i.inhrelid)::int as shards
       from pg_class c left join pg_inherits i on i.inhparent = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      group by c.relname`,
  );
  const expected = Object.entries(tables).map(([name, placement]) => [
    name,
    placement === 'sharded' ? shardCount : 0,
  ]);
  assert.deepEqual(
    Object.fromEntries(rows.map(({ name, shards }) => [name, shards])),
    Object.fromEntries(expected),
  );
});

test('storage options move from a sharded table to its shards, whenever they were set', async () => {
  for (const [table, option] of [
    ['outbox', 'fillfactor=70'],
    ['payouts', 'fillfactor=45'],
  ] as const) {
    const { rows } = await client.query<{ options: string[] | null }>(
      `select c.reloptions as options from pg_class c join pg_inherits i on i.inhrelid = c.oid
        where i.inhparent = $1::regclass`,
      [table],
    );
    assert.equal(rows.length, shardCount);
    for (const { options } of rows) assert.deepEqual(options, [option]);
  }
});

for (const [what, sql] of [
  [
    'a primary key without the merchant',
    'create table t (merchant_id uuid not null, id uuid not null, constraint t_pkey primary key (id));',
  ],
  [
    'a unique index without the merchant',
    'create table t (merchant_id uuid not null, id uuid not null); create unique index t_id on t (id);',
  ],
] as const) {
  test(`${what} is refused by PostgreSQL once the table is spread`, async () => {
    await client.query('begin');
    await client.query(sql);
    await client.query('rollback');
    await assert.rejects(client.query(shardSql(sql, { t: 'sharded' })), { code: '0A000' });
  });
}

test('a table nobody has placed cannot be spread', () => {
  assert.throws(() => shardSql('create table stray (id uuid);', tables), /stray is not declared/);
});

test('text that only looks like SQL stays as it is', () => {
  const sql = [
    "comment on table t is 'create table x (a; b)';",
    '-- create table y (id uuid);',
    "do $body$ begin perform ';'; end $body$;",
    'create table t (id uuid) with (fillfactor = 50);',
  ].join('\n');
  assert.equal(shardSql(sql, { t: 'reference' }), sql);
});

test('a statement that names its merchant reads one shard; one that does not is named', async () => {
  const [merchant, account] = [randomUUID(), 'merchant:INR'];
  const stray = 'select held_minor from accounts where account = $1';
  const report = await findScatteredStatements(database.url, async (url) => {
    const pool = openPool(url, 'test', 1);
    await pool.query(insertAccounts, [[merchant]]);
    await pool.query('select from accounts where merchant_id = $1 for update', [merchant]);
    await pool.query(
      'update accounts set held_minor = 1 where merchant_id = $1 and account = $2 and not ruled',
      [merchant, account],
    );
    await pool.query(stray, [account]);
    await pool.end();
  });
  assert.equal(report.plansSeen, 4);
  assert.deepEqual(report.scattered, [{ statement: stray, table: 'accounts', shards: shardCount }]);
});

test('a transaction that writes for two merchants is named; one that stays with one is not', async () => {
  const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];
  const report = await findSharedTransactions(database.url, async (url) => {
    const pool = openPool(url, 'test', 1);
    await pool.query(insertAccounts, [[first]]);
    await pool.query(insertAccounts, [[second, third]]);
    await pool.query('update accounts set journal_count = 1 where merchant_id = $1', [first]);
    await pool.query(`insert into number_blocks values ('tx', 1)`);
    await pool.end();
  });
  assert.equal(report.transactionsSeen, 3);
  assert.deepEqual(
    report.shared.map(({ merchants, tables: written }) => [[...merchants].sort(), written]),
    [[[second, third].sort(), ['accounts']]],
  );
});

const insertAccounts = `insert into accounts
  (merchant_id, account, currency, ruled, posted_minor, held_minor, journal_count)
  select merchant_id, 'merchant:INR', 'INR', true, 100, 0, 0 from unnest($1::uuid[]) merchant_id`;
