/** A gateway on a real database, for the proofs of the lanes: merchants with funds, and lanes as several processes have them. */
import { strict as assert } from 'node:assert';
import pg from 'pg';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { newId, type MerchantId } from '../../src/kit/ids.ts';
import { fundWallet } from '../../src/merchants/fund-wallet.ts';
import { walletBalance } from '../../src/ledger/wallet-balance.ts';
import { createMerchant } from '../../src/merchants/create-merchant.ts';
import type { CreatePayout } from '../../src/payments/create-payout.ts';
import { openCreateLane } from '../../src/payments/create-lane.ts';
import { openResolveLane, type ResolveLane } from '../../src/payments/resolve-lane.ts';
import { verifyBooks } from '../../src/settlements/verify-books.ts';
import { createTestDatabase } from '../kit/database.ts';
import type { Ending } from '../kit/ending.ts';
import { isShardedRun } from '../kit/test-server.ts';
import { wish } from './samples.ts';

type OpenedLane = ReturnType<typeof openCreateLane>;

export interface Gateway {
  readonly url: string;
  readonly pool: Pool;
  /** As the owner of the database, who may do what the gateway may not. */
  asOwner(work: (owner: pg.Client) => Promise<unknown>): Promise<void>;
  /** A merchant with that many paise in its wallet. */
  merchant(fundMinor: bigint): Promise<MerchantId>;
  /** A lane as another process would open it; closed with the test. */
  lane(url?: string): OpenedLane;
  /** A wish to pay, with an id and a number of its own. */
  order(merchantId: string, fields?: Partial<CreatePayout>): CreatePayout;
}

export const oneMerchantPerCommit = isShardedRun;

/** `oneMerchant`: as a deployment spread over nodes commits. */
export async function openGateway(
  t: Ending,
  url?: string,
  oneMerchant = oneMerchantPerCommit,
): Promise<Gateway> {
  const database = url === undefined ? await createTestDatabase() : undefined;
  const at = url ?? database?.url ?? '';
  const pool = openPool(at, 'test', 8);
  const lanes: OpenedLane[] = [];
  t.after(async () => {
    await Promise.all(lanes.map((lane) => lane.close()));
    await pool.end();
    await database?.drop();
  });
  return {
    url: at,
    pool,
    asOwner: async (work) => {
      const owner = new pg.Client({ connectionString: at });
      await owner.connect();
      await work(owner).finally(() => owner.end());
    },
    merchant: (fundMinor) => addMerchant(pool, fundMinor),
    lane: (other = at) => {
      const lane = openCreateLane({ url: other, oneMerchantPerCommit: oneMerchant });
      lanes.push(lane);
      return lane;
    },
    order: (merchantId, fields = {}) =>
      wish({ merchantId, payoutId: newId<'payout'>(Date.now()), at: new Date(), ...fields }),
  };
}

/** What becomes of payouts, for tests to which it is all the same what merchants are told; closed with the test. */
export function openResolver(t: Ending, url: string): ResolveLane {
  const format = () => 'told';
  const formats = { xoompe: format, xpayout: format, xprizo: format };
  const lane = openResolveLane({ url, oneMerchantPerCommit, formats });
  t.after(() => lane.close());
  return lane;
}

async function addMerchant(pool: Pool, fundMinor: bigint): Promise<MerchantId> {
  const nowMs = Date.now();
  const merchantId = newId<'merchant'>(nowMs);
  const name = 'Asha Traders';
  await createMerchant(pool, { merchantId, name, environment: 'sandbox', actor: 'test', nowMs });
  if (fundMinor > 0n) {
    const money = { minor: fundMinor, currency: 'INR' } as const;
    await fundWallet(pool, {
      actor: 'test',
      merchantId,
      fundingId: newId(nowMs),
      money,
      at: new Date(nowMs),
    });
  }
  return merchantId;
}

export async function assertBooksAreRight(pool: Pool): Promise<void> {
  const { breaks, checked } = await verifyBooks(pool);
  assert.deepEqual(breaks, []);
  assert.ok(checked.merchants > 0 && checked.proofs > 0);
}

export async function available(pool: Pool, merchantId: string): Promise<bigint> {
  const balance = await walletBalance(pool, merchantId, 'INR');
  if (balance === undefined) throw new Error('No such wallet.');
  return balance.postedMinor - balance.heldMinor;
}

export async function countPayouts(
  pool: Pool,
  merchantId: string,
  status: string,
): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'select count(*)::int as count from payouts where merchant_id = $1 and status = $2',
    [merchantId, status],
  );
  return rows[0]?.count ?? 0;
}
