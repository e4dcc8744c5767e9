/**
 * Rewrites migrations so that every sharded table is hash-partitioned by merchant. PostgreSQL then
 * refuses by itself what a sharded engine would refuse: a key or a reference without the merchant.
 */
import { tables } from '../../src/db/tables.ts';

export type Placement = 'sharded' | 'reference' | 'local';
export type Placements = Readonly<Record<string, Placement>>;

/** So many that one found by its merchant is cheaper than all of them read, as it is with real nodes. */
export const shardCount = 8;

/**
 * The same migration with partitions; everything but the sharded tables stays as written.
 * Throws on a table that `placements` does not know, because nobody has decided where it lives.
 */
export function shardSql(sql: string, placements: Placements = tables): string {
  return statements(sql)
    .map((statement) => shardStatement(statement, placements))
    .join('');
}

function shardStatement(statement: string, placements: Placements): string {
  const storage = /^((?:\s|--.*\n)*alter\s+table\s+)(\w+)(\s+set\s*\([^)]*\)\s*;)$/i.exec(
    statement,
  );
  if (storage !== null && placements[storage[2] ?? ''] === 'sharded')
    return shardNames(storage[2] ?? '')
      .map((name) => `${storage[1] ?? ''}${name}${storage[3] ?? ''}`)
      .join('\n');
  const create =
    /^(\s*(?:--.*\n\s*)*)create\s+(unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?(\w+)/i;
  const found = create.exec(statement);
  if (found === null) return statement;
  const table = found[3] ?? '';
  const placement = placements[table];
  if (placement === undefined)
    throw new Error(`Table ${table} is not declared in src/db/tables.ts.`);
  if (placement !== 'sharded') return statement;
  // Only the partitions store rows, so only they may carry storage options.
  const options = /\)\s*(with\s*\([^)]*\))\s*;$/i.exec(statement);
  const columns =
    options === null ? statement.replace(/;$/, '') : statement.slice(0, options.index + 1);
  return [
    `${columns} partition by hash (merchant_id);`,
    ...shardNames(table).map(
      (name, shard) =>
        `create ${found[2] ?? ''}table ${name} partition of ${table}` +
        ` for values with (modulus ${shardCount}, remainder ${shard}) ${options?.[1] ?? ''};`,
    ),
  ].join('\n');
}

function shardNames(table: string): string[] {
  return Array.from({ length: shardCount }, (_, shard) => `${table}_shard_${shard}`);
}

/** Cuts after each `;` that stands outside quotes, dollar quotes and comments; loses no character. */
function statements(sql: string): string[] {
  const token =
    /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|;/g;
  const parts: string[] = [];
  let start = 0;
  for (const match of sql.matchAll(token)) {
    if (match[0] !== ';') continue;
    parts.push(sql.slice(start, match.index + 1));
    start = match.index + 1;
  }
  return [...parts, sql.slice(start)];
}
