/**
 * How the command line finds the running server: a small file in the data folder, readable by its
 * owner only, because it holds the way into the database.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './is-alive.ts';
import { makeFolder } from './make-folder.ts';

export interface RuntimeFacts {
  readonly pid: number;
  /** `http://127.0.0.1:8080` */
  readonly address: string;
  readonly databaseUrl: string;
  /** Where people reach it, and the zone of its days. */
  readonly served?: { readonly publicUrl: string; readonly timeZone: string };
  /** The sandbox bank, where one runs beside the server. */
  readonly bank?: { readonly url: string; readonly controlKey: string };
  /** Likewise the card acquirer of the sandbox. */
  readonly cards?: { readonly url: string; readonly controlKey: string };
  /** And its M-Pesa. */
  readonly mpesa?: { readonly url: string; readonly controlKey: string };
}

/** Whole or not at all: a reader never sees half a file. */
export function writeRuntimeFile(dataDir: string, facts: RuntimeFacts): void {
  makeFolder(dataDir);
  const file = fileIn(dataDir);
  const half = `${file}.${String(facts.pid)}`;
  rmSync(half, { force: true });
  writeFileSync(half, `${JSON.stringify(facts, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(half, file);
}

/**
 * Undefined when nothing runs on the folder; the file of a server that was killed counts as nothing.
 * Throws the error of the file system when the file is there and may not be read.
 */
export function readRuntimeFile(dataDir: string): RuntimeFacts | undefined {
  let text: string;
  try {
    text = readFileSync(fileIn(dataDir), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
  const facts = factsOf(text);
  return facts !== undefined && isAlive(facts.pid) ? facts : undefined;
}

/** A file that another process has written since is left alone. */
export function removeRuntimeFile(dataDir: string, pid: number = process.pid): void {
  if (readRuntimeFile(dataDir)?.pid === pid) rmSync(fileIn(dataDir), { force: true });
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'runtime.json');
}

function factsOf(text: string): RuntimeFacts | undefined {
  try {
    const found: unknown = JSON.parse(text);
    return isFacts(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

function isFacts(found: unknown): found is RuntimeFacts {
  if (typeof found !== 'object' || found === null) return false;
  const { pid, address, databaseUrl } = found as Partial<Record<string, unknown>>;
  return Number.isInteger(pid) && typeof address === 'string' && typeof databaseUrl === 'string';
}
