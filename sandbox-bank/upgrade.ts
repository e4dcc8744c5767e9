import type { DatabaseSync } from 'node:sqlite';

/**
 * Creates what is missing. A book from before customers could pay in knows fewer kinds of lines, and SQLite cannot
 * change a check: its lines move into a table that knows them all. Belongs inside a transaction.
 */
export function upgradeLines(db: DatabaseSync, schema: string): void {
  const sql = db
    .prepare(`select sql from sqlite_master where type = 'table' and name = 'lines'`)
    .get()?.['sql'];
  if (typeof sql !== 'string' || sql.includes(`'collection'`)) {
    db.exec(schema);
    return;
  }
  db.exec('drop index one_movement_of_each_kind; alter table lines rename to lines_before');
  db.exec(schema);
  db.exec('insert into lines select * from lines_before; drop table lines_before');
}
