import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import pg from 'pg';
import type { tables } from '../../src/db/tables.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { schemaOffences } from '../kit/schema-rules.ts';
import { sourceOffences, type SourceFile } from '../kit/source-rules.ts';
import type { Placements } from '../kit/shard-sql.ts';

let database: TestDatabase;
let client: pg.Client;

before(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

after(async () => {
  await client.end();
  await database.drop();
});

test('every table may live on any node: merchant first in its keys, nothing a sharded engine refuses', async () => {
  assert.deepEqual(await schemaOffences(client), []);
});

test('no column of a table that grows with every payout is judged by the usual thirty thousand rows', async () => {
  // One column alone is enough to have that many rows read, each time the table has grown by a tenth.
  const { rows } = await client.query<{ column: string }>(
    `select format('%I.%I', c.relname, a.attname) as column from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relname = any($1)
       and a.attnum > 0 and not a.attisdropped and coalesce(a.attstattarget, -1) < 0
     order by 1`,
    [grownByEveryPayout],
  );
  assert.deepEqual(
    rows.map(({ column }) => column),
    [],
  );
});

const grownByEveryPayout = [
  'journals',
  'outbox',
  'payout_attempts',
  'payout_history',
  'payouts',
  'provider_facts',
  'webhook_attempts',
] satisfies (keyof typeof tables)[];

test('each rule for tables notices the schema that breaks it', async () => {
  await client.query('begin');
  await client.query('drop schema public cascade');
  await client.query('create schema public');
  await client.query(crookedSchema);
  assert.deepEqual(await schemaOffences(client, crookedPlacements), [
    'domain or range type percentage',
    'fees.amount_minor holds money and is not bigint',
    'fees.fee_no takes its value from a sequence',
    'fees: constraint fees_amount_minor_check was not given a name',
    'fees: constraint fees_day_key is deferrable',
    'fees: constraint fees_payout is deferrable',
    'fees: foreign key fees_payout leaves the merchant',
    'fees: unique fees_no_key does not begin with merchant_id',
    'fees: unique fees_pkey does not begin with merchant_id',
    'forgotten is declared but no migration creates it',
    'homeless has no merchant_id uuid not null',
    'homeless has no primary key',
    'rates.valid is a range',
    'rates: foreign key rates_fee leaves the merchant',
    'rule rates_stay',
    'trigger fees_touch',
    'unheard_of is not declared in src/db/tables.ts',
  ]);
  await client.query('rollback');
});

const crookedPlacements: Placements = {
  fees: 'sharded',
  payouts: 'sharded',
  homeless: 'sharded',
  rates: 'reference',
  forgotten: 'local',
};

const crookedSchema = `
  create domain percentage as integer;
  create table payouts (
    merchant_id uuid not null, payout_id uuid not null, fee_day date,
    constraint payouts_pkey primary key (merchant_id, payout_id),
    constraint payouts_id_key unique (merchant_id, payout_id));
  create table fees (
    fee_no bigserial, merchant_id uuid not null, payout_id uuid not null, day date,
    amount_minor integer check (amount_minor > 0),
    constraint fees_pkey primary key (fee_no, merchant_id),
    constraint fees_day_key unique (merchant_id, day) deferrable,
    constraint fees_no_key unique (fee_no),
    constraint fees_payout foreign key (payout_id, merchant_id)
      references payouts (payout_id, merchant_id) deferrable);
  create table homeless (merchant_id uuid);
  create table rates (
    day date not null, valid daterange, fee_no bigint,
    constraint rates_pkey primary key (day),
    constraint rates_fee foreign key (fee_no) references fees (fee_no));
  create table unheard_of (id integer not null, constraint unheard_of_pkey primary key (id));
  create function touch() returns trigger language plpgsql as 'begin return new; end';
  create trigger fees_touch before update on fees for each row execute function touch();
  create rule rates_stay as on delete to rates do instead nothing;`;

test('no statement asks for what several nodes cannot answer', async () => {
  const files = [...(await filesIn('src', '.ts')), ...(await filesIn('db/migrations', '.sql'))];
  assert.ok(files.length > 10, 'the source was found');
  assert.deepEqual(sourceOffences(files), []);
});

test('each rule for statements notices the text that breaks it, and leaves comments alone', () => {
  const found = sourceOffences([
    {
      path: 'src/ledger/crooked.ts',
      text: [
        '// now() in DO UPDATE SET is refused, and so is merge into',
        'const a = `insert into x values ($1) on conflict (k) do update',
        '  set seen_at = now()`;',
        'const b = `merge into x using y on true`;',
        'const c = `select pg_try_advisory_xact_lock(1)`;',
        "if (error.constraint === 'payouts_pkey') listen();",
        "const d = 'LISTEN outbox';",
      ].join('\n'),
    },
    { path: 'src/db/migrate.ts', text: "query('select pg_advisory_lock($1)')" },
    {
      path: 'db/migrations/9999_crooked.sql',
      text: [
        'create table t (id uuid primary key, n bigint check (n > 0), m uuid references merchants,',
        '  constraint t_n_key unique (n),',
        '  unique (m),',
        '  constraint t_m foreign key (m) references merchants (merchant_id));',
        'create unique index t_nm on t (n, m);',
      ].join('\n'),
    },
  ]);
  assert.deepEqual(
    found.map((line) => line.replace(/ \(.*\)$/, '')),
    [
      'src/ledger/crooked.ts:2: the clock inside ON CONFLICT DO UPDATE',
      'src/ledger/crooked.ts:4: MERGE',
      'src/ledger/crooked.ts:5: an advisory lock',
      'src/ledger/crooked.ts:6: a branch on a constraint name',
      'src/ledger/crooked.ts:7: LISTEN',
      'db/migrations/9999_crooked.sql:1: a constraint without a name',
      'db/migrations/9999_crooked.sql:1: a constraint without a name',
      'db/migrations/9999_crooked.sql:1: a constraint without a name',
      'db/migrations/9999_crooked.sql:3: a constraint without a name',
    ],
  );
});

async function filesIn(folder: string, extension: string): Promise<SourceFile[]> {
  const root = new URL('../../', import.meta.url);
  const names = await readdir(new URL(folder, root), { recursive: true });
  const paths = names.filter((name) => name.endsWith(extension)).map((name) => `${folder}/${name}`);
  return Promise.all(
    paths.map(async (path) => ({ path, text: await readFile(new URL(path, root), 'utf8') })),
  );
}
