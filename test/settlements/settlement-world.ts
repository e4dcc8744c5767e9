/** Merchants whose money may leave to themselves, and two people, on a real database. */
import { createHash, randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import bs58check from 'bs58check';
import type { Pool } from '../../src/db/connection.ts';
import { DomainError } from '../../src/kit/errors.ts';
import { newId, type MerchantId } from '../../src/kit/ids.ts';
import { setFees } from '../../src/merchants/change-merchant.ts';
import { allowAddress } from '../../src/settlements/allow-list.ts';
import { convertSettlement, type QuotedRate } from '../../src/settlements/convert-settlement.ts';
import { completeSettlement } from '../../src/settlements/end-settlement.ts';
import { approveSettlement } from '../../src/settlements/judge-settlement.ts';
import { recordTransfer } from '../../src/settlements/record-transfer.ts';
import { requestSettlement } from '../../src/settlements/request-settlement.ts';
import type { Network, Settlement, Step } from '../../src/settlements/settlement.ts';
import { setTerms } from '../../src/settlements/terms.ts';
import { openGateway, type Gateway } from '../payments/gateway.ts';

export const maker = 'asha';
export const checker = 'ravi';
export const bankAccount = 'HDFC0000001/1234567890';
const hourMs = 3_600_000;

export interface World extends Gateway {
  /** The time that everything happens at; it passes when a test says so. */
  now(): Date;
  pass(ms: number): void;
  /** 1,000.00 in the wallet, switched on, GST 18 %, with the address on its list for long enough. */
  settled(fundMinor?: bigint, network?: Network, address?: string): Promise<MerchantId>;
  request(merchantId: MerchantId, amountMinor: bigint, address?: string): Promise<Settlement>;
  step(settlement: Settlement, by: string): Step;
  approved(merchantId: MerchantId, amountMinor: bigint, address?: string): Promise<Settlement>;
  sent(settlement: Settlement, reference?: string): Promise<Settlement>;
  completed(settlement: Settlement): Promise<Settlement>;
  converted(settlement: Settlement, quote?: Partial<QuotedRate>): Promise<Settlement>;
}

export async function openWorld(t: TestContext, url?: string): Promise<World> {
  const gateway = await openGateway(t, url);
  const { pool } = gateway;
  let nowMs = Date.now();
  const now = () => new Date(nowMs);
  const step = ({ merchantId, settlementId }: Settlement, by: string): Step => ({
    ...{ merchantId, settlementId, by },
    at: now(),
  });
  const request: World['request'] = (merchantId, amountMinor, address = bankAccount) =>
    requestSettlement(pool, {
      ...{ merchantId, settlementId: newId<'settlement'>(nowMs), amountMinor, address },
      ...{ by: maker, at: now() },
    });
  return {
    ...gateway,
    now,
    pass: (ms) => {
      nowMs += ms;
    },
    settled: async (fundMinor = 1_000_00n, network = 'BANK', address = bankAccount) => {
      const merchantId = await gateway.merchant(fundMinor);
      await open(pool, merchantId, nowMs - 24 * hourMs, network, address);
      return merchantId;
    },
    request,
    step,
    approved: async (merchantId, amountMinor, address) =>
      approveSettlement(pool, step(await request(merchantId, amountMinor, address), checker)),
    sent: (settlement, reference = utr()) =>
      recordTransfer(pool, step(settlement, maker), { reference, sentAt: now() }),
    completed: (settlement) => completeSettlement(pool, step(settlement, checker)),
    converted: (settlement, quote) =>
      convertSettlement(pool, step(settlement, maker), {
        ...{ rate: '89.25', direction: 'INR_PER_USDT', spreadBasisPoints: 50, feeMinor: 10_00n },
        ...{ quotedBy: 'Desk', quoteExpiresAt: new Date(nowMs + hourMs), ...quote },
      }),
  };
}

async function open(
  pool: Pool,
  merchantId: MerchantId,
  addedMs: number,
  network: Network,
  address: string,
): Promise<void> {
  const order = { merchantId, actor: 'test', nowMs: addedMs };
  await setTerms(pool, order, { enabled: true });
  await setFees(pool, order, { gstBasisPoints: 1_800 });
  await allowAddress(pool, {
    ...{ merchantId, network, address, label: 'main', by: maker },
    ...{ at: new Date(addedMs), isKnownIfsc: () => true },
  });
}

export function utr(): string {
  return randomBytes(8).toString('hex').toUpperCase();
}

export function hash(): string {
  return createHash('sha256').update(randomBytes(16)).digest('hex');
}

export function tronAddress(): string {
  return bs58check.encode(Buffer.concat([Buffer.of(0x41), randomBytes(20)]));
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
