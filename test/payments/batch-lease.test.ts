/** Two workers at one batch: the one whose lease was taken has nothing more to say. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPool } from '../../src/db/connection.ts';
import { newId } from '../../src/kit/ids.ts';
import { fundWallet } from '../../src/merchants/fund-wallet.ts';
import { BatchWorker, type BatchWorkerDeps } from '../../src/payments/batch-worker.ts';
import type { CreatePayout } from '../../src/payments/create-payout.ts';
import { confirmBatch, readBatchRows } from '../../src/payments/payout-batches.ts';
import type { FilledPayout } from '../../src/payments/payout-form.ts';
import { openGateway } from './gateway.ts';

const filled: FilledPayout = {
  means: 'upi',
  ...{ beneficiaryName: 'Asha', beneficiaryAccountNumber: '', beneficiaryIfsc: '' },
  ...{ beneficiaryMobile: null, beneficiaryVpa: 'asha@upi' },
  currency: 'INR',
  ...{ amountMinor: 100_00n, reference: null },
};

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !isSo(); tries += 1) await sleep(25);
  assert.ok(isSo());
}

test('a row of a batch says what the worker that holds its lease was told, not what an earlier one was', async (t) => {
  const gateway = await openGateway(t);
  const merchantId = await gateway.merchant(0n);
  const pool = openPool(gateway.url, 'batch', 4, 'batch');
  const nowMs = Date.now();
  const order = { merchantId, formKey: randomUUID(), fileName: 'f.csv', orderedBy: 'Asha' };
  const rows = [{ rowNo: 2, filled }];
  const { batchId } = await confirmBatch(pool, { ...order, actor: 'test', nowMs, rows });
  const desk = {
    termsOf: () => Promise.resolve({}),
    commandOf: (_terms: unknown, row: { payoutId: string; reference: string }) =>
      Promise.resolve(gateway.order(merchantId, row)),
  } as unknown as BatchWorkerDeps['desk'];
  const gates = new Map<string, () => void>();
  /** Without cover it leaves no trace; its answer is kept back until its gate is opened. */
  const worker = (name: string, isCovered: boolean, aheadMs: number) => {
    const lane = gateway.lane();
    const submitAll = async (commands: readonly CreatePayout[]) => {
      const answers = isCovered
        ? await lane.submitAll(commands)
        : commands.map(() => ({ kind: 'not_covered' }) as const);
      await new Promise<void>((open) => gates.set(name, open));
      return answers;
    };
    return new BatchWorker({
      ...{ pool, desk, oneMerchantPerCommit: false, onError: () => undefined },
      lane: { submit: lane.submit.bind(lane), submitAll },
      clock: { now: () => new Date(Date.now() + aheadMs) },
    });
  };
  const early = worker('early', false, 0);
  early.start();
  await until(() => gates.has('early'));
  const money = { minor: 1_000_00n, currency: 'INR' } as const;
  await fundWallet(pool, {
    actor: 'test',
    merchantId,
    fundingId: newId(nowMs),
    money,
    at: new Date(),
  });
  // The lease of the first is over for the second.
  const late = worker('late', true, 16_000);
  late.start();
  await until(() => gates.has('late'));
  gates.get('early')?.();
  await early.stop();
  gates.get('late')?.();
  await late.stop();
  const [row] = await readBatchRows(pool, { merchantId, batchId }, { limit: 5 });
  await pool.end();
  assert.equal(row?.outcome, 'created');
});
