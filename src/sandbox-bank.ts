/** The sandbox bank beside the program. */
import path from 'node:path';
import type { Queryable } from './db/connection.ts';
import { SandboxProgram } from './sandbox-program.ts';

export interface BankOptions {
  readonly db: Queryable;
  readonly dataDir: string;
  readonly port: number;
  readonly settleMs: number;
  /** Where the bank sends its callbacks: this program. */
  readonly callbackUrl: string;
  /** Where it tells of what customers pay. */
  readonly collectionCallbackUrl: string;
  readonly collectVpa: string;
  readonly onLog: (line: string) => void;
}

/** Resolves when the bank answers. Throws with a sentence when it cannot be brought up. */
export function startSandboxBank(options: BankOptions): Promise<SandboxProgram> {
  const { db, dataDir, port, onLog } = options;
  return SandboxProgram.start({
    ...{ db, port, onLog },
    name: 'sandbox bank',
    factsName: 'sandbox.bank',
    script: 'sandbox-bank/main.ts',
    bookDir: path.join(dataDir, 'bank'),
    more: () => ({}),
    environmentOf: (facts) => ({
      BANK_HOST: facts.host,
      BANK_PORT: String(facts.port),
      BANK_DATA_DIR: facts.dataDir,
      BANK_API_KEY: facts.apiKey,
      BANK_CONTROL_KEY: facts.controlKey,
      BANK_CALLBACK_SECRET: facts.callbackSecret,
      BANK_CALLBACK_URL: options.callbackUrl,
      BANK_COLLECTION_CALLBACK_URL: options.collectionCallbackUrl,
      BANK_COLLECT_VPA: options.collectVpa,
      BANK_SETTLE_MS: String(options.settleMs),
      BANK_EXIT_WITH_PARENT: '1',
    }),
  });
}
