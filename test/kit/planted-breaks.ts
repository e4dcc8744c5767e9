/** Books altered by hand, each merchant's in another way: for each way there is a proof that must find it. */
import assert from 'node:assert/strict';
import type pg from 'pg';
import type { Pool } from '../../src/db/connection.ts';
import { verifyBooks } from '../../src/settlements/verify-books.ts';

/** What is altered, by which statement (`$1` is the merchant), and the claim of the proof that is made for it. */
export type PlantedBreak = readonly [what: string, sql: string, claim: string];

export interface PlantedWorld {
  readonly pool: Pool;
  asOwner(work: (owner: pg.Client) => Promise<unknown>): Promise<void>;
  /** With books for the statements to alter. */
  newMerchant(): Promise<string>;
  /** When all merchants are there and nothing is altered yet. */
  readonly beforeProofs?: () => Promise<unknown>;
  /** A constraint that would refuse some of it. */
  readonly withoutConstraint?: string;
}

/** Alters one merchant for each row, and nothing of one more: of whom no proof may say anything. */
export async function assertEachIsFound(
  world: PlantedWorld,
  breaks: readonly PlantedBreak[],
): Promise<void> {
  const honest = await world.newMerchant();
  const planted: { merchantId: string; row: PlantedBreak }[] = [];
  for (const row of breaks) planted.push({ merchantId: await world.newMerchant(), row });
  await world.beforeProofs?.();
  assert.deepEqual((await verifyBooks(world.pool)).breaks, []);
  await world.asOwner(async (owner) => {
    if (world.withoutConstraint !== undefined) await owner.query(world.withoutConstraint);
    for (const { merchantId, row } of planted) {
      const [what, sql] = row;
      const { rowCount } = await owner.query(sql, [merchantId]);
      assert.ok((rowCount ?? 0) > 0, `${what}: nothing was altered`);
    }
  });
  const found = (await verifyBooks(world.pool)).breaks;
  const missed: string[] = [];
  for (const { merchantId, row } of planted) {
    const [what, , claim] = row;
    const proofs = found.filter((one) => one.merchantId === merchantId).map(({ proof }) => proof);
    if (!proofs.includes(claim)) missed.push(`${what}: found by ${proofs.join(', ') || 'nothing'}`);
  }
  assert.deepEqual(missed, []);
  assert.deepEqual(
    found.filter(({ merchantId }) => merchantId === honest),
    [],
  );
}
