/** A durable PostgreSQL of the harness's own, brought back by its supervisor whenever it is killed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../src/db/embedded/embedded-postgres.ts';
import { processesOn, signal } from '../src/db/embedded/processes.ts';

export class Postgres {
  readonly #server: EmbeddedPostgres;
  readonly #dataDir: string;
  readonly #pgData: string;

  private constructor(server: EmbeddedPostgres, dataDir: string, pgData: string) {
    this.#server = server;
    this.#dataDir = dataDir;
    this.#pgData = pgData;
  }

  static async start(onLog: (line: string) => void): Promise<Postgres> {
    // Directly in the folder for temporary files, where the account of PostgreSQL can pass.
    const dataDir = await mkdtemp(path.join(tmpdir(), 'hundi-torture-pg-'));
    const server = await startEmbeddedPostgres({ dataDir, onLog });
    const pgData = await withClient(server.url, async (client) => {
      const { rows } = await client.query<{ data_directory: string }>('show data_directory');
      return rows[0]?.data_directory ?? '';
    });
    return new Postgres(server, dataDir, pgData);
  }

  get url(): string {
    return this.#server.url;
  }

  /** How often it had to be brought back. */
  get restarts(): number {
    return this.#server.restarts;
  }

  /** The server and all its children at once, without a word. Returns how many there were. */
  kill(): number {
    const pids = processesOn(this.#pgData);
    signal(pids, 'SIGKILL');
    return pids.length;
  }

  /** As the owner of everything, in one session. */
  asOwner<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    return withClient(this.url, work);
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    const home = path.dirname(this.#pgData);
    await rm(this.#dataDir, { recursive: true, force: true });
    if (path.basename(this.#pgData) === 'postgres')
      await rm(home, { recursive: true, force: true });
  }
}

export async function withClient<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
