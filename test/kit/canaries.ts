/**
 * Whether something that must never be kept was kept: words that are found nowhere else are sent through the
 * gateway, and afterwards looked for, in every form that they could take, wherever it writes and in what it remembers.
 */
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, escapeIdentifier } from 'pg';

export interface Haystack {
  /** Every row of every table, as text; what its connections asked last; its write-ahead log from `walSince` on. */
  readonly databaseUrl?: string;
  /** From `walPosition`; without it the log of the server is not read. */
  readonly walSince?: string;
  /** Every byte of every file below it: an embedded database with its log, the books of the sandbox, whatever lies there. */
  readonly dataDir?: string;
  /** What was printed. */
  readonly logs?: readonly string[];
  /** A program that was started with `heapSnapshotFlags(snapshotDir)`: everything that it can still reach. */
  readonly heapOf?: { readonly pid: number; readonly snapshotDir: string };
  /** A process of ours: every byte that it may write to, also what it has let go of and not used again. */
  readonly memoryOf?: number;
}

/** `canary`: its place in the list that was given, so that no finding repeats it. */
export interface Finding {
  readonly canary: number;
  readonly form: string;
  readonly where: string;
}

interface Needle {
  readonly canary: number;
  readonly form: string;
  readonly bytes: Buffer;
}

/** Flags of node, for `heapOf`. Without the last one the snapshot cuts long texts off. */
export function heapSnapshotFlags(snapshotDir: string): string[] {
  return [
    '--heapsnapshot-signal=SIGUSR2',
    `--diagnostic-dir=${snapshotDir}`,
    '--heap-snapshot-string-limit=1000000000',
  ];
}

/** All findings in all places that are given; none is what one hopes for. Canaries have eight characters or more. */
export async function searchForCanaries(
  canaries: readonly string[],
  places: Haystack,
): Promise<Finding[]> {
  const needles = canaries.flatMap(needlesOf);
  const { databaseUrl, walSince, dataDir, logs = [], heapOf, memoryOf } = places;
  const findings = logs.flatMap((log, at) => findIn(needles, Buffer.from(log), `log ${at}`));
  if (databaseUrl !== undefined)
    findings.push(...(await searchDatabase(needles, databaseUrl, walSince)));
  if (heapOf !== undefined) findings.push(...(await searchHeap(needles, heapOf)));
  if (memoryOf !== undefined) findings.push(...searchMemory(needles, memoryOf));
  if (dataDir !== undefined)
    for (const file of filesBelow(dataDir)) findings.push(...searchFile(needles, file));
  return findings;
}

/** Where the write-ahead log stands now: the name of its file. The server is on this machine. */
export async function walPosition(databaseUrl: string): Promise<string> {
  return onDatabase(databaseUrl, (client) => walFileNow(client));
}

/** As written, in groups as on a card, in base64 wherever it begins, in hexadecimal, and in two bytes for each letter. */
function needlesOf(canary: string, place: number): Needle[] {
  if (canary.length < 8) throw new TypeError('A canary that short sings everywhere.');
  const bytes = Buffer.from(canary);
  const hex = bytes.toString('hex');
  const grouped = /^\d{12,19}$/.test(canary) ? groupsOf(canary) : [];
  const forms: [string, string | Buffer][] = [
    ['as written', canary],
    ...grouped.flatMap((groups): [string, string][] => [
      ['with spaces', groups.join(' ')],
      ['with hyphens', groups.join('-')],
    ]),
    ...[0, 1, 2].flatMap((shift): [string, string][] => [
      ['base64', innerBase64(bytes, shift, 'base64')],
      ['base64url', innerBase64(bytes, shift, 'base64url')],
    ]),
    ['hexadecimal', hex],
    ['hexadecimal', hex.toUpperCase()],
    ['UTF-16', Buffer.from(canary, 'utf16le')],
  ];
  const needles = forms.map(([form, text]) => ({ canary: place, form, bytes: Buffer.from(text) }));
  return needles.filter(
    ({ bytes: own }, at) => needles.findIndex(({ bytes: each }) => each.equals(own)) === at,
  );
}

function groupsOf(digits: string): string[][] {
  const fours = digits.match(/\d{1,4}/g) ?? [];
  return [[...fours], [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10)]];
}

/** What base64 makes of the bytes whatever stands before and behind them; `shift` is how many stand before, of three. */
function innerBase64(bytes: Buffer, shift: number, encoding: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString(encoding)
    .replaceAll('=', '');
  const spoiled = Math.ceil((shift * 8) / 6);
  return text.slice(spoiled, Math.floor(((shift + bytes.length) * 8) / 6));
}

function findIn(needles: readonly Needle[], bytes: Buffer, where: string): Finding[] {
  return needles
    .filter((needle) => bytes.includes(needle.bytes))
    .map(({ canary, form }) => ({ canary, form, where }));
}

const chunkBytes = 8 * 1024 * 1024;

function searchFile(needles: readonly Needle[], file: string): Finding[] {
  const overlap = Math.max(...needles.map(({ bytes }) => bytes.length));
  const buffer = Buffer.alloc(chunkBytes + overlap);
  const found = new Map<string, Finding>();
  const handle = openedUnlessGone(file);
  if (handle === undefined) return [];
  try {
    for (let kept = 0; ;) {
      const read = readSync(handle, buffer, kept, chunkBytes, null);
      if (read === 0) break;
      const filled = buffer.subarray(0, kept + read);
      for (const finding of findIn(needles, filled, file))
        found.set(`${finding.canary} ${finding.form}`, finding);
      kept = Math.min(overlap, filled.length);
      filled.copy(buffer, 0, filled.length - kept);
    }
  } finally {
    closeSync(handle);
  }
  return [...found.values()];
}

/** A database that runs takes files away while they are listed. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
}

async function searchDatabase(
  needles: readonly Needle[],
  databaseUrl: string,
  walSince: string | undefined,
): Promise<Finding[]> {
  return onDatabase(databaseUrl, async (client) => {
    const findings: Finding[] = [];
    const look = async (where: string, sql: string) => {
      const { rows } = await client.query<{ text: string | null }>(sql);
      const text = rows.map((row) => row.text ?? '').join('\n');
      findings.push(...findIn(needles, Buffer.from(text), where));
    };
    const { rows: tables } = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables
       where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    for (const { name } of tables)
      await look(`table ${name}`, `select row::text as text from ${escapeIdentifier(name)} row`);
    await look(
      'statements',
      'select query as text from pg_stat_activity where pid <> pg_backend_pid()',
    );
    if (walSince !== undefined)
      for (const file of await walFilesSince(client, walSince))
        findings.push(...searchFile(needles, file));
    return findings;
  });
}

async function walFileNow(client: Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    'select pg_walfile_name(pg_current_wal_lsn()) as name',
  );
  return rows[0]?.name ?? '';
}

/** Files behind the present one wait to be written again and hold what was there long ago. */
async function walFilesSince(client: Client, since: string): Promise<string[]> {
  // A server may write its log a moment after it has answered; what is committed now goes behind the rest.
  await client.query('set synchronous_commit = on');
  await client.query(`select pg_logical_emit_message(true, 'search', '')`);
  const now = await walFileNow(client);
  const { rows } = await client.query<{ folder: string }>(
    `select current_setting('data_directory') as folder`,
  );
  const folder = path.join(rows[0]?.folder ?? '', 'pg_wal');
  return readdirSync(folder)
    .filter((name) => /^[0-9A-F]{24}$/.test(name) && name >= since && name <= now)
    .map((name) => path.join(folder, name));
}

async function onDatabase<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const snapshotWithinMs = 240_000;

async function searchHeap(
  needles: readonly Needle[],
  { pid, snapshotDir }: NonNullable<Haystack['heapOf']>,
): Promise<Finding[]> {
  const before = new Set(snapshotsIn(snapshotDir));
  process.kill(pid, 'SIGUSR2');
  const isNew = (name: string) => !before.has(name);
  for (let waitedMs = 0; waitedMs < snapshotWithinMs; waitedMs += 100) {
    await sleep(100);
    const name = snapshotsIn(snapshotDir).find(isNew);
    const file = name === undefined ? undefined : path.join(snapshotDir, name);
    if (file === undefined || !isWhole(file)) continue;
    const findings = searchFile(needles, file).map((found) => ({ ...found, where: 'heap' }));
    rmSync(file);
    return findings;
  }
  throw new Error('The program wrote no snapshot of its heap: was it started with the flags?');
}

/** Page by page as the kernel lists them; one that went away meanwhile is passed over. */
function searchMemory(needles: readonly Needle[], pid: number): Finding[] {
  const regions = readFileSync(`/proc/${pid}/maps`, 'utf8').matchAll(
    /^([0-9a-f]+)-([0-9a-f]+) rw.*?(\S*)$/gm,
  );
  const handle = openSync(`/proc/${pid}/mem`, 'r');
  const found = new Map<string, Finding>();
  try {
    for (const [, from = '', to = '', name = ''] of regions) {
      if (name === '[vvar]') continue;
      const where = `memory ${name}`.trim();
      for (const finding of searchRegion(needles, handle, BigInt(`0x${from}`), BigInt(`0x${to}`)))
        found.set(`${finding.canary} ${finding.form}`, { ...finding, where });
    }
  } finally {
    closeSync(handle);
  }
  return [...found.values()];
}

function searchRegion(
  needles: readonly Needle[],
  handle: number,
  from: bigint,
  to: bigint,
): Finding[] {
  const overlap = BigInt(Math.max(...needles.map(({ bytes }) => bytes.length)));
  const buffer = Buffer.alloc(chunkBytes);
  const found: Finding[] = [];
  for (let at = from; at < to; at += BigInt(chunkBytes) - overlap) {
    const wanted = Number(to - at < BigInt(chunkBytes) ? to - at : BigInt(chunkBytes));
    try {
      const read = readSync(handle, buffer, 0, wanted, at);
      found.push(...findIn(needles, buffer.subarray(0, read), ''));
    } catch {
      return found;
    }
  }
  return found;
}

function snapshotsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.heapsnapshot'));
}

/** It is written in one go by a process that does nothing else meanwhile; its last characters close it. */
function isWhole(file: string): boolean {
  const { size } = statSync(file);
  if (size < 100) return false;
  const end = Buffer.alloc(10);
  const handle = openSync(file, 'r');
  readSync(handle, end, 0, end.length, size - end.length);
  closeSync(handle);
  return /\]\s*\}\s*$/.test(end.toString('latin1'));
}

function openedUnlessGone(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}
