/** Everything the program is told by its environment. `port` 0 means any free port. */
export type Settings = {
  port: number;
  host: string;
  dataDir: string;
  controlKey: string;
  consumerKey: string;
  consumerSecret: string;
  /** The pay bill of the operator, its passkey for prompts and its initiator for everything else. */
  shortCode: string;
  passkey: string;
  initiatorName: string;
  initiatorPassword: string;
  /** How long what nobody has to answer takes. */
  settleMs: number;
  /** How long a prompt waits for its customer. */
  promptMs: number;
  seed: string;
  exitWithParent: boolean;
};

/** A setting that is missing or makes no sense; the message is a sentence for the operator. */
export class SettingError extends Error {}

/** Reads the settings from an environment. Throws `SettingError` on the first one that is wrong. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return {
    port: whole(env, 'MPESA_PORT', 8083, 65_535),
    host: env['MPESA_HOST'] || '127.0.0.1',
    dataDir: required(env, 'MPESA_DATA_DIR', 'the folder that keeps the book'),
    controlKey: required(env, 'MPESA_CONTROL_KEY', 'the key of the control API'),
    consumerKey: required(env, 'MPESA_CONSUMER_KEY', 'the user name that tokens are given to'),
    consumerSecret: required(env, 'MPESA_CONSUMER_SECRET', 'the password to it'),
    shortCode: env['MPESA_SHORTCODE'] || '600999',
    passkey: required(env, 'MPESA_PASSKEY', 'the secret in the password of a prompt'),
    initiatorName: env['MPESA_INITIATOR_NAME'] || 'hundi',
    initiatorPassword: required(env, 'MPESA_INITIATOR_PASSWORD', 'what the credential holds'),
    settleMs: whole(env, 'MPESA_SETTLE_MS', 1_500, 86_400_000),
    promptMs: whole(env, 'MPESA_PROMPT_MS', 90_000, 86_400_000),
    seed: env['MPESA_SEED'] || 'sandbox',
    exitWithParent: env['MPESA_EXIT_WITH_PARENT'] === '1',
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
