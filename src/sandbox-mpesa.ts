/** The sandbox of M-Pesa beside the program. */
import path from 'node:path';
import type { Queryable } from './db/connection.ts';
import { randomSecret } from './identity/secrets.ts';
import { SandboxProgram, urlOf, type ProgramFacts } from './sandbox-program.ts';

interface MpesaFacts extends ProgramFacts {
  readonly passkey: string;
  readonly initiatorPassword: string;
}

export interface MpesaOptions {
  readonly db: Queryable;
  readonly dataDir: string;
  readonly port: number;
  readonly settleMs: number;
  readonly promptSeconds: number;
  readonly onLog: (line: string) => void;
}

/** Who the operator is to the sandbox. */
export const sandboxOperator = {
  consumerKey: 'hundi',
  shortCode: '600999',
  initiatorName: 'hundi',
} as const;

/** Resolves when it answers. Throws with a sentence when it cannot be brought up. */
export function startSandboxMpesa(options: MpesaOptions): Promise<SandboxProgram<MpesaFacts>> {
  const { db, dataDir, port, onLog } = options;
  return SandboxProgram.start<MpesaFacts>({
    ...{ db, port, onLog },
    name: 'sandbox of M-Pesa',
    factsName: 'sandbox.mpesa',
    script: 'sandbox-mpesa/main.ts',
    bookDir: path.join(dataDir, 'mpesa'),
    lifeSign: ({ controlKey }) => ({ path: '/control/settings', key: controlKey }),
    more: () => ({ passkey: randomSecret(), initiatorPassword: randomSecret() }),
    environmentOf: (facts) => ({
      MPESA_HOST: facts.host,
      MPESA_PORT: String(facts.port),
      MPESA_DATA_DIR: facts.dataDir,
      MPESA_CONTROL_KEY: facts.controlKey,
      MPESA_CONSUMER_KEY: sandboxOperator.consumerKey,
      MPESA_CONSUMER_SECRET: facts.apiKey,
      MPESA_SHORTCODE: sandboxOperator.shortCode,
      MPESA_PASSKEY: facts.passkey,
      MPESA_INITIATOR_NAME: sandboxOperator.initiatorName,
      MPESA_INITIATOR_PASSWORD: facts.initiatorPassword,
      MPESA_SETTLE_MS: String(options.settleMs),
      MPESA_PROMPT_MS: String(options.promptSeconds * 1_000),
      MPESA_EXIT_WITH_PARENT: '1',
    }),
  });
}

/** The public half of its key, which seals the initiator's password. Throws when it does not say. */
export async function certificateOf(facts: ProgramFacts): Promise<string> {
  const answer = await fetch(`${urlOf(facts)}/certificate`, { signal: AbortSignal.timeout(5_000) });
  const { certificate } = (await answer.json()) as { certificate: string };
  return certificate;
}
