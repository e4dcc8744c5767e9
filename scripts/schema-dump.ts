/**
 * Writes db/schema.sql, the schema after every migration, for people to read. With --check it
 * writes nothing and fails when the file is not what the migrations make.
 */
import { readFile, writeFile } from 'node:fs/promises';
import pg from 'pg';
import { databaseUrl, startTestServer, TEMPLATE } from '../test/kit/test-server.ts';
import { schemaText } from './schema-text.ts';

const file = new URL('../db/schema.sql', import.meta.url);

async function freshSchema(): Promise<string> {
  const server = await startTestServer();
  const client = new pg.Client({ connectionString: databaseUrl(server.adminUrl, TEMPLATE) });
  try {
    await client.connect();
    return await schemaText(client);
  } finally {
    await client.end();
    await server.stop();
  }
}

async function isStale(schema: string): Promise<boolean> {
  return schema !== (await readFile(file, 'utf8').catch(() => ''));
}

const schema = await freshSchema();
if (!process.argv.includes('--check')) {
  await writeFile(file, schema);
} else if (await isStale(schema)) {
  console.error('db/schema.sql is not what the migrations make. Run "npm run schema".');
  process.exitCode = 1;
}
