/** All contracts over one database, behind one door, as an operator runs them. */
import { pino } from 'pino';
import { openGateway, type Gateway, type GatewayParts } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createSandboxBank } from '../../src/providers/sandbox-bank/sandbox-bank.ts';
import { freePort } from '../../torture/free-port.ts';
import { createTestDatabase } from '../kit/database.ts';
import { isShardedRun } from '../kit/test-server.ts';

export interface WholeGateway {
  readonly app: Gateway;
  readonly url: string;
  close(): Promise<void>;
}

/** Doors only: no worker takes payouts up, so they stay as they were made. `more`: who else carries and collects. */
export async function openWholeGateway(more: Partial<GatewayParts> = {}): Promise<WholeGateway> {
  const database = await createTestDatabase();
  const port = await freePort();
  const app = await openGateway({
    config: {
      ...readConfig({}),
      port,
      role: 'api',
      commitScope: isShardedRun ? 'merchant' : 'node',
    },
    databaseUrl: database.url,
    provider: createSandboxBank({
      url: 'http://127.0.0.1:9',
      ...{ apiKey: 'key', callbackSecret: 'secret' },
      ...{ submitTimeoutMs: 100, enquireTimeoutMs: 100 },
    }),
    log: pino({ level: 'silent' }),
    ...more,
  });
  await app.listen();
  return {
    app,
    url: `http://127.0.0.1:${String(port)}`,
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}
