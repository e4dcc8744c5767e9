import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, lchownSync, lstatSync, mkdirSync } from 'node:fs';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Account, accountOf, canEnter } from './account.ts';
import { makeFolder } from '../../kit/make-folder.ts';
import { EmbeddedPostgresError } from './errors.ts';
import { folderFaultOf } from './folder-faults.ts';

/** Where root keeps what another account must reach. */
export const SYSTEM_HOME = '/var/lib/hundi';

const signpostName = 'postgres.location';

export type Places = { pgData: string; socketDir: string; account: Account | undefined };

/**
 * Makes the data folder if need be. When we are root, a folder that is new or empty is opened to
 * the group of PostgreSQL's account (to pass through, not to list); any other folder keeps its
 * mode, because it may hold more than ours.
 */
export function makeDataFolder(dataDir: string, account: Account | undefined): void {
  makeFolderOrSay(dataDir, 0o700);
  if (!account || readdirSync(dataDir).length > 0 || canEnter(account, dataDir)) return;
  chownSync(dataDir, statSync(dataDir).uid, account.gid);
  chmodSync(dataDir, (statSync(dataDir).mode & 0o777) | 0o010);
}

/** Throws `EmbeddedPostgresError` with a sentence for the operator. */
export function makeFolderOrSay(dataDir: string, mode?: number): void {
  try {
    makeFolder(dataDir, mode);
  } catch (error) {
    const reason = folderFaultOf(error) ?? (error instanceof Error ? error.message : String(error));
    const sentence = `The data folder ${dataDir} cannot be made: ${reason}. HUNDI_DATA_DIR names another.`;
    throw new EmbeddedPostgresError(sentence, { cause: error });
  }
}

/** Decides where PostgreSQL's data and socket are, and makes the folders around them. */
export function choosePlaces(
  dataDir: string,
  preferred: Account | undefined,
  onLog: (line: string) => void,
): Places {
  const pgData = choosePgData(dataDir, preferred, onLog);
  const account = preferred && settleOwner(pgData, preferred);
  return { pgData, socketDir: makeSocketDir(dirname(pgData), account), account };
}

/** The folder around the data of the embedded database, which need not be on the disk of `dataDir`. */
export function homeOf(dataDir: string): string {
  const signpost = join(dataDir, signpostName);
  return existsSync(signpost) ? readFileSync(signpost, 'utf8').trim() : dataDir;
}

function choosePgData(
  dataDir: string,
  account: Account | undefined,
  onLog: (line: string) => void,
): string {
  // Once data was put outside it is looked for there for ever, even when the folder opens up later:
  // a new, empty database would look like lost money.
  const signpost = join(dataDir, signpostName);
  if (existsSync(signpost)) return join(homeOf(dataDir), 'postgres');

  const inside = join(dataDir, 'postgres');
  const owner = account && ownerOf(inside, account);
  if (!owner || canEnter(owner, dataDir)) return inside;
  if (existsSync(inside)) {
    throw new EmbeddedPostgresError(
      `PostgreSQL cannot run as root, and the account ${owner.name} cannot enter ${dataDir}, ` +
        'where the data is; open the folders above it (chmod o+x), or move it and set HUNDI_DATA_DIR.',
    );
  }
  const outside = join(SYSTEM_HOME, hashOf(dataDir));
  mkdirSync(outside, { recursive: true, mode: 0o755 });
  writeFileSync(signpost, `${outside}\n`, { flush: true });
  onLog(
    `PostgreSQL cannot run as root, and the account ${owner.name} cannot enter ${dataDir}: ` +
      `the database is kept in ${outside} instead.`,
  );
  return join(outside, 'postgres');
}

// PostgreSQL runs only as the owner of its data. Data of another account makes us run as that
// account; data that root owns (a restored copy, say) will be handed over.
function ownerOf(pgData: string, preferred: Account): Account {
  const found = statSync(pgData, { throwIfNoEntry: false });
  return found && found.uid !== 0 ? accountOf({ uid: found.uid, gid: found.gid }) : preferred;
}

function settleOwner(pgData: string, preferred: Account): Account {
  const owner = ownerOf(pgData, preferred);
  if (statSync(pgData, { throwIfNoEntry: false })?.uid !== 0) return owner;
  for (const entry of readdirSync(pgData, { recursive: true, withFileTypes: true })) {
    lchownSync(join(entry.parentPath, entry.name), owner.uid, owner.gid);
  }
  chownSync(pgData, owner.uid, owner.gid);
  return owner;
}

const SOCKET_NAME = '.s.PGSQL.5432';
// What the operating system takes in a socket's address, without the closing zero.
const SOCKET_PATH_MAX_BYTES = process.platform === 'linux' ? 107 : 103;

function makeSocketDir(home: string, account: Account | undefined): string {
  const short = `hundi-${hashOf(home)}`;
  const candidates = [join(home, 'run'), join(tmpdir(), short), join('/tmp', short)];
  const socketDir = candidates.find(
    (folder) =>
      Buffer.byteLength(join(folder, SOCKET_NAME)) <= SOCKET_PATH_MAX_BYTES &&
      (!account || canEnter(account, dirname(folder))),
  );
  if (!socketDir) throw new EmbeddedPostgresError(`No short enough socket folder for ${home}.`);

  mkdirSync(socketDir, { recursive: true, mode: 0o700 });
  const found = lstatSync(socketDir);
  const expected = [process.getuid?.(), account?.uid];
  if (!found.isDirectory() || !expected.includes(found.uid)) {
    throw new EmbeddedPostgresError(`${socketDir} belongs to somebody else; remove it and retry.`);
  }
  // Whoever can enter this folder is trusted by the server: its owner and root, nobody else.
  if (account) chownSync(socketDir, account.uid, account.gid);
  chmodSync(socketDir, 0o700);
  return socketDir;
}

function hashOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 16);
}
