/** The whole program as its users start it, with a merchant and a person made by the command line. */
import type { TestContext } from 'node:test';
import { createTestDatabase } from '../../kit/database.ts';
import { newDataFolder, startGateway, type Started } from '../../kit/gateway-process.ts';
import { cliWith, documentOf, type Cli } from '../../cli/cli-kit.ts';

export interface Account {
  readonly id: number;
  readonly currency: string;
}

/** What `hundi merchant create` and `hundi user create` print of somebody. */
export interface Somebody {
  readonly apiKey: string;
  readonly userName: string;
  readonly password: string;
  readonly profileId: number;
  readonly accounts: readonly Account[];
}

export interface SeedWorld {
  /** What the published document calls `{baseurl}`. */
  readonly baseUrl: string;
  readonly address: string;
  readonly cli: Cli;
  readonly gateway: Started;
  readonly databaseUrl: string;
  /** Of the gateway and the sandbox's programs. */
  readonly dataDir: string;
  readonly merchant: Somebody;
  readonly person: Somebody;
}

/** `nodeFlags` and `more` settings: of the gateway. */
export async function openSeedWorld(
  t: TestContext,
  nodeFlags: readonly string[] = [],
  more: Readonly<Record<string, string>> = {},
): Promise<SeedWorld> {
  const database = await createTestDatabase();
  const folder = await newDataFolder();
  const env = { DATABASE_URL: database.url, HUNDI_DATA_DIR: folder.path };
  const gateway = await startGateway({ ...env, HUNDI_MPESA_PORT: '0', ...more }, nodeFlags);
  t.after(async () => {
    gateway.signal('SIGTERM');
    await gateway.exited;
    await database.drop();
    await folder.remove();
  });
  const cli = cliWith(env);
  const made = async (...words: string[]) =>
    documentOf(await cli(...words, '--limits', 'off', '--json')).xprizo as Somebody;
  return {
    address: gateway.address,
    baseUrl: `${gateway.address}/api`,
    ...{ cli, gateway, databaseUrl: database.url, dataDir: folder.path },
    merchant: await made(
      ...['merchant', 'create', '--name', 'Asha Traders', '--currencies', 'INR,KES,USD'],
      ...['--fund', 'INR=100000.00,KES=50000.00'],
    ),
    person: await made('user', 'create', '--name', 'Ravi Kumar', '--fund', 'INR=5000.00'),
  };
}

export function accountOf({ accounts }: Somebody, currency: string): number {
  const found = accounts.find((account) => account.currency === currency);
  if (found === undefined) throw new Error(`There is no account in ${currency}.`);
  return found.id;
}
