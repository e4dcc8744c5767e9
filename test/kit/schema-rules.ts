/**
 * The rules a table keeps so that its merchant can live on any node, read from the catalogs of a
 * migrated database: what PostgreSQL accepted, not what a migration seems to say.
 */
import type { ClientBase } from 'pg';
import { tables } from '../../src/db/tables.ts';
import type { Placements } from './shard-sql.ts';

/** One sentence per broken rule, sorted; none when every rule is kept. */
export async function schemaOffences(
  client: ClientBase,
  placements: Placements = tables,
): Promise<string[]> {
  const sharded = namesOf(placements, 'sharded');
  const found = [
    await offences(client, undeclared, [Object.keys(placements)]),
    await offences(client, missing, [Object.keys(placements)]),
    await offences(client, merchantColumn, [sharded]),
    await offences(client, noPrimaryKey),
    await offences(client, uniqueKeys, [sharded]),
    await offences(client, foreignKeys, [sharded, namesOf(placements, 'reference')]),
    await offences(client, sequences, [sharded]),
    await offences(client, constraintKinds),
    await offences(client, objects),
    await offences(client, moneyColumns),
    await offences(client, unnamed),
  ];
  return found.flat().sort();
}

function namesOf(placements: Placements, wanted: string): string[] {
  return Object.keys(placements).filter((table) => placements[table] === wanted);
}

async function offences(
  client: ClientBase,
  text: string,
  values: readonly (readonly string[])[] = [],
): Promise<string[]> {
  const { rows } = await client.query<{ offence: string }>(text, [...values]);
  return rows.map((row) => row.offence);
}

/** Tables as written in the migrations: a partition is a part of one. */
const ourTables = `(
  select c.oid, c.relname::text as name from pg_class c
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
) t`;

const undeclared = `select t.name || ' is not declared in src/db/tables.ts' as offence
  from ${ourTables} where t.name <> all ($1)`;

const missing = `select declared || ' is declared but no migration creates it' as offence
  from unnest($1::text[]) declared where declared not in (select t.name from ${ourTables})`;

const merchantColumn = `select t.name || ' has no merchant_id uuid not null' as offence
  from ${ourTables} where t.name = any ($1) and not exists (
    select from pg_attribute a where a.attrelid = t.oid and a.attname = 'merchant_id'
       and a.atttypid = 'uuid'::regtype and a.attnotnull)`;

const noPrimaryKey = `select t.name || ' has no primary key' as offence
  from ${ourTables} where not exists (
    select from pg_index i where i.indrelid = t.oid and i.indisprimary)`;

const uniqueKeys = `select format('%s: unique %s does not begin with merchant_id', t.name, i.indexrelid::regclass) as offence
  from ${ourTables} join pg_index i on i.indrelid = t.oid
  left join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
 where t.name = any ($1) and i.indisunique and a.attname is distinct from 'merchant_id'`;

const foreignKeys = `select format('%s: foreign key %s leaves the merchant', t.name, k.conname) as offence
  from ${ourTables} join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
  join pg_class target on target.oid = k.confrelid
  join pg_attribute a on a.attrelid = t.oid and a.attnum = k.conkey[1]
  join pg_attribute b on b.attrelid = k.confrelid and b.attnum = k.confkey[1]
 where case when t.name = any ($1)
            then not (target.relname = any ($2)
                      or (target.relname = any ($1) and a.attname = 'merchant_id' and b.attname = 'merchant_id'))
            else target.relname = any ($1) end`;

const sequences = `select format('%s.%s takes its value from a sequence', t.name, a.attname) as offence
  from ${ourTables} join pg_attribute a on a.attrelid = t.oid and a.attnum > 0
  left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
 where t.name = any ($1)
   and (a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) like '%nextval(%')`;

const constraintKinds = `select format('%s: constraint %s is %s', t.name, k.conname,
         case when k.contype = 'x' then 'an exclusion' else 'deferrable' end) as offence
  from ${ourTables} join pg_constraint k on k.conrelid = t.oid
 where k.contype = 'x' or k.condeferrable`;

const objects = `select 'trigger ' || tgname as offence
    from pg_trigger where not tgisinternal
  union all
  select 'rule ' || rulename from pg_rules where schemaname = 'public'
  union all
  select 'domain or range type ' || typname from pg_type
   where typnamespace = 'public'::regnamespace and typtype in ('d', 'r')
  union all
  select format('%s.%s is a range', t.name, a.attname)
    from ${ourTables} join pg_attribute a on a.attrelid = t.oid and a.attnum > 0
    join pg_type y on y.oid = a.atttypid where y.typtype in ('r', 'm')`;

const moneyColumns = `select format('%s.%s holds money and is not bigint', t.name, a.attname) as offence
  from ${ourTables} join pg_attribute a on a.attrelid = t.oid and a.attnum > 0
 where (a.attname like '%\\_minor' or a.attname in ('posted', 'held'))
   and a.atttypid not in ('bigint'::regtype, 'bigint[]'::regtype)`;

/** The names PostgreSQL makes up for checks; for keys the migrations themselves are read. */
const unnamed = `select format('%s: constraint %s was not given a name', t.name, k.conname) as offence
  from ${ourTables} join pg_constraint k on k.conrelid = t.oid and k.contype = 'c'
 where k.conname ~ ('^' || t.name || '(_.+)?_check[0-9]*$')`;
