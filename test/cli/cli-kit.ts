/** The real command line in a process of its own, as an operator runs it. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { bareEnvironment } from '../kit/environment.ts';

const program = path.join(import.meta.dirname, '../../src/cli/main.ts');

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type Cli = (...words: string[]) => Promise<Ran>;

/** With nothing in its environment but `env`, and `input` to read. */
export function cliWith(env: Readonly<Record<string, string>>, input = ''): Cli {
  return (...words) =>
    new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [program, ...words],
        { env: { ...bareEnvironment, HUNDI_DATA_DIR: '/nowhere/hundi', ...env } },
        (error, stdout, stderr) => {
          const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
          resolve({ code, stdout, stderr });
        },
      );
      // Most commands end without reading it.
      child.stdin?.on('error', () => undefined).end(input);
    });
}

/** The one JSON document that `--json` prints. */
export function documentOf(ran: Ran): Record<string, unknown> {
  if (ran.code > 1) throw new Error(`The command ended with ${ran.code}: ${ran.stderr}`);
  return JSON.parse(ran.stdout) as Record<string, unknown>;
}

/** The error that `--json` prints on stderr. */
export function errorOf({ stderr }: Ran): { code: string; message: string; fields?: object } {
  return (JSON.parse(stderr) as { error: { code: string; message: string } }).error;
}
