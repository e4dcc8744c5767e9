/** Owners with wallets on a real database, lanes and workers as several processes have them, and a clock to turn. */
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPool, transaction } from '../../src/db/connection.ts';
import { DomainError } from '../../src/kit/errors.ts';
import { newId, type MerchantId } from '../../src/kit/ids.ts';
import { fundWallet } from '../../src/merchants/fund-wallet.ts';
import { walletBalance } from '../../src/ledger/wallet-balance.ts';
import { newApprovalKey } from '../../src/merchants/approval-key.ts';
import { newWalletNo, openWallet, walletsOf, type Wallet } from '../../src/merchants/wallets.ts';
import type { WalletCurrency } from '../../src/merchants/wallets.ts';
import { approvalTarget } from '../../src/payments/approval-promises.ts';
import { openCreatePayinLane } from '../../src/payments/create-payin-lane.ts';
import { placeAt } from '../../src/payments/create-payin.ts';
import type { CreatePayout } from '../../src/payments/create-payout.ts';
import type { CarryDeps } from '../../src/transfers/carry-on.ts';
import { openIncomingLane } from '../../src/transfers/incoming-lane.ts';
import { loadTransfers, type LoadedTransfer } from '../../src/transfers/load-transfers.ts';
import type { MoneyOrder, MovedMoney } from '../../src/transfers/move-money.ts';
import type { TransferEvent } from '../../src/transfers/transfer-event.ts';
import { openTransferLane } from '../../src/transfers/transfer-lane.ts';
import {
  TransferWorker,
  type HoldAnswer,
  type HoldQuestion,
} from '../../src/transfers/transfer-worker.ts';
import { isShardedRun } from '../kit/test-server.ts';
import { openGateway, type Gateway } from '../payments/gateway.ts';
import { free } from '../payments/samples.ts';
import { merchantNoOf } from '../payments/worker-kit.ts';

export interface Owner {
  readonly merchantId: MerchantId;
  readonly merchantNo: number;
  /** Its wallet in INR. */
  readonly wallet: Wallet;
}

export interface Bazaar extends Omit<Gateway, 'order'> {
  readonly deps: CarryDeps;
  readonly errors: unknown[];
  /** Turns the clock of the gateway on. */
  pass(hours: number): void;
  /** With that much in its wallet in INR, in paise. */
  owner(fundMinor: bigint): Promise<Owner>;
  wallet(owner: Owner, currency: WalletCurrency, fundMinor: bigint): Promise<Wallet>;
  /** 100.00 from one to the other, asked for by the payer. */
  order(from: Owner, to: Owner, fields?: Partial<MoneyOrder>): MoneyOrder;
  payout(owner: Owner, fields?: Partial<CreatePayout>): CreatePayout;
  /** What is answered to a wish for 100.00 from a customer. */
  payin(owner: Owner, reference: string): Promise<string>;
  find(payer: Owner, moved: MovedMoney): Promise<LoadedTransfer>;
  available(owner: Owner, currency?: WalletCurrency): Promise<bigint>;
  /** As another process would have them. */
  another(url?: string): CarryDeps;
  worker(askCreator?: (question: HoldQuestion) => Promise<HoldAnswer>): TransferWorker;
  until(payer: Owner, moved: MovedMoney, isSo: (now: LoadedTransfer) => boolean): Promise<void>;
  /** Waits until nothing of transfers is promised any more. */
  untilQuiet(): Promise<void>;
}

export async function openBazaar(
  t: TestContext,
  on: { readonly url?: string; readonly oneMerchantPerCommit?: boolean } = {},
): Promise<Bazaar> {
  const { oneMerchantPerCommit = isShardedRun } = on;
  const gateway = await openGateway(t, on.url, oneMerchantPerCommit);
  const { pool } = gateway;
  const workerPool = openPool(gateway.url, 'test worker', 4, 'batch');
  let aheadMs = 0;
  const clock = { now: () => new Date(Date.now() + aheadMs) };
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const closing: { close(): Promise<void> }[] = [];
  const workers: TransferWorker[] = [];
  const eventOf = (event: TransferEvent) => `${event.stage} ${event.reference}`;
  const another = (url = gateway.url): CarryDeps => {
    const transfers = openTransferLane({ url, oneMerchantPerCommit, eventOf });
    const incoming = openIncomingLane({ url, oneMerchantPerCommit });
    closing.push(transfers, incoming);
    return {
      ...{ pool: workerPool, transfers, incoming, clock, onError },
      tellAsked: () => Promise.resolve(null),
      tellNew: (payerId, createdBy, event) => {
        const makeId = () => newId(event.at.getTime());
        const target = approvalTarget(payerId, createdBy, 'http://127.0.0.1:9/hear', makeId);
        return Promise.resolve({ target, firstPayload: eventOf(event) });
      },
    };
  };
  t.after(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await Promise.all(closing.map((lane) => lane.close()));
    await workerPool.end();
  });
  const deps = another();
  const find = async (payer: Owner, { transferId }: MovedMoney) => {
    const { merchantId } = payer;
    const found = (await loadTransfers(pool, [{ merchantId, transferId }])).get(transferId);
    if (found === undefined) throw new Error('No such transfer.');
    return found;
  };
  let lastNo = 500n;
  return {
    ...{ ...gateway, deps, errors, another, find },
    pass: (hours) => {
      aheadMs += hours * 3_600_000;
    },
    owner: async (fundMinor) => {
      const merchantId = await gateway.merchant(fundMinor);
      const [wallet] = await walletsOf(pool, merchantId);
      if (wallet === undefined) throw new Error('An owner has a wallet.');
      return { merchantId, merchantNo: await merchantNoOf(gateway, merchantId), wallet };
    },
    wallet: async ({ merchantId }, currency, fundMinor) => {
      const walletNo = await newWalletNo(pool);
      const at = clock.now();
      const wallet = { walletNo, merchantId, currency, name: currency, isDefault: false };
      await transaction(pool, (tx) => openWallet(tx, { ...wallet, opensAccounts: true, at }));
      const money = { minor: fundMinor, currency };
      if (fundMinor > 0n)
        await fundWallet(pool, {
          actor: 'test',
          merchantId,
          fundingId: newId(at.getTime()),
          money,
          at,
        });
      return { ...wallet, status: 'active' };
    },
    order: (from, to, fields = {}) => {
      lastNo += 1n;
      return {
        ...{ from: from.wallet, to: to.wallet, payerNo: from.merchantNo, payeeNo: to.merchantNo },
        ...{ amountMinor: 100_00n, reference: `R-${String(lastNo)}`, description: 'Rent' },
        approvalKey: newApprovalKey(from.merchantNo),
        transactionNo: lastNo,
        creator: from,
        returnUrl: null,
        ...fields,
      };
    },
    payin: async ({ merchantId, merchantNo }, reference) => {
      const lane = openCreatePayinLane({ url: gateway.url, oneMerchantPerCommit });
      closing.push(lane);
      const at = clock.now();
      const payinId = newId<'payin'>(at.getTime());
      const place = placeAt({ name: 'bank', payeeVpa: 'hundi@bank' }, merchantNo, payinId);
      const answer = await lane.submit({
        ...{ merchantId, payinId, place, at, details: null, feePlan: free, reference },
        ...{ contract: 'xpayout', transactionNumber: `GW${payinId}`, currency: 'INR' },
        ...{ amountMinor: 100_00n, expiresAt: new Date(at.getTime() + 900_000) },
      });
      return answer.kind;
    },
    payout: ({ merchantId }, fields) => gateway.order(merchantId, fields),
    available: async ({ merchantId }, currency = 'INR') => {
      const balance = await walletBalance(pool, merchantId, currency);
      if (balance === undefined) throw new Error('No such wallet.');
      return balance.postedMinor - balance.heldMinor;
    },
    worker: (askCreator = () => Promise.resolve({ kind: 'unanswered', why: 'no answer' })) => {
      const worker = new TransferWorker({
        ...{ ...deps, oneMerchantPerCommit, askCreator, random: () => 0 },
        onWorkerError: onError,
      });
      workers.push(worker);
      worker.start();
      return worker;
    },
    until: async (payer, moved, isSo) => {
      for (let tries = 0; tries < 600; tries += 1) {
        if (isSo(await find(payer, moved))) return;
        await sleep(50);
      }
      const { transfer } = await find(payer, moved);
      throw new Error(`It is ${transfer.status}.`, { cause: errors });
    },
    untilQuiet: async () => {
      for (let tries = 0; tries < 600; tries += 1) {
        if ((await openPromises(gateway)) === 0) return;
        await sleep(50);
      }
      throw new Error('Something is still promised.', { cause: errors });
    },
  };
}

async function openPromises({ pool }: Gateway): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from outbox
     where topic in ('transfer', 'hold', 'decision') and state in ('due', 'leased')`,
  );
  return rows[0]?.count ?? 0;
}

/** What was promised to be told of a transfer, in its order. */
export async function toldOf(
  { pool }: Pick<Gateway, 'pool'>,
  { transferId }: MovedMoney,
): Promise<string[]> {
  const { rows } = await pool.query<{ payload: string }>(
    `select payload from outbox where topic = 'webhook' and subject_id = $1 order by subject_version`,
    [transferId],
  );
  return rows.map(({ payload }) => payload);
}

/** The code of the refusal that must come. */
export async function refusalOf(doing: Promise<unknown>): Promise<string> {
  try {
    await doing;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  return 'nothing was refused';
}
