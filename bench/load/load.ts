/** What a load is and what came of it: the words between the bench and its load generator. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Load {
  readonly port: number;
  /** Whole requests; every run of `slot` in them is replaced by a text never used before. */
  readonly requests: readonly string[];
  /** API secrets, one for each request: it is signed with when it is sent. */
  readonly secrets?: readonly string[];
  /** Only answers with this status count. */
  readonly status: number;
  readonly connections: number;
  readonly warmSeconds: number;
  readonly seconds: number;
  /** Stops earlier when so many answers have been measured. */
  readonly mostAnswers?: number;
  /** Requests fall due at this rate whether or not the earlier ones were answered; undefined: each connection goes on when it is answered. */
  readonly perSecond?: number;
}

export interface LoadResult {
  /** Answers with the right status per second. */
  readonly perSecond: number;
  readonly answers: number;
  /** Answers with another status, by status. */
  readonly refused: Readonly<Record<string, number>>;
  /** From when a request was due to its whole answer. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Share of a core that the generator itself took. */
  readonly generatorCpu: number;
}

export const slot = '#'.repeat(16);

const program = fileURLToPath(new URL('generator.ts', import.meta.url));

/** Runs the load in a process of its own. Throws when any answer has another status than the expected one. */
export async function runLoad(load: Load): Promise<LoadResult> {
  const child = fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  child.send(load);
  const [result] = (await Promise.race([
    once(child, 'message'),
    ended.then(() => [undefined]),
  ])) as [LoadResult | undefined];
  await ended;
  if (result === undefined) throw new Error('The load generator ended without a result.');
  const refused = Object.entries(result.refused);
  if (refused.length > 0)
    throw new Error(
      `Not all answers were ${load.status}: ${refused.map(([status, count]) => `${count} x ${status}`).join(', ')}.`,
    );
  return result;
}
