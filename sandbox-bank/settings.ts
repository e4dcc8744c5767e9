import { parsePaise } from './money.ts';

/** Everything the bank is told by its environment. `port` 0 means any free port. */
export type Settings = {
  port: number;
  host: string;
  dataDir: string;
  apiKey: string;
  controlKey: string;
  callback: { url: URL; secret: string } | null;
  /** Where the operator hears of what customers pay in. */
  collectionCallback: { url: URL; secret: string } | null;
  /** The UPI address under which customers pay the operator. */
  collectVpa: string;
  settleMs: number;
  seed: string;
  fundsPaise: bigint;
  exitWithParent: boolean;
};

/** A setting that is missing or makes no sense; the message is a sentence for the operator. */
export class SettingError extends Error {}

/** Reads the settings from an environment. Throws `SettingError` on the first one that is wrong. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return {
    port: whole(env, 'BANK_PORT', 8081, 65_535),
    host: env['BANK_HOST'] || '127.0.0.1',
    dataDir: required(env, 'BANK_DATA_DIR', 'the folder that keeps the book'),
    apiKey: required(env, 'BANK_API_KEY', 'the key that clients of the bank present'),
    controlKey: required(env, 'BANK_CONTROL_KEY', 'the key of the control API'),
    callback: readCallback(env, 'BANK_CALLBACK_URL'),
    collectionCallback: readCallback(env, 'BANK_COLLECTION_CALLBACK_URL'),
    collectVpa: env['BANK_COLLECT_VPA'] || 'hundi@sandbox',
    settleMs: whole(env, 'BANK_SETTLE_MS', 1_500, 86_400_000),
    seed: env['BANK_SEED'] || 'sandbox',
    fundsPaise: readFunds(env),
    exitWithParent: env['BANK_EXIT_WITH_PARENT'] === '1',
  };
}

function required(env: NodeJS.ProcessEnv, name: string, meaning: string): string {
  const value = env[name];
  if (!value) throw new SettingError(`${name} is not set: it is ${meaning}.`);
  return value;
}

function whole(env: NodeJS.ProcessEnv, name: string, fallback: number, most: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  if (!/^\d{1,9}$/.test(text) || Number(text) > most) {
    throw new SettingError(`${name} must be a whole number from 0 to ${most}, not "${text}".`);
  }
  return Number(text);
}

function readCallback(env: NodeJS.ProcessEnv, name: string): Settings['callback'] {
  const text = env[name];
  if (!text) return null;
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new SettingError(`${name} must be an http or https address, not "${text}".`);
  }
  return { url, secret: required(env, 'BANK_CALLBACK_SECRET', 'the secret that signs callbacks') };
}

function readFunds(env: NodeJS.ProcessEnv): bigint {
  const text = env['BANK_FUNDS'] || '1000000000000.00';
  const paise = parsePaise(text);
  if (paise === null) throw new SettingError(`BANK_FUNDS must look like 5000.00, not "${text}".`);
  return paise;
}
