import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openGateway } from '../payments/gateway.ts';
import { cliWith, documentOf } from './cli-kit.ts';

test('a list of cases that is full says that there may be more', async (t) => {
  const gateway = await openGateway(t);
  const cli = cliWith({ DATABASE_URL: gateway.url });
  const merchantId = await gateway.merchant(0n);
  const openMany = (from: number, to: number) =>
    gateway.pool.query(
      `insert into cases (merchant_id, case_id, payout_id, code, details, opened_at)
       select $1, gen_random_uuid(), gen_random_uuid(), 'unknown_payout', '{}', now() from generate_series($2::int, $3)`,
      [merchantId, from, to],
    );
  await openMany(1, 999);
  const listed = async () => {
    const ran = await cli('case', 'list', merchantId, '--json');
    const { cases, isFull } = documentOf(ran) as { cases: readonly unknown[]; isFull: boolean };
    return [cases.length, isFull, /oldest 1000/.test((await cli('case', 'list')).stdout)];
  };
  assert.deepEqual(await listed(), [999, false, false]);
  await openMany(1_000, 1_002);
  assert.deepEqual(await listed(), [1_000, true, true]);
});
