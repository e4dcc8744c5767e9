/** The two sites of the console over a real database and a real socket, without the rest of the gateway. */
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { openConsole } from '../../src/console-sites.ts';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { openServer } from '../../src/http/server.ts';
import { RateLimits } from '../../src/identity/rate-limits.ts';
import { newId, type MerchantId } from '../../src/kit/ids.ts';
import { createSealer, type Sealer } from '../../src/kit/seal.ts';
import { createMerchant } from '../../src/merchants/create-merchant.ts';
import { createTestDatabase } from '../kit/database.ts';
import type { Ending } from '../kit/ending.ts';
import { openTestTeam } from './team-kit.ts';

export interface ConsoleWorld {
  /** `http://localhost:1234`: a host name, to which a browser binds passkeys. */
  readonly address: string;
  readonly url: string;
  readonly pool: Pool;
  readonly sealer: Sealer;
  /** Lines of the log, from warnings on. */
  readonly logged: readonly string[];
  newMerchant(name?: string): Promise<MerchantId>;
}

export async function openConsoleWorld(t: Ending): Promise<ConsoleWorld> {
  const database = await createTestDatabase();
  const pool = openPool(database.url, 'test', 8);
  const logged: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
  const sealer = createSealer([{ keyId: 'test', key: randomBytes(32) }]);
  const team = openTestTeam({ url: database.url, pool, sealer });
  const { doors } = openConsole({
    config: {
      ...{ brand: 'Hundi', environment: 'sandbox', publicUrl: 'http://localhost' },
      timeZone: 'Asia/Kolkata',
      trustedProxies: [],
    },
    ...{ pool, secrets: { sealer }, rateLimits: new RateLimits(pool), log, team: team.deps },
  });
  const server = openServer({
    ...{ doors, log, checkReadiness: () => Promise.resolve([]) },
  });
  const port = await server.listen('127.0.0.1', 0);
  t.after(async () => {
    await server.close();
    await team.close();
    await pool.end();
    await database.drop();
  });
  return {
    address: `http://localhost:${String(port)}`,
    ...{ url: database.url, pool, sealer, logged },
    newMerchant: async (name = 'Asha Traders') => {
      const nowMs = Date.now();
      const merchantId = newId<'merchant'>(nowMs);
      await createMerchant(pool, {
        merchantId,
        name,
        environment: 'sandbox',
        actor: 'test',
        nowMs,
      });
      return merchantId;
    },
  };
}
