/** Statistics of days that were altered by hand: the proof that is made for them finds each. */
import { test } from 'node:test';
import { firstIdAt, type PayoutId } from '../../src/kit/ids.ts';
import { amountCounts } from '../../src/payments/amount-counts.ts';
import { rememberDays } from '../../src/payments/closed-days.ts';
import { dayCounts } from '../../src/payments/day-counts.ts';
import { rollUp } from '../../src/views/roll-up.ts';
import { assertEachIsFound, type PlantedBreak } from '../kit/planted-breaks.ts';
import { openGateway } from '../payments/gateway.ts';
import { openTill, payinMinutes } from '../payments/payin-kit.ts';
import { startNightShift } from '../payments/worker-kit.ts';

const claim =
  'the days of the overview add up to what the journals counted so far say, and to no more failures than there are';

const remembered = 'what is remembered of the payouts of days that are over is what those days had';

/** `$1` is the merchant. It has a payout paid and one refused; a pay-in paid, one taken back, and one that nobody paid. */
const breaks: readonly PlantedBreak[] = [
  [
    'a payout more',
    `update payment_days set succeeded_count = succeeded_count + 1 where merchant_id = $1 and flow = 'out'`,
    claim,
  ],
  [
    'a refusal less',
    `update payment_days set failed_count = 0 where merchant_id = $1 and flow = 'out'`,
    claim,
  ],
  [
    'money less',
    `update payment_days set moved_minor = moved_minor - 1 where merchant_id = $1 and flow = 'out'`,
    claim,
  ],
  [
    'a pay-in less',
    `update payment_days set succeeded_count = 0 where merchant_id = $1 and flow = 'in'`,
    claim,
  ],
  [
    'a return more',
    `update payment_days set reversed_count = reversed_count + 1 where merchant_id = $1 and flow = 'in'`,
    claim,
  ],
  [
    'more who did not pay than there are',
    `update payment_days set failed_count = failed_count + 1 where merchant_id = $1 and flow = 'in' and failed_count > 0`,
    claim,
  ],
  ['days gone', `delete from payment_days where merchant_id = $1 and flow = 'out'`, claim],
  [
    'money of another currency',
    `update payment_days set currency = 'KES' where merchant_id = $1 and flow = 'in'`,
    claim,
  ],
];

test('statistics of days that were altered are found, and only where it was done', async (t) => {
  const till = await openTill(t);
  const shift = await startNightShift(t, {}, { url: till.url });
  const worker = shift.worker();
  till.worker();
  const newMerchant = async () => {
    const merchantId = await till.merchant(1_000_000_00n);
    await shift.pay(merchantId, ['123456789012', '99900011000']);
    worker.wake();
    const [paid, back] = [await till.ask(merchantId), await till.ask(merchantId)];
    await till.ask(merchantId);
    for (const payin of [paid, back]) {
      const [payment = ''] = await till.pay(payin);
      await till.tell(payin);
      if (payin === paid) continue;
      await till.bank.call('POST', `/control/collections/${payment}/reverse`, {});
      await till.tell(payin);
    }
    await shift.calm(merchantId);
    return merchantId;
  };
  const beforeProofs = async () => {
    till.pass(payinMinutes + 60);
    const { rows } = await till.pool.query<{ merchantId: string; payinId: string }>(
      `select merchant_id as "merchantId", payin_id as "payinId" from payins where status = 'created'`,
    );
    for (const { merchantId, payinId } of rows) {
      const at = till.clock.now();
      await till.payins.submit({ kind: 'expire', merchantId, payinId, askedAt: at, at });
    }
    await rollUp(till.pool, 'Asia/Kolkata', new Date(Date.now() + 24 * 3_600_000));
  };
  await assertEachIsFound({ ...till, newMerchant, beforeProofs }, breaks);
});

test('what is remembered of days that are over is compared with their payouts', async (t) => {
  const gateway = await openGateway(t);
  const lane = gateway.lane();
  const dayMs = 86_400_000;
  let serial = 0;
  const idAt = (ms: number) =>
    (firstIdAt(ms).slice(0, 24) + String((serial += 1)).padStart(12, '0')) as PayoutId;
  const newMerchant = async () => {
    const merchantId = await gateway.merchant(1_000_00n);
    const orders = [4, 3, 3, 0].map((days, nth) => {
      const atMs = Date.now() - days * dayMs;
      const made = { payoutId: idAt(atMs), at: new Date(atMs) };
      return gateway.order(merchantId, { ...made, ...(nth > 1 && { reference: `R-${nth}` }) });
    });
    for (const order of orders) await lane.submit(order);
    for (const table of [dayCounts, amountCounts])
      await rememberDays(gateway.pool, merchantId, table, {}, Date.now());
    return merchantId;
  };
  const of = (table: string, change: string) =>
    `update ${table} set ${change} where merchant_id = $1 and day = (current_date at time zone 'UTC')::date - 3`;
  await assertEachIsFound({ ...gateway, newMerchant }, [
    ['a payout more', of('payout_day_counts', 'total = total + 1'), remembered],
    ['a reference less', of('payout_day_counts', 'with_reference = 0'), remembered],
    ['another number of an amount', of('payout_amount_counts', `totals = '{3}'`), remembered],
    ['other amounts', of('payout_amount_counts', `least_minor = '{5}'`), remembered],
    [
      'a payout gone',
      `delete from payouts where merchant_id = $1 and reference = 'R-2'`,
      remembered,
    ],
  ]);
});
