/** COMMIT, and what the server says to it. */
import type pg from 'pg';

// With a name, so that it is prepared and goes along with the other statements of a batch.
const commit = { name: 'commit', text: 'commit' };

/** The server said COMMIT, but warned that a standby was not waited for: the rows may yet vanish with the node. */
export class CommitInDoubt extends Error {}

/** Throws CommitInDoubt, or RolledBack when a statement before it had failed. */
export async function commitOf(client: Pick<pg.ClientBase, 'query' | 'on' | 'off'>): Promise<void> {
  const heard = { warning: false };
  // By its code: the server says the severity in a language of its own.
  const watch = (notice: { code?: string | undefined }) => {
    if (notice.code?.startsWith('01')) heard.warning = true;
  };
  client.on('notice', watch);
  try {
    const { command } = await client.query(commit);
    if (command !== 'COMMIT')
      throw new RolledBack('The transaction was rolled back by the server.');
    if (heard.warning) throw new CommitInDoubt();
  } finally {
    client.off('notice', watch);
  }
}

/** The statement that failed explains more than the COMMIT that turned into a ROLLBACK. */
class RolledBack extends Error {}

export async function settle(promises: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(promises);
  const errors = results
    .filter((result) => result.status === 'rejected')
    .map((result): unknown => result.reason);
  if (errors.length === 0) return;
  throw errors.find((error) => !(error instanceof RolledBack)) ?? errors[0];
}
