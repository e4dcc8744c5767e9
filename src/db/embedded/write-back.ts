/**
 * Has the kernel write what tables grow by while they grow. Left alone it keeps such pages for half a minute and then
 * writes all of them at once, and every commit waits behind 100 MB.
 */
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface WriteBack {
  /** A file that is being written is finished first. */
  stop(): Promise<void>;
}

export interface WriteBackOptions {
  /** The server's data folder. */
  readonly pgData: string;
  /**
   * Called once, with the disk's error, and nothing is written after it. The kernel tells an error to whoever asks first,
   * which was not the server: it must end and recover from its log, as it does when it hears of one itself.
   */
  readonly onLost: (error: Error) => void;
  readonly everyMs?: number;
  /** How long a round through all files takes, in search of those that have begun to change. */
  readonly lookEveryMs?: number;
  /** Has a file's pages on the disk when it resolves. */
  readonly write?: (file: string) => Promise<void>;
}

/** Short, so that there is little of each file, and a commit that meets it waits little. */
const defaultEveryMs = 300;

export function startWriteBack(options: WriteBackOptions): WriteBack {
  const { everyMs = defaultEveryMs } = options;
  const files = new ChangingFiles(options);
  let stopped = false;
  let timer: NodeJS.Timeout;
  let pass = Promise.resolve();
  const plan = () => {
    timer = setTimeout(() => {
      pass = files
        .write(() => !stopped)
        .then(
          () => {
            if (!stopped) plan();
          },
          (error: unknown) => {
            options.onLost(error as Error);
          },
        );
    }, everyMs).unref();
  };
  plan();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await pass;
    },
  };
}

/** A file whose last change is so many passes ago is at rest; a round finds it again when it changes. */
const passesToRest = 30;

/** After each file the disk is left to the commits for so many times as long as it took. */
const restsPerWrite = 3;
const longestRestMs = 100;

class ChangingFiles {
  readonly #base: string;
  readonly #everyMs: number;
  readonly #lookEveryMs: number;
  readonly #write: (file: string) => Promise<void>;
  /** By path, the last change that is on the disk. */
  readonly #changing = new Map<string, number>();
  /** What is still to be looked at in this round, and how much of it in each pass. */
  #unseen: string[] = [];
  #shareOfPass = 0;
  /** By the clock of the files: the round before has seen what changed before it began. */
  #sinceMs = 0;
  #roundBeganMs: number;
  #nextRoundAtMs = 0;

  constructor({
    pgData,
    everyMs = defaultEveryMs,
    lookEveryMs = 15_000,
    write = writeToDisk,
  }: WriteBackOptions) {
    this.#base = join(pgData, 'base');
    this.#everyMs = everyMs;
    this.#lookEveryMs = lookEveryMs;
    this.#write = write;
    this.#roundBeganMs = Date.now() - lookEveryMs;
  }

  /**
   * One file after the other, and a rest behind each, so that a commit finds a disk with little to do: all in a row held up
   * every commit of a twentieth of each second. Throws the disk's error.
   */
  async write(mayGoOn: () => boolean): Promise<void> {
    await this.#look();
    const restedMs = Date.now() - passesToRest * this.#everyMs;
    for (const [file, writtenMs] of this.#changing) {
      if (!mayGoOn()) return;
      const changedMs = await changedAtMs(file);
      if (changedMs !== undefined && changedMs !== writtenMs) {
        this.#changing.set(file, changedMs);
        const beganMs = performance.now();
        await this.#write(file);
        await sleep(Math.min((performance.now() - beganMs) * restsPerWrite, longestRestMs));
      } else if (changedMs === undefined || changedMs < restedMs) {
        this.#changing.delete(file);
      }
    }
  }

  /**
   * There are thousands of files and a few that change: only those are asked after in each pass. The others are gone
   * through little by little: all at once they took a tenth of a second, and whoever had a payout under way waited.
   */
  async #look(): Promise<void> {
    if (this.#unseen.length === 0) await this.#beginRound();
    for (const file of this.#unseen.splice(-this.#shareOfPass)) {
      const changedMs = await changedAtMs(file);
      if (changedMs === undefined || changedMs < this.#sinceMs) continue;
      if (!this.#changing.has(file)) this.#changing.set(file, 0);
    }
  }

  async #beginRound(): Promise<void> {
    if (performance.now() < this.#nextRoundAtMs) return;
    this.#nextRoundAtMs = performance.now() + this.#lookEveryMs;
    this.#sinceMs = this.#roundBeganMs;
    this.#roundBeganMs = Date.now();
    this.#unseen = await relationFiles(this.#base);
    this.#shareOfPass = Math.ceil((this.#unseen.length * this.#everyMs) / this.#lookEveryMs);
  }
}

/** Rows and indexes; the maps beside them are small. */
async function relationFiles(base: string): Promise<string[]> {
  const found: string[] = [];
  for (const database of await entriesOf(base))
    for (const name of await entriesOf(join(base, database)))
      if (/^\d+(\.\d+)?$/.test(name)) found.push(join(base, database, name));
  return found;
}

/** What cannot be looked at now, because it was dropped or for want of handles, is no error of the disk: later again. */
async function entriesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function changedAtMs(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

async function writeToDisk(file: string): Promise<void> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return;
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
