/** A merchant with a life behind it: payouts that were paid, refused, returned, left open, refused for lack of funds. */
import type { TestContext } from 'node:test';
import { newId, type MerchantId } from '../../src/kit/ids.ts';
import { openReport, type OpenReport, type ReportOrder } from '../../src/reports/open-report.ts';
import type { AnsweredPayout } from '../../src/payments/create-payout.ts';
import type { Payout } from '../../src/payments/payout.ts';
import { openResolveLane } from '../../src/payments/resolve-lane.ts';
import type { Outcome } from '../../src/providers/provider.ts';
import { oneMerchantPerCommit, openGateway, type Gateway } from '../payments/gateway.ts';
import { policy } from '../payments/payout-world.ts';
import { onePercent } from '../payments/samples.ts';

export const funded = 10_000_00n;
const bank = { amountMinor: 100_00n, currency: 'INR' } as const;

export const lives = ['paid', 'refused', 'returned', 'under way', 'waiting'] as const;
export type Life = (typeof lives)[number];

export interface World extends Gateway {
  readonly merchantId: MerchantId;
  /** Payouts of 100.00 with a fee of 1.00 and GST of 0.18, in this order, each a little later than the one before. */
  live(
    some: readonly Life[],
    fields?: { readonly beneficiaryName?: string },
  ): Promise<AnsweredPayout[]>;
  /** A report that covers everything, unless told otherwise. */
  report(order?: Partial<ReportOrder>): Promise<OpenReport>;
}

export async function openWorld(t: TestContext): Promise<World> {
  const gateway = await openGateway(t);
  const word = (payout: Payout) => payout.status;
  const formats = { xoompe: word, xpayout: word, xprizo: word };
  const resolve = openResolveLane({ url: gateway.url, oneMerchantPerCommit, formats });
  t.after(() => resolve.close());
  const merchantId = await gateway.merchant(funded);
  const lane = gateway.lane();

  const hear = async (payoutId: string, outcome: Outcome): Promise<void> => {
    const about = {
      merchantId,
      payoutId,
      attemptNo: 1,
      source: 'callback',
      leaseId: null,
    } as const;
    await resolve.submit({ kind: 'fact', ...about, outcome, policy, at: new Date() });
  };
  const start = async (payoutId: string): Promise<void> => {
    const leaseId = newId<'lease'>(Date.now());
    await gateway.pool.query(
      `update outbox set lease_id = $3 where merchant_id = $1 and outbox_id = $2`,
      [merchantId, payoutId, leaseId],
    );
    const { chooseRail, referenceOf } = policy;
    const about = { merchantId, payoutId, leaseId, providerOf: () => 'bank', at: new Date() };
    const may = { paused: false, maySubmitAgain: true };
    await resolve.submit({ kind: 'start', chooseRail, referenceOf, ...may, ...about });
  };
  const liveThrough = async (payoutId: string, life: Life): Promise<void> => {
    if (life === 'waiting') return;
    await start(payoutId);
    const utr = `6015${payoutId.slice(-8)}`;
    if (life === 'paid' || life === 'returned')
      await hear(payoutId, { kind: 'succeeded', ...bank, utr });
    if (life === 'refused')
      await hear(payoutId, {
        kind: 'rejected',
        code: 'INVALID_ACCOUNT',
        message: 'No such account',
      });
    if (life === 'returned')
      await hear(payoutId, { kind: 'reversed', ...bank, utr, reversalReference: `R${utr}` });
  };

  return {
    ...gateway,
    merchantId,
    live: async (some, fields = {}) => {
      const orders = some.map(() =>
        gateway.order(merchantId, { feePlan: onePercent, reference: newId(Date.now()), ...fields }),
      );
      const answers = await lane.submitAll(orders);
      for (const [nth, life] of some.entries())
        await liveThrough(orders[nth]?.payoutId ?? '', life);
      return answers.flatMap((answer) => ('payout' in answer ? [answer.payout] : []));
    },
    report: (order = {}) =>
      openReport({
        db: gateway.pool,
        merchantId,
        type: 'transactions',
        days: { from: today(-1), to: today(1) },
        format: 'json',
        timeZone: 'UTC',
        ...order,
      }),
  };
}

/** In UTC, so many days from now. */
export function today(days = 0): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

export async function textOf({ body }: OpenReport): Promise<string> {
  return (await bytesOf({ body })).toString();
}

export async function bytesOf({ body }: Pick<OpenReport, 'body'>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export interface Document {
  readonly report: Readonly<Record<string, string>>;
  readonly rows: readonly Readonly<Record<string, string | number | null>>[];
  readonly totals: readonly Readonly<Record<string, string | number>>[];
}

export async function documentOf(report: OpenReport): Promise<Document> {
  return JSON.parse(await textOf(report)) as Document;
}
