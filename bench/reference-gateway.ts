/**
 * What the lane is compared with: the same door, checks and statements, but each request has a transaction of its own and
 * waits for nobody. Its statements leave in as few writes as those of the lane.
 */
import { readConfig } from '../src/config.ts';
import type { Client } from '../src/db/client.ts';
import { openBatchClient, openPool } from '../src/db/connection.ts';
import type { LaneWork } from '../src/db/lane-work.ts';
import { openServer } from '../src/http/server.ts';
import { loadDeploymentSecrets } from '../src/identity/deployment-secrets.ts';
import { openLog } from '../src/log.ts';
import { openIdentity } from '../src/open-identity.ts';
import { openSwitches } from '../src/open-switches.ts';
import { createWork, type CreateLane } from '../src/payments/create-lane.ts';
import { openXoompe } from '../src/xoompe.ts';

const connections = 4;

class TransactionPerRequest<Command, Answer> {
  readonly #work: LaneWork<Command, Answer>;
  readonly #idle: Client[];

  constructor(work: LaneWork<Command, Answer>, clients: readonly Client[]) {
    this.#work = work;
    this.#idle = [...clients];
  }

  async submit(command: Command): Promise<Answer> {
    const [answer] = await this.submitAll([command]);
    return answer as Answer;
  }

  async submitAll(commands: readonly Command[]): Promise<readonly Answer[]> {
    const client = this.#idle.pop();
    if (client === undefined) throw new Error('More requests at once than connections.');
    const [, { answers, write }] = await client.inOneWrite(() =>
      Promise.all([
        client.query({ name: 'begin', text: 'begin' }),
        this.#work.run(client, commands),
      ]),
    );
    await client.inOneWrite(() =>
      Promise.all([...write(client), client.query({ name: 'commit', text: 'commit' })]),
    );
    this.#idle.push(client);
    return answers;
  }
}

async function serve(url: string): Promise<void> {
  const config = readConfig();
  const pool = openPool(url, 'bench reference', 12);
  const secrets = await loadDeploymentSecrets(pool, config.secrets);
  const clients = await Promise.all(
    Array.from({ length: connections }, () => openBatchClient(url, 'bench reference')),
  );
  const createLane: CreateLane = new TransactionPerRequest(
    createWork({ oneMerchantPerCommit: false, off: openSwitches(pool).off }),
    clients,
  );
  const identity = await openIdentity(config, pool, secrets);
  const server = openServer({
    log: openLog('warn'),
    checkReadiness: () => Promise.resolve([]),
    doors: [openXoompe({ config, pool, createLane, identity })],
  });
  process.send?.(await server.listen('127.0.0.1', 0));
}

process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
await serve(process.argv[2] ?? '');
