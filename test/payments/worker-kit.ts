/** The night shift against the sandbox bank: workers and a statement reader as several processes have them, and a quick clock. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../src/kit/clock.ts';
import type { Payout } from '../../src/payments/payout.ts';
import { PayoutSwitch } from '../../src/payments/payout-switch.ts';
import { PayoutWorker, type PayoutWorkerDeps } from '../../src/payments/payout-worker.ts';
import { openResolveLane, type ResolveLane } from '../../src/payments/resolve-lane.ts';
import { StatementReader } from '../../src/payments/statement-reader.ts';
import { createBreaker } from '../../src/providers/breaker.ts';
import type { PayoutProvider } from '../../src/providers/provider.ts';
import { createSandboxBank } from '../../src/providers/sandbox-bank/sandbox-bank.ts';
import { bankFolder, RunningBank, SECRET } from '../sandbox-bank/bank-process.ts';
import { openPool } from '../../src/db/connection.ts';
import { isShardedRun } from '../kit/test-server.ts';
import { assertBooksAreRight, openGateway, type Gateway } from './gateway.ts';

/** Ten seconds of the gateway's life pass in a third of a second. */
const speed = 30;

export interface NightShift extends Gateway {
  readonly bank: RunningBank;
  readonly provider: PayoutProvider;
  readonly clock: Clock;
  readonly resolve: ResolveLane;
  readonly reader: StatementReader;
  /** A worker as another process would start it; stopped with the test. */
  worker(changes?: Partial<PayoutWorkerDeps>): PayoutWorker;
  /** Ends the bank as a power cut would, or starts it again on the same port and book. */
  bankDown(): Promise<void>;
  bankUp(): Promise<void>;
  /** Creates payouts and resolves to their ids, in order. */
  pay(merchantId: string, accounts: readonly string[]): Promise<string[]>;
  payout(payoutId: string): Promise<Pick<Payout, 'status' | 'rail' | 'utr'>>;
  /** Waits until none of the merchant's payouts is under way. */
  calm(merchantId: string): Promise<void>;
}

export async function startNightShift(
  t: TestContext,
  settings: Record<string, string> = {},
  on: { readonly url?: string; readonly oneMerchantPerCommit?: boolean } = {},
): Promise<NightShift> {
  const { oneMerchantPerCommit = isShardedRun } = on;
  const gateway = await openGateway(t, on.url, oneMerchantPerCommit);
  const workerPool = openPool(gateway.url, 'test worker', 4, 'batch');
  const folder = bankFolder();
  let bank = await RunningBank.start(folder.dataDir, settings);
  const { url } = bank;
  const provider = createSandboxBank({
    url,
    apiKey: 'api-key',
    callbackSecret: SECRET,
    submitTimeoutMs: 500,
    enquireTimeoutMs: 500,
  });
  const bornMs = Date.now();
  const clock = { now: () => new Date(bornMs + (Date.now() - bornMs) * speed) };
  const format = (payout: Payout) => JSON.stringify({ status: payout.status });
  const formats = { xoompe: format, xpayout: format, xprizo: format };
  const resolve = openResolveLane({ url: gateway.url, oneMerchantPerCommit, formats });
  const reader = new StatementReader({
    pool: workerPool,
    lane: resolve,
    provider,
    clock,
    everyMs: 60_000,
    onForgotten: () => Promise.reject(new Error('Nothing was restored here.')),
    onError: (error) => {
      throw error;
    },
  });
  const workers: PayoutWorker[] = [];
  const errors: unknown[] = [];
  t.after(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await resolve.close();
    await workerPool.end();
    await provider.close();
    await bank.stop();
    folder.remove();
  });
  const createLane = gateway.lane();
  return {
    ...gateway,
    get bank() {
      return bank;
    },
    provider,
    clock,
    resolve,
    reader,
    worker: (changes = {}) => {
      const worker = new PayoutWorker({
        pool: workerPool,
        lane: resolve,
        provider,
        breaker: createBreaker(),
        payoutSwitch: new PayoutSwitch({ db: workerPool, clock, onChange: () => undefined }),
        hasReadStatement: () => true,
        merchantNoOf: (merchantId) => merchantNoOf(gateway, merchantId),
        clock,
        random: () => 0,
        onError: (error) => errors.push(error),
        oneMerchantPerCommit,
        ...changes,
      });
      workers.push(worker);
      worker.start();
      return worker;
    },
    bankDown: () => bank.kill(),
    bankUp: async () => {
      bank = await RunningBank.start(folder.dataDir, { ...settings, BANK_PORT: new URL(url).port });
    },
    pay: async (merchantId, accounts) => {
      const orders = accounts.map((beneficiaryAccountNumber) =>
        gateway.order(merchantId, { beneficiaryAccountNumber, at: clock.now() }),
      );
      for (const { kind } of await createLane.submitAll(orders)) assert.equal(kind, 'created');
      return orders.map(({ payoutId }) => payoutId);
    },
    payout: async (payoutId) => {
      const { rows } = await gateway.pool.query<Pick<Payout, 'status' | 'rail' | 'utr'>>(
        'select status, rail, utr from payouts where payout_id = $1',
        [payoutId],
      );
      if (rows[0] === undefined) throw new Error('No such payout.');
      return rows[0];
    },
    calm: (merchantId) => calm(gateway, merchantId, errors),
  };
}

/** The name of its only attempt at the bank. */
export async function referenceOf({ pool }: NightShift, payoutId: string): Promise<string> {
  const { rows } = await pool.query<{ provider_reference: string }>(
    'select provider_reference from payout_attempts where payout_id = $1',
    [payoutId],
  );
  return rows[0]?.provider_reference ?? '';
}

export async function merchantNoOf({ pool }: Gateway, merchantId: string): Promise<number> {
  const { rows } = await pool.query<{ merchant_no: number }>(
    'select merchant_no from merchants where merchant_id = $1',
    [merchantId],
  );
  return rows[0]?.merchant_no ?? 0;
}

async function calm({ pool }: Gateway, merchantId: string, errors: unknown[]): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const { rows } = await pool.query<{ open: number }>(
      `select count(*)::int as open from payouts
       where merchant_id = $1 and status in ('queued', 'processing')`,
      [merchantId],
    );
    if (rows[0]?.open === 0) return;
    await sleep(100);
  }
  const { rows } = await pool.query(
    `select p.beneficiary_account_number, p.status, o.state, o.due_at, o.claims, o.last_error
     from payouts p join outbox o on o.merchant_id = p.merchant_id and o.outbox_id = p.payout_id
     where p.merchant_id = $1 and p.status in ('queued', 'processing')`,
    [merchantId],
  );
  throw new Error(`Still under way: ${JSON.stringify(rows)}`, { cause: errors });
}

/** The bank's statement and our ledger, line by line: what it paid is what we booked, under one reference each. */
export async function assertBankAgrees(shift: NightShift): Promise<void> {
  const { rows } = await shift.pool.query<{ line: string }>(
    `select a.provider_reference || ' ' || case j.kind when 'reverse' then 'credit' else 'debit' end || ' '
       || round(j.amounts_minor[1] / 100.0, 2) as line
     from journals j
     join payout_attempts a on a.merchant_id = j.merchant_id and a.payout_id = j.subject_id
       and (j.fact = 'paid:' || a.attempt_no or j.fact = 'extra_payment:' || a.attempt_no
         or j.fact = 'extra_returned:' || a.attempt_no or (j.fact like 'returned:%' and a.state = 'succeeded'))
     where j.kind in ('post', 'record', 'reverse')`,
  );
  const statement = (await shift.bank.statement()).filter(({ kind }) => kind !== 'funding');
  assert.deepEqual(
    rows.map(({ line }) => line).sort(),
    statement.map((line) => `${line.reference} ${line.direction} ${line.amount}`).sort(),
  );
  const proof = await shift.bank.call('GET', '/control/proof');
  assert.equal(proof.body['holds'], true);
  await assertBooksAreRight(shift.pool);
}
