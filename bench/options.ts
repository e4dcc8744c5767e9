/** What the command line of `npm run bench` may ask for. */
import { parseArgs } from 'node:util';

const measurementNames = [
  'creation',
  'latency',
  'growth',
  'lists',
  'console',
  'reports',
  'webhooks',
  'switches',
  'start',
] as const;
export type MeasurementName = (typeof measurementNames)[number];

export interface Options {
  readonly only: readonly MeasurementName[];
  readonly rounds: number;
  /** Small and short, to see that everything works; its figures decide nothing. */
  readonly quick: boolean;
  /** Of the console's lists; without it ten million. */
  readonly payments: number | undefined;
  readonly json: boolean;
  /** Keeps the server's data here between runs, so that the millions of rows are made once. */
  readonly dataDir: string | undefined;
  /** Writes CPU profiles of the gateway here. */
  readonly profileDir: string | undefined;
}

/**
 * Of full load before the first round. What runs often the runtime compiles again, and better: of the gateway's processor the
 * first 20,000 requests after a start took a third more each than those after 60,000, and the next 40,000 a seventh more.
 */
export function warmUpSeconds({ quick }: Pick<Options, 'quick'>): number {
  return quick ? 3 : 30;
}

export const usage = `npm run bench -- [options]
  --only NAME,...   ${measurementNames.join(', ')}
  --rounds N        rounds per measurement, default 5
  --payments N      behind the lists of the console, default ten million
  --quick           one short round over small data: does it run, not how fast
  --json            print the results as JSON instead of a table
  --data DIR        keep the database in DIR and use what is there
  --profile DIR     write CPU profiles of the gateway to DIR`;

/** Throws an Error with a sentence for the person at the keyboard. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      rounds: { type: 'string' },
      payments: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      data: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const rounds = values.rounds ?? (values.quick ? '1' : '5');
  if (!/^[1-9]\d?$/.test(rounds)) throw new Error('--rounds is a number from 1 to 99.');
  if (values.payments !== undefined && !/^[1-9]\d{3,7}$/.test(values.payments))
    throw new Error('--payments is a number from 1000 to 99999999.');
  return {
    payments: values.payments === undefined ? undefined : parseInt(values.payments, 10),
    only: (values.only?.split(',') ?? measurementNames).map(knownName),
    rounds: parseInt(rounds, 10),
    quick: values.quick,
    json: values.json,
    dataDir: values.data,
    profileDir: values.profile,
  };
}

function knownName(name: string): MeasurementName {
  const found = measurementNames.find((known) => known === name);
  if (found === undefined) throw new Error(`There is no measurement "${name}".\n${usage}`);
  return found;
}
