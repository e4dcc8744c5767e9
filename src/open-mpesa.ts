/** M-Pesa: Safaricom's of the settings, or in a sandbox that names none the sandbox's own, beside the program. */
import { localOrigin } from './local-origin.ts';
import type { Config } from './config.ts';
import { openPool } from './db/connection.ts';
import { systemClock } from './kit/clock.ts';
import type { Log } from './log.ts';
import { createDaraja, type Daraja } from './providers/daraja/daraja.ts';
import type { DarajaSettings } from './providers/daraja/settings.ts';
import { certificateOf, sandboxOperator, startSandboxMpesa } from './sandbox-mpesa.ts';
import { urlOf } from './sandbox-program.ts';

/** An enquiry takes both at most, and has to fit into the lease of whoever enquires. */
const timeoutMs = 8_000;
const answerWithinMs = 4_000;

export interface Mpesa {
  readonly daraja: Daraja;
  /** Of the sandbox's own. */
  readonly control?: { readonly url: string; readonly controlKey: string };
  stop(): Promise<void>;
}

/** Undefined where M-Pesa is off. Its two sides are closed by whoever is handed them. */
export async function openMpesa(
  config: Config,
  databaseUrl: string,
  log: Log,
): Promise<Mpesa | undefined> {
  const { isOn, daraja, port, promptSeconds } = config.mpesa;
  if (!isOn) return undefined;
  const local = localOrigin(config.host, config.port);
  const connect = (
    operator: Omit<DarajaSettings, 'callbackUrl' | 'clock' | 'timeoutMs' | 'answerWithinMs'>,
    origin: string,
  ) => {
    const callbackUrl = `${origin}/callbacks`;
    return createDaraja({
      ...operator,
      callbackUrl,
      clock: systemClock,
      timeoutMs,
      answerWithinMs,
    });
  };
  if (daraja !== undefined)
    return {
      daraja: connect(daraja, config.mpesa.callbackUrl ?? config.publicUrl),
      stop: () => Promise.resolve(),
    };
  const db = openPool(databaseUrl, 'sandbox of M-Pesa', 1);
  const program = await startSandboxMpesa({
    ...{ db, port, promptSeconds },
    dataDir: config.dataDir,
    settleMs: config.bank.settleMs,
    onLog: (line) => {
      log.warn(line);
    },
  });
  const { facts } = program;
  const operator = {
    ...sandboxOperator,
    url: urlOf(facts),
    consumerSecret: facts.apiKey,
    passkey: facts.passkey,
    initiatorPassword: facts.initiatorPassword,
    certificate: await certificateOf(facts),
    callbackSecret: facts.callbackSecret,
  };
  return {
    daraja: connect(operator, local),
    control: { url: operator.url, controlKey: facts.controlKey },
    stop: async () => {
      await program.stop();
      await db.end();
    },
  };
}
