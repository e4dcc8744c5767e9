/** What a lane does with the commands that share a commit. */
import type pg from 'pg';

export interface LaneWork<Command, Answer> {
  /**
   * What to write if all is as it nearly always is, decided without a look at the database. A write that meets anything else must
   * fail (`isAssumptionBroken`): then nothing was done, and `run` is asked. Undefined where only a look can tell.
   */
  readonly assume?: (commands: readonly Command[]) => Promise<LaneResult<Answer> | undefined>;
  /** Loads, decides and writes within the open transaction; one answer per command, in order. */
  readonly run: (client: pg.Client, commands: readonly Command[]) => Promise<LaneResult<Answer>>;
  /**
   * After a COMMIT whose reply was lost: reads under the same locks whether it happened.
   * Resolves to the answers, or to undefined when it certainly did not happen.
   */
  readonly recover: (
    client: pg.Client,
    commands: readonly Command[],
  ) => Promise<readonly Answer[] | undefined>;
  /**
   * Which of the locks (`lockOf`) of these commands somebody has at this moment; waits for none of them. Left out, a lane
   * waits for every lock in the database.
   */
  readonly findHeld?: (
    client: pg.Client,
    commands: readonly Command[],
  ) => Promise<ReadonlySet<string>>;
}

export interface LaneResult<Answer> {
  readonly answers: readonly Answer[];
  /** Sends the writes without waiting; the lane sends COMMIT right behind them. */
  readonly write: (client: pg.Client) => readonly Promise<unknown>[];
}
