/** Merchants whose payments have ended in all their ways, for tests that alter them by hand. */
import { refundReference } from '../../src/providers/references.ts';
import { takeRefundAnswer } from '../../src/payments/take-refund.ts';
import type { ResolveLane } from '../../src/payments/resolve-lane.ts';
import type { Outcome } from '../../src/providers/provider.ts';
import { newId } from '../../src/kit/ids.ts';
import type { Gateway } from './gateway.ts';
import type { Till } from './payin-kit.ts';
import { policy } from './payout-world.ts';
import { onePercent } from './samples.ts';
import { merchantNoOf } from './worker-kit.ts';

const money = { amountMinor: 100_00n, currency: 'INR' } as const;
const paid: Outcome = { kind: 'succeeded', ...money, utr: '601500000001' };
const returned: Outcome = {
  kind: 'reversed',
  ...money,
  utr: '601500000001',
  reversalReference: 'B',
};
const refused: Outcome = { kind: 'rejected', code: 'INVALID_ACCOUNT', message: '' };

/** Of her payouts of 100.00 one is queued, one has succeeded, one has failed, one was returned. */
export async function payFour(
  gateway: Gateway,
  resolve: ResolveLane,
  merchantId: string,
): Promise<string> {
  const orders = [[], [paid], [refused], [paid, returned]].map((told) => ({
    order: gateway.order(merchantId, { feePlan: onePercent }),
    told,
  }));
  await gateway.lane().submitAll(orders.map(({ order }) => order));
  for (const { order, told } of orders.filter((one) => one.told.length > 0)) {
    const leaseId = newId(Date.now());
    const { payoutId } = order;
    const about = { merchantId, payoutId, leaseId, at: new Date() };
    await gateway.pool.query(
      `update outbox set state = 'leased', lease_id = $2 where merchant_id = $1 and outbox_id = $3`,
      [merchantId, leaseId, payoutId],
    );
    const { chooseRail, referenceOf } = policy;
    const may = { paused: false, maySubmitAgain: true, providerOf: () => 'bank' };
    await resolve.submit({ kind: 'start', ...about, ...may, chooseRail, referenceOf });
    for (const outcome of told)
      await resolve.submit({
        ...{ kind: 'fact', ...about, attemptNo: 1, source: 'reply', outcome, policy },
      });
  }
  return merchantId;
}

/** Of her pay-ins of 500.00 one is paid, one is open, one was taken back by the bank, and two were paid with 499.00: one has been given back, one is on its way. */
export async function merchantWithFive(till: Till): Promise<string> {
  const merchantId = await till.merchant(1_000_00n);
  const give = async () => {
    const payin = await till.ask(merchantId);
    const [paymentId = ''] = await till.pay(payin, { amount: '499.00' });
    await till.tell(payin);
    const about = { merchantId, payinId: payin.payinId, paymentId, at: till.clock.now() } as const;
    await till.payins.submit({
      ...{ kind: 'release', to: 'customer', actor: 'test', note: 'as agreed', ...about },
    });
  };
  await till.ask(merchantId);
  const paid = await till.ask(merchantId);
  await till.pay(paid);
  await till.tell(paid);
  const taken = await till.ask(merchantId);
  const [takenId = ''] = await till.pay(taken);
  await till.tell(taken);
  await till.bank.call('POST', `/control/collections/${takenId}/reverse`, {});
  await till.tell(taken);
  await give();
  const { rows } = await till.pool.query<{ id: string }>(
    `select outbox_id as id from outbox where merchant_id = $1 and topic = 'refund' and state = 'due'`,
    [merchantId],
  );
  const reference = refundReference(await merchantNoOf(till, merchantId), rows[0]?.id ?? '');
  const told = { reference, outcome: { kind: 'refunded', utr: null } } as const;
  await takeRefundAnswer(
    { pool: till.pool, lane: till.payins },
    till.provider.name,
    told,
    till.clock.now(),
  );
  await give();
  return merchantId;
}
