/** COMMIT, and what the server says to it. */
import type pg from 'pg';

// With a name, so that it is prepared and goes along with the other statements of a batch.
const commit = { name: 'commit', text: 'commit' };

/** The server said COMMIT, but warned that a standby was not waited for: the rows may yet vanish with the node. */
export class CommitInDoubt extends Error {}

export async function commitOf(client: pg.ClientBase): Promise<void> {
  const heard = { warning: false };
  const watch = (notice: { code?: string | undefined; severity?: string | undefined }) => {
    if (notice.severity === 'WARNING' && notice.code === '01000') heard.warning = true;
  };
  client.on('notice', watch);
  try {
    const { command } = await client.query(commit);
    if (command !== 'COMMIT') throw new RolledBack();
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
