/** The whole program as its users start it, for samples that are run as they stand. */
import { setTimeout as sleep } from 'node:timers/promises';
import { cliWith, documentOf, type Cli } from '../cli/cli-kit.ts';
import { createTestDatabase } from '../kit/database.ts';
import { newDataFolder, startGateway } from '../kit/gateway-process.ts';

export interface SampleWorld {
  readonly address: string;
  readonly cli: Cli;
  /** What a command prints with `--json`. Throws when it fails. */
  made(...words: readonly string[]): Promise<Record<string, unknown>>;
}

/** What `after` is given is called when the test, or the file, is over. */
export interface Endings {
  after(end: () => Promise<void>): void;
}

/** `more` of the environment, such as `neitherCardsNorPhones` for samples that need neither. */
export async function openSampleWorld(
  t: Endings,
  more: Readonly<Record<string, string>> = {},
): Promise<SampleWorld> {
  const database = await createTestDatabase();
  const folder = await newDataFolder();
  const env = { DATABASE_URL: database.url, HUNDI_DATA_DIR: folder.path };
  const gateway = await startGateway({ ...env, ...more });
  t.after(async () => {
    gateway.signal('SIGTERM');
    await gateway.exited;
    await database.drop();
    await folder.remove();
  });
  const cli = cliWith(env);
  return {
    address: gateway.address,
    cli,
    made: async (...words) => documentOf(await cli(...words, '--json')),
  };
}

/** Until it is true; the machine may be busy. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1_200; tries += 1) {
    if (await isSo()) return;
    await sleep(100);
  }
  throw new Error(`It never came true: ${what}.`);
}
