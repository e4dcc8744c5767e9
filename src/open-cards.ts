/** Payments by card: the acquirer of the settings, or in a sandbox that names none the sandbox's own, beside the program. */
import { localOrigin } from './local-origin.ts';
import type { Config } from './config.ts';
import { openPool } from './db/connection.ts';
import type { Log } from './log.ts';
import type { CardAcquirer } from './providers/card-acquirer.ts';
import { createSandboxCards } from './providers/sandbox-cards/sandbox-cards.ts';
import { startSandboxCards } from './sandbox-cards.ts';
import { urlOf } from './sandbox-program.ts';

const timeoutMs = 8_000;
/** A customer waits, and so does a bank behind the acquirer; what is not answered by then is found out by asking. */
const authoriseTimeoutMs = 15_000;

export interface Cards {
  readonly acquirer: CardAcquirer;
  /** Of the sandbox's own. */
  readonly control?: { readonly url: string; readonly controlKey: string };
  stop(): Promise<void>;
}

/** Undefined where merchants may not send cards. The acquirer is closed by whoever is handed it. */
export async function openCards(
  config: Config,
  databaseUrl: string,
  log: Log,
): Promise<Cards | undefined> {
  const { isOn, url, apiKey = '', callbackSecret = '' } = config.cards;
  if (!isOn) return undefined;
  const connect = (place: { url: string; apiKey: string; callbackSecret: string }) =>
    createSandboxCards({ ...place, authoriseTimeoutMs, timeoutMs });
  if (url !== undefined)
    return {
      acquirer: connect({ url, apiKey, callbackSecret }),
      stop: () => Promise.resolve(),
    };
  const db = openPool(databaseUrl, 'sandbox acquirer', 1);
  const program = await startSandboxCards({
    db,
    dataDir: config.dataDir,
    port: config.cards.port,
    callbackUrl: `${localOrigin(config.host, config.port)}/callbacks/sandbox-cards`,
    onLog: (line) => {
      log.warn(line);
    },
  });
  const place = urlOf(program.facts);
  return {
    acquirer: connect({ ...program.facts, url: place }),
    control: { url: place, controlKey: program.facts.controlKey },
    stop: async () => {
      await program.stop();
      await db.end();
    },
  };
}
