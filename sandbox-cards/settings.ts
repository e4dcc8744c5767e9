/** Everything the acquirer is told by its environment. `port` 0 means any free port. */
export type Settings = {
  port: number;
  host: string;
  dataDir: string;
  apiKey: string;
  controlKey: string;
  /** Of the hashes of card numbers. */
  hashKey: string;
  callback: { url: URL; secret: string } | null;
  /** Where browsers reach the challenge page; null is the address that is listened on. */
  publicUrl: string | null;
  challengeMs: number;
  seed: string;
  exitWithParent: boolean;
};

/** A setting that is missing or makes no sense; the message is a sentence for the operator. */
export class SettingError extends Error {}

const LONGEST_CHALLENGE_MS = 86_400_000;

/** Reads the settings from an environment. Throws `SettingError` on the first one that is wrong. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return {
    port: whole(env, 'CARDS_PORT', 8082, 65_535),
    host: env['CARDS_HOST'] || '127.0.0.1',
    dataDir: required(env, 'CARDS_DATA_DIR', 'the folder that keeps the book'),
    apiKey: required(env, 'CARDS_API_KEY', 'the key that clients of the acquirer present'),
    controlKey: required(env, 'CARDS_CONTROL_KEY', 'the key of the control API'),
    hashKey: required(env, 'CARDS_HASH_KEY', 'the key of the hashes of card numbers'),
    callback: readCallback(env),
    publicUrl: address(env, 'CARDS_PUBLIC_URL')?.origin ?? null,
    challengeMs: whole(env, 'CARDS_CHALLENGE_MS', 900_000, LONGEST_CHALLENGE_MS),
    seed: env['CARDS_SEED'] || 'sandbox',
    exitWithParent: env['CARDS_EXIT_WITH_PARENT'] === '1',
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

function readCallback(env: NodeJS.ProcessEnv): Settings['callback'] {
  const url = address(env, 'CARDS_CALLBACK_URL');
  if (url === null) return null;
  return { url, secret: required(env, 'CARDS_CALLBACK_SECRET', 'the secret that signs callbacks') };
}

function address(env: NodeJS.ProcessEnv, name: string): URL | null {
  const text = env[name];
  if (!text) return null;
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new SettingError(`${name} must be an http or https address, not "${text}".`);
  }
  return url;
}
