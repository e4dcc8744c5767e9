/** The operator's own command line. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { bareEnvironment } from '../test/kit/environment.ts';

const root = path.join(import.meta.dirname, '..');
const run = promisify(execFile);

/** What a command prints as JSON. Throws when it fails. */
export async function hundi(databaseUrl: string, words: readonly string[]): Promise<unknown> {
  const { stdout } = await run(
    process.execPath,
    [path.join(root, 'src/cli/main.ts'), ...words, '--json'],
    {
      cwd: root,
      timeout: 60_000,
      env: { ...bareEnvironment, DATABASE_URL: databaseUrl, HUNDI_ENV: 'sandbox' },
    },
  );
  return JSON.parse(stdout);
}
