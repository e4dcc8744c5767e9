/** Money in against the sandbox bank: lanes, a worker and a reader as several processes have them, and a clock to turn. */
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPool } from '../../src/db/connection.ts';
import type { Clock } from '../../src/kit/clock.ts';
import { newId } from '../../src/kit/ids.ts';
import { CollectionReader } from '../../src/payments/collection-reader.ts';
import { openCreatePayinLane, type CreatePayinLane } from '../../src/payments/create-payin-lane.ts';
import { placeAt, type CreatePayin } from '../../src/payments/create-payin.ts';
import { loadPayins } from '../../src/payments/load-payins.ts';
import { openPayinLane, type PayinLane } from '../../src/payments/payin-lane.ts';
import { PayinWorker } from '../../src/payments/payin-worker.ts';
import type { Payin } from '../../src/payments/payin.ts';
import type { CollectionNews, CollectionProvider } from '../../src/providers/collection.ts';
import { createSandboxCollections } from '../../src/providers/sandbox-bank/collections.ts';
import { isShardedRun } from '../kit/test-server.ts';
import { bankFolder, RunningBank, SECRET, type Json } from '../sandbox-bank/bank-process.ts';
import { merchantNoOf } from './worker-kit.ts';
import { openGateway, type Gateway } from './gateway.ts';
import { onePercent } from './samples.ts';

export const payinMinutes = 15;

export interface Till extends Gateway {
  readonly bank: RunningBank;
  readonly provider: CollectionProvider;
  readonly clock: Clock;
  readonly payins: PayinLane;
  readonly create: CreatePayinLane;
  readonly reader: CollectionReader;
  readonly strangers: CollectionNews[];
  /** Turns the clock of the gateway on. */
  pass(minutes: number): void;
  createLane(url?: string): CreatePayinLane;
  /** A wish to be paid 500.00 within a quarter of an hour. */
  wish(merchantId: string, fields?: Partial<CreatePayin>): Promise<CreatePayin>;
  ask(merchantId: string, fields?: Partial<CreatePayin>): Promise<Payin>;
  /** A customer pays at the bank; resolves to the ids of the payments. */
  pay(payin: Payin, fields?: Json): Promise<string[]>;
  /** What the bank has to say of the pay-in now, told as `source`. */
  tell(payin: Payin, source?: 'callback' | 'enquiry'): Promise<void>;
  worker(provider?: CollectionProvider): PayinWorker;
  now(payin: Payin): Promise<Payin>;
  /** Waits until it is so. */
  until(payin: Payin, isSo: (now: Payin) => boolean): Promise<Payin>;
  bankDown(): Promise<void>;
  bankUp(): Promise<void>;
}

export async function openTill(
  t: TestContext,
  on: {
    readonly url?: string;
    readonly oneMerchantPerCommit?: boolean;
    readonly settings?: Record<string, string>;
  } = {},
): Promise<Till> {
  const { oneMerchantPerCommit = isShardedRun, settings = {} } = on;
  const gateway = await openGateway(t, on.url, oneMerchantPerCommit);
  const workerPool = openPool(gateway.url, 'test worker', 4, 'batch');
  const folder = bankFolder();
  let bank = await RunningBank.start(folder.dataDir, settings);
  const { url } = bank;
  const provider = createSandboxCollections({
    url,
    apiKey: 'api-key',
    callbackSecret: SECRET,
    payeeVpa: 'hundi@sandbox',
    timeoutMs: 5_000,
  });
  let aheadMs = 0;
  const clock = { now: () => new Date(Date.now() + aheadMs) };
  const word = ({ status, version }: Payin) => `${status} ${String(version)}`;
  const formats = { xpayout: word, xprizo: word };
  const payins = openPayinLane({ url: gateway.url, oneMerchantPerCommit, formats });
  const lanes: CreatePayinLane[] = [];
  const createLane = (other = gateway.url) => {
    const lane = openCreatePayinLane({ url: other, oneMerchantPerCommit });
    lanes.push(lane);
    return lane;
  };
  const deps = { pool: workerPool, lane: payins, clock };
  const workers: PayinWorker[] = [];
  const errors: unknown[] = [];
  const strangers: CollectionNews[] = [];
  const reader = new CollectionReader({
    ...deps,
    provider,
    everyMs: 60_000,
    onStranger: (news) => strangers.push(news),
    onError: (error) => errors.push(error),
  });
  t.after(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await reader.stop();
    await Promise.all([...lanes, payins].map((lane) => lane.close()));
    await workerPool.end();
    await provider.close();
    await bank.stop();
    folder.remove();
  });
  const create = createLane();
  const wish = async (merchantId: string, fields: Partial<CreatePayin> = {}) => {
    const at = clock.now();
    const payinId = newId<'payin'>(at.getTime());
    return {
      merchantId,
      payinId,
      contract: 'xpayout',
      transactionNumber: `GW${payinId}`,
      reference: `R-${payinId}`,
      currency: 'INR',
      amountMinor: 500_00n,
      feePlan: onePercent,
      place: placeAt(provider, await merchantNoOf(gateway, merchantId), payinId),
      expiresAt: new Date(at.getTime() + payinMinutes * 60_000),
      details: null,
      at,
      ...fields,
    } satisfies CreatePayin;
  };
  const now = async (payin: Payin) => {
    const [loaded] = await loadPayins(gateway.pool, [payin]);
    if (loaded?.payin === undefined) throw new Error('No such pay-in.');
    return loaded.payin;
  };
  return {
    ...gateway,
    get bank() {
      return bank;
    },
    provider,
    clock,
    payins,
    create,
    reader,
    strangers,
    pass: (minutes) => {
      aheadMs += minutes * 60_000;
    },
    createLane,
    wish,
    ask: async (merchantId, fields) => {
      const answer = await create.submit(await wish(merchantId, fields));
      if (answer.kind !== 'created') throw new Error(`It was ${answer.kind}.`);
      return answer.payin;
    },
    pay: async ({ providerReference: reference }, fields = {}) => {
      const order = { reference, amount: '500.00', ...fields };
      const { status, body } = await bank.call('POST', '/control/collections', order);
      if (status !== 201) throw new Error(JSON.stringify(body));
      return (body['collections'] as { paymentId: string }[]).map(({ paymentId }) => paymentId);
    },
    tell: async ({ merchantId, payinId, providerReference }, source = 'callback') => {
      const answer = await provider.enquire(providerReference);
      if (answer.kind !== 'known') throw new Error(answer.why);
      const about = { merchantId, payinId, provider: provider.name, source };
      for (const news of answer.news)
        await payins.submit({ kind: 'news', ...about, news, at: clock.now() });
    },
    worker: (other = provider) => {
      const worker = new PayinWorker({
        ...deps,
        providers: new Map([[other.name, other]]),
        random: () => 0,
        onError: (error) => errors.push(error),
        oneMerchantPerCommit,
        merchantNoOf: (merchantId) => merchantNoOf(gateway, merchantId),
      });
      workers.push(worker);
      worker.start();
      return worker;
    },
    now,
    until: async (payin, isSo) => {
      for (let tries = 0; tries < 600; tries += 1) {
        const current = await now(payin);
        if (isSo(current)) return current;
        await sleep(50);
      }
      throw new Error(`It is ${JSON.stringify((await now(payin)).status)}.`, { cause: errors });
    },
    bankDown: () => bank.kill(),
    bankUp: async () => {
      bank = await RunningBank.start(folder.dataDir, { ...settings, BANK_PORT: new URL(url).port });
    },
  };
}

/** What is booked of one pay-in, as short lines. */
export async function storyOf({ pool }: Gateway, { payinId }: Pick<Payin, 'payinId'>) {
  const lines = async (sql: string) => {
    const { rows } = await pool.query<{ line: string }>(sql, [payinId]);
    return rows.map(({ line }) => line);
  };
  return {
    history: await lines(
      'select to_status as line from payin_history where payin_id = $1 order by version',
    ),
    facts: await lines(
      `select kind || ' ' || verdict as line from payin_facts where payin_id = $1 order by seen_at, kind`,
    ),
    journals: await lines(
      `select split_part(fact, ':', 1) as line from journals where subject_id = $1 order by journal_no`,
    ),
    cases: await lines('select code as line from cases where payout_id = $1 order by opened_at'),
  };
}

/** Balances of a merchant by kind of account, in paise; zeros are left out. */
export async function balancesOf({ pool }: Gateway, merchantId: string) {
  const { rows } = await pool.query<{ account: string; minor: string }>(
    `select split_part(account, ':', 1) as account, sum(minor)::text as minor from (
       select credit_account as account, amount_minor as minor from postings
         where merchant_id = $1 and kind in ('post', 'record', 'reverse')
       union all
       select debit_account, -amount_minor from postings
         where merchant_id = $1 and kind in ('post', 'record', 'reverse')
     ) legs group by 1 having sum(minor) <> 0`,
    [merchantId],
  );
  return Object.fromEntries(rows.map(({ account, minor }) => [account, BigInt(minor)]));
}

/** Waits until the bank has given a payment back and it is booked. */
export async function untilRefunded(
  till: Gateway,
  payin: Pick<Payin, 'merchantId' | 'payinId'>,
): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    const [loaded] = await loadPayins(till.pool, [payin]);
    if (loaded?.facts.some(({ kind }) => kind === 'refunded') === true) return;
    await sleep(50);
  }
  throw new Error('It was never given back.');
}
