/** The words behind `npm run torture --`. */
import { parseArgs } from 'node:util';
import { scenarioNames, type ScenarioName } from './scenarios.ts';

export interface Options {
  readonly scenarios: readonly ScenarioName[];
  readonly seed: number;
  readonly scale: number;
  readonly json: string | undefined;
  readonly keepIn: string | undefined;
  /** Pull due times forward in the calm instead of waiting for them. */
  readonly hurry: boolean;
}

export const usage = `npm run torture -- [--scenario ${scenarioNames.join('|')}|all] [--seed N] [--scale 0.1] [--json FILE] [--keep FOLDER] [--hurry]

  --scenario  what to break; all of it unless one is named
  --seed      the chances of the run; printed with every result
  --scale     share of the full figures, above 0 and at most 10
  --json      write the results to this file as well
  --keep      keep the history of a failed scenario in this folder
  --hurry     in the calm what is due later is due now: for a machine so slow that the faults take longer than the calm`;

/** Throws an error with a sentence when the words make no sense. */
export function readOptions(words: readonly string[], seed: number): Options | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...words],
    options: {
      ...{ scenario: text, seed: text, scale: text, json: text, keep: text },
      hurry: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return 'help';
  const { scenario = 'all' } = values;
  const named = scenarioNames.filter((name) => scenario === 'all' || scenario === name);
  if (named.length === 0) throw new Error(`There is no scenario "${scenario}".`);
  if (values.seed !== undefined && !/^\d{1,9}$/.test(values.seed))
    throw new Error('--seed is a whole number.');
  const scale = values.scale === undefined ? 1 : Number(values.scale);
  if (!(scale > 0 && scale <= 10)) throw new Error('--scale is above 0 and at most 10.');
  return {
    scenarios: named,
    seed: values.seed === undefined ? seed : Number(values.seed),
    scale,
    json: values.json,
    keepIn: values.keep,
    hurry: values.hurry === true,
  };
}
