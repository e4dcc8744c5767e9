/** The card acquirer of the sandbox beside the program. */
import path from 'node:path';
import type { Queryable } from './db/connection.ts';
import { randomSecret } from './identity/secrets.ts';
import { SandboxProgram, type ProgramFacts } from './sandbox-program.ts';

interface CardsFacts extends ProgramFacts {
  /** Of the hashes of card numbers in the acquirer's book. */
  readonly hashKey: string;
}

export interface CardsOptions {
  readonly db: Queryable;
  readonly dataDir: string;
  readonly port: number;
  /** Where the acquirer sends its callbacks: this program. */
  readonly callbackUrl: string;
  readonly onLog: (line: string) => void;
}

/** Resolves when the acquirer answers. Throws with a sentence when it cannot be brought up. */
export function startSandboxCards(options: CardsOptions): Promise<SandboxProgram<CardsFacts>> {
  const { db, dataDir, port, onLog } = options;
  return SandboxProgram.start<CardsFacts>({
    ...{ db, port, onLog },
    name: 'sandbox acquirer',
    factsName: 'sandbox.cards',
    script: 'sandbox-cards/main.ts',
    bookDir: path.join(dataDir, 'cards'),
    more: () => ({ hashKey: randomSecret() }),
    environmentOf: (facts) => ({
      CARDS_HOST: facts.host,
      CARDS_PORT: String(facts.port),
      CARDS_DATA_DIR: facts.dataDir,
      CARDS_API_KEY: facts.apiKey,
      CARDS_CONTROL_KEY: facts.controlKey,
      CARDS_HASH_KEY: facts.hashKey,
      CARDS_CALLBACK_SECRET: facts.callbackSecret,
      CARDS_CALLBACK_URL: options.callbackUrl,
      CARDS_EXIT_WITH_PARENT: '1',
    }),
  });
}
