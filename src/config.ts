/** Every setting of the program, read once and checked with a clear sentence. docs/operating.md lists them all. */
import { accessSync, constants } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { filesOf, isDatabaseAddress } from './db/address.ts';
import { unknownNames } from './kit/unknown-names.ts';
import { bankFaultsOf, bankSettings, readBank, type BankConfig } from './bank-settings.ts';
import { contractFaultsOf, contractsOf, type ContractsConfig } from './contract-settings.ts';
import { cardFaultsOf, cardSettings, readCards, type CardsConfig } from './card-settings.ts';
import { mpesaSettings, readMpesa, type MpesaConfig } from './mpesa-settings.ts';
import { localOrigin } from './local-origin.ts';
import { pageFaultsOf } from './page-settings.ts';

export type Role = 'all' | 'api' | 'worker';

export interface Config extends ContractsConfig {
  readonly environment: 'sandbox' | 'live';
  readonly role: Role;
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** Undefined: the embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly commitScope: 'node' | 'merchant';
  readonly brand: string;
  /** Undefined: a mark with the first letter of the brand. */
  readonly brandLogo: string | undefined;
  /** `#rrggbb` */
  readonly brandColour: string;
  /** The origin of links that are handed to customers, without a slash at its end. */
  readonly publicUrl: string;
  readonly timeZone: string;
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  readonly trustedProxies: readonly string[];
  /** Undefined in sandbox: made at the first start and kept in the database. */
  readonly secrets: Secrets | undefined;
  readonly bank: BankConfig;
  readonly cards: CardsConfig;
  readonly mpesa: MpesaConfig;
  /** How much banks may pay beside the books before payouts stop, in whole units of a currency. Undefined: as much as they like. */
  readonly lossLimit: number | undefined;
  readonly failpoints: string;
  readonly keepWebhookDays: number;
}

export interface Secrets {
  /** Signs access tokens; at least 32 characters. Several, newest first, overlap during a rotation. */
  readonly tokenKeys: readonly string[];
  /** Seals stored secrets; at least 32 characters each, newest first. */
  readonly sealingKeys: readonly string[];
}

/** Each setting with its meaning and default, for `docs/operating.md` and `hundi doctor`. */
export const settings = {
  HUNDI_ENV: 'sandbox (default) or live',
  HUNDI_ROLE: 'all (default), api or worker',
  HOST: 'address to listen on; default 127.0.0.1',
  PORT: 'port to listen on; default 8080',
  HUNDI_DATA_DIR: 'folder of the embedded database and the sandbox programs; default .hundi',
  DATABASE_URL: 'a PostgreSQL 15 to 18 instead of the embedded one',
  HUNDI_COMMIT_SCOPE: 'node (default) or merchant: one merchant per commit, for a sharded database',
  HUNDI_BRAND: 'name shown to merchants and customers; default Hundi',
  HUNDI_BRAND_LOGO: 'an SVG or PNG file of at most 256 kB for the payment page',
  HUNDI_BRAND_COLOUR: 'colour of the payment page; default #3538cd',
  HUNDI_PUBLIC_URL: 'origin of payment links, https and required in live; default http://HOST:PORT',
  HUNDI_TIME_ZONE: 'zone of dates in answers and numbers; default UTC',
  HUNDI_LOG_LEVEL: 'silent, error, warn, info (default) or debug',
  HUNDI_TRUSTED_PROXIES:
    'exact addresses of proxies whose X-Forwarded-For is believed, comma separated',
  HUNDI_XOOMPE_BASE_PATH: 'base path of the XoomPe contract; default /XoomPeAPI',
  HUNDI_XOOMPE_TOKEN_SECONDS: 'life of an access token; default 3600',
  HUNDI_PAYIN_MINUTES: 'how long a customer has to pay, 1 to 1440; default 15',
  HUNDI_XPAYOUT_TIME_ZONE:
    'zone of times, days and order numbers of XPayout and of the UPI page; default Asia/Kolkata',
  HUNDI_TOKEN_KEYS:
    'secrets that sign access tokens, newest first, comma separated; required in live',
  HUNDI_SEALING_KEYS:
    'secrets that seal stored secrets, newest first, comma separated; required in live',
  ...bankSettings,
  HUNDI_XPRIZO_FIELDS:
    'strict or lenient: whether a card deposit of Xprizo needs all fields that are published as required; default strict',
  ...cardSettings,
  ...mpesaSettings,
  HUNDI_KEEP_WEBHOOK_DAYS: 'days that delivered webhooks and their attempts are kept; default 90',
  HUNDI_LOSS_LIMIT:
    'whole units of each currency that banks may pay beside the books before payouts pause; default 100000 in live, none in sandbox',
  HUNDI_FAILPOINTS: 'fault tests only, refused in live: name:count, comma separated',
} as const;

export type SettingName = keyof typeof settings;

/** What only tests and their tools read, so that whoever has set it is not told that it is nothing. */
const namesOfTools = [
  ...['HUNDI_TEST_ADMIN_URL', 'HUNDI_TEST_CONCURRENCY', 'HUNDI_TEST_SHARDED'],
  ...['HUNDI_KEEP_ANSWERS', 'HUNDI_SHOTS', 'HUNDI_STRANGE_REQUESTS', 'HUNDI_STRANGE_SEED'],
];

/** One sentence for each name like ours that is no setting: a setting that is misspelt would else be left out in silence. */
export function unknownSettings(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string[] {
  return unknownNames(env, Object.keys(settings), namesOfTools);
}

/** What is wrong with the settings, one sentence each. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** Throws ConfigError that names every fault at once. */
export function readConfig(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Config {
  const faults: string[] = [];
  const { get, oneOf, whole, list } = readersOf(env, faults);
  const environment = oneOf('HUNDI_ENV', ['sandbox', 'live'], 'sandbox');
  const host = get('HOST') ?? '127.0.0.1';
  const port = whole('PORT', 8080, 1, 65_535);
  const config: Config = {
    environment,
    role: oneOf('HUNDI_ROLE', ['all', 'api', 'worker'], 'all'),
    host,
    port,
    dataDir: path.resolve(get('HUNDI_DATA_DIR') ?? '.hundi'),
    databaseUrl: get('DATABASE_URL'),
    commitScope: oneOf('HUNDI_COMMIT_SCOPE', ['node', 'merchant'], 'node'),
    brand: get('HUNDI_BRAND') ?? 'Hundi',
    brandLogo: get('HUNDI_BRAND_LOGO'),
    brandColour: get('HUNDI_BRAND_COLOUR') ?? '#3538cd',
    publicUrl: get('HUNDI_PUBLIC_URL') ?? ownOrigin(host, port, faults) ?? 'http://127.0.0.1',
    timeZone: get('HUNDI_TIME_ZONE') ?? 'UTC',
    logLevel: oneOf('HUNDI_LOG_LEVEL', ['silent', 'error', 'warn', 'info', 'debug'], 'info'),
    trustedProxies: list('HUNDI_TRUSTED_PROXIES'),
    ...contractsOf({ get, whole, oneOf }),
    secrets: secretsOf(list('HUNDI_TOKEN_KEYS'), list('HUNDI_SEALING_KEYS')),
    bank: readBank({ get, whole }, environment),
    cards: readCards({ get, oneOf, whole }, environment),
    mpesa: readMpesa(
      { get, oneOf, whole, fault: (sentence) => faults.push(sentence) },
      environment,
    ),
    lossLimit:
      environment === 'live' || get('HUNDI_LOSS_LIMIT') !== undefined
        ? whole('HUNDI_LOSS_LIMIT', 100_000, 0, 999_999_999)
        : undefined,
    failpoints: get('HUNDI_FAILPOINTS') ?? '',
    keepWebhookDays: whole('HUNDI_KEEP_WEBHOOK_DAYS', 90, 1, 3_650),
  };
  faults.push(...faultsOf(config));
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

/** What is wrong with a value is one more sentence in `faults`; the default then stands for it. */
function readersOf(env: Readonly<Record<string, string | undefined>>, faults: string[]) {
  // A secret that is read from a file brings the line break at its end along, and no header takes one.
  const get = (name: SettingName) => {
    const value = env[name]?.replace(/[\r\n]+$/, '') ?? '';
    if (/\p{Cc}/u.test(value))
      faults.push(`${name} holds a line break or another control character.`);
    return value === '' ? undefined : value;
  };
  const oneOf = <T extends string>(name: SettingName, allowed: readonly T[], fallback: T): T => {
    const value = get(name) ?? fallback;
    const found = allowed.find((entry) => entry === value);
    if (found === undefined) faults.push(`${name} is "${value}"; it may be ${allowed.join(', ')}.`);
    return found ?? fallback;
  };
  const whole = (name: SettingName, fallback: number, from: number, to: number): number => {
    const value = get(name);
    if (value === undefined) return fallback;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= from && number <= to) return number;
    faults.push(
      `${name} is "${value}"; it must be a whole number from ${String(from)} to ${String(to)}.`,
    );
    return fallback;
  };
  const list = (name: SettingName) =>
    (get(name) ?? '')
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '');
  return { get, oneOf, whole, list };
}

function secretsOf(
  tokenKeys: readonly string[],
  sealingKeys: readonly string[],
): Secrets | undefined {
  return tokenKeys.length === 0 && sealingKeys.length === 0
    ? undefined
    : { tokenKeys, sealingKeys };
}

function faultsOf(config: Config): string[] {
  const faults: string[] = [];
  const refuseWhen = (bad: boolean, sentence: string) => {
    if (bad) faults.push(sentence);
  };
  for (const [name, zone] of [
    ['HUNDI_TIME_ZONE', config.timeZone],
    ['HUNDI_XPAYOUT_TIME_ZONE', config.xpayout.timeZone],
  ] as const)
    refuseWhen(!isTimeZone(zone), `${name} "${zone}" is not a known time zone.`);
  faults.push(...contractFaultsOf(config));
  refuseWhen(
    config.databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(config.databaseUrl),
    'DATABASE_URL must begin with postgresql://.',
  );
  refuseWhen(
    config.databaseUrl?.startsWith('postgres') === true && !isDatabaseAddress(config.databaseUrl),
    'DATABASE_URL is no address of a database.',
  );
  for (const { name, path: file } of filesOf(config.databaseUrl ?? ''))
    refuseWhen(!isReadable(file), `DATABASE_URL: ${name} is ${file}, and that cannot be read.`);
  for (const proxy of config.trustedProxies)
    refuseWhen(isIP(proxy) === 0, `HUNDI_TRUSTED_PROXIES: "${proxy}" is not an address.`);
  faults.push(...pageFaultsOf(config), ...cardFaultsOf(config.cards, config.environment));
  faults.push(...bankFaultsOf(config.bank, config.environment));
  const { secrets } = config;
  if (secrets !== undefined) {
    for (const [name, keys] of [
      ['HUNDI_TOKEN_KEYS', secrets.tokenKeys],
      ['HUNDI_SEALING_KEYS', secrets.sealingKeys],
    ] as const) {
      refuseWhen(keys.length === 0, `${name} is missing; set both key lists or neither.`);
      refuseWhen(
        keys.some((key) => key.length < 32),
        `${name}: each key needs at least 32 characters.`,
      );
    }
  }
  if (config.environment === 'sandbox') return faults;
  refuseWhen(secrets === undefined, 'Live needs HUNDI_TOKEN_KEYS and HUNDI_SEALING_KEYS.');
  refuseWhen(config.failpoints !== '', 'HUNDI_FAILPOINTS is for fault tests and refused in live.');
  return faults;
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** The origin of payment links where none is set. Undefined, and a fault, when the host is none. */
function ownOrigin(host: string, port: number, faults: string[]): string | undefined {
  const address = localOrigin(host, port);
  if (URL.canParse(address)) return new URL(address).origin;
  faults.push(`HOST is "${host}"; it must be an address of this machine, or a name of it.`);
  return undefined;
}

/** Ours are known without the tables of all of them, whose loading is a tenth of a short command. */
const zonesByDefault = ['UTC', 'Asia/Kolkata'];

function isTimeZone(name: string): boolean {
  if (zonesByDefault.includes(name)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
