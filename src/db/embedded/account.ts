import { spawnSync, type SpawnOptions } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A system account other than ours, under which PostgreSQL runs. */
export type Account = { name: string; uid: number; gid: number };

/**
 * The account for PostgreSQL: our own (undefined), or, because PostgreSQL refuses to run as root,
 * `postgres` and else `nobody` when we are root.
 */
export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = knownAccounts();
  return (
    accounts.find(({ name }) => name === 'postgres') ??
    accounts.find(({ name }) => name === 'nobody') ?? { name: 'nobody', uid: 65534, gid: 65534 }
  );
}

/** The account that owns existing data; PostgreSQL insists on running as exactly that one. */
export function accountOf(owner: { uid: number; gid: number }): Account {
  const name = knownAccounts().find(({ uid }) => uid === owner.uid)?.name ?? `${owner.uid}`;
  return { name, ...owner };
}

/** Whether an account can enter a folder (or run a program), through every folder above it. */
export function canEnter(account: Account, path: string): boolean {
  const check = spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], programOptions(account));
  return check.status === 0;
}

/**
 * A batch needs a few megabytes, and so does the one after it: given back to the system between them, every page of it
 * is asked for and zeroed again. In bytes; read by glibc alone.
 */
const keptMemory = {
  MALLOC_TRIM_THRESHOLD_: String(16 * 1024 * 1024),
  MALLOC_MMAP_THRESHOLD_: String(16 * 1024 * 1024),
  MALLOC_TOP_PAD_: String(1024 * 1024),
};

/**
 * How every program of PostgreSQL is started: as the given account, with none of our environment
 * (it holds secrets, and PG* variables would change what the programs do), from a folder that any
 * account can be in.
 */
export function programOptions(account: Account | undefined): SpawnOptions {
  return {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', ...keptMemory },
    uid: account?.uid,
    gid: account?.gid,
  };
}

function knownAccounts(): Account[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [name, , uid, gid] = line.split(':');
      if (!name || uid === undefined || gid === undefined) return [];
      return [{ name, uid: Number.parseInt(uid, 10), gid: Number.parseInt(gid, 10) }];
    });
}
