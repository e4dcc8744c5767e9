/** Whoever calls has a number or a name in hand, and seldom knows whose merchant's payment it is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openGateway } from '../payments/gateway.ts';
import { cliWith, documentOf } from './cli-kit.ts';

interface Found {
  readonly kind: string;
  readonly number: string;
  readonly merchantId: string;
  readonly amount: string;
}

test('a payment is found without knowing whose it is: by number, reference in any case, account or id', async (t) => {
  const gateway = await openGateway(t);
  const cli = cliWith({ DATABASE_URL: gateway.url });
  const lane = gateway.lane();
  const [merchantId, other] = [
    await gateway.merchant(1_000_00n),
    await gateway.merchant(1_000_00n),
  ];
  const order = gateway.order(merchantId, {
    reference: 'L-9',
    transactionNumber: 'TX26112800009',
    beneficiaryAccountNumber: '423456789012',
  });
  await lane.submitAll([order]);
  await lane.submit(
    gateway.order(other, { reference: 'L-10', transactionNumber: 'TX26112800010' }),
  );
  for (const word of [
    'TX26112800009',
    'tx26112800009',
    'L-9',
    'l-9',
    '423456789012',
    order.payoutId,
  ]) {
    const ran = await cli('find', word, '--json');
    const { payments } = documentOf(ran) as { payments: readonly Found[] };
    const [found] = payments;
    assert.deepEqual(
      [payments.length, found?.kind, found?.number, found?.merchantId, found?.amount],
      [1, 'payout', 'TX26112800009', merchantId, '100.00'],
      word,
    );
  }
  const { stdout } = await cli('find', 'L-9');
  assert.match(stdout, /payout +TX26112800009 +Asha Traders .* queued +INR 100\.00 +L-9/);
  const nobody = await cli('find', 'L-11');
  assert.deepEqual([nobody.code, nobody.stdout], [4, '']);
});
