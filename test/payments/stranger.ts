/** A session of somebody else on the same database, such as an operator's, that locks what the gateway needs. */
import pg from 'pg';
import type { Ending } from '../kit/ending.ts';

export async function strangerAt(t: Ending, url: string): Promise<pg.Client> {
  const stranger = new pg.Client({ connectionString: url });
  stranger.on('error', () => undefined);
  await stranger.connect();
  t.after(() => stranger.end());
  return stranger;
}

/** Holds all wallets of these merchants until what it resolves to is called. */
export async function holdWallets(
  t: Ending,
  url: string,
  merchantIds: readonly string[],
): Promise<() => Promise<unknown>> {
  const stranger = await strangerAt(t, url);
  await stranger.query('begin');
  await stranger.query('select from accounts where merchant_id = any($1) for update', [
    merchantIds,
  ]);
  return () => stranger.query('rollback');
}

export async function timed<T>(work: Promise<T>): Promise<{ result: T; tookMs: number }> {
  const begunMs = performance.now();
  return { result: await work, tookMs: performance.now() - begunMs };
}
