/** Lines of the bank's statement about payouts that are settled: what only confirms is passed over, and nothing else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StatementReader } from '../../src/payments/statement-reader.ts';
import type { Outcome } from '../../src/providers/provider.ts';
import { referenceOf, startNightShift } from './worker-kit.ts';

test('a line under the UTR of a settled payout is passed over only when it names its attempt and its amount', async (t) => {
  const shift = await startNightShift(t);
  const merchantId = await shift.merchant(1_00_000_00n);
  shift.worker();
  const [payoutId = ''] = await shift.pay(merchantId, ['123456789012']);
  await shift.calm(merchantId);
  const reference = await referenceOf(shift, payoutId);
  const { rows: booked } = await shift.pool.query<{ utr: string; amount_minor: bigint }>(
    'select utr, amount_minor from payouts where payout_id = $1',
    [payoutId],
  );
  const { utr = '', amount_minor: amountMinor = 0n } = booked[0] ?? {};
  const submit = t.mock.method(shift.resolve, 'submit');
  const applied = () =>
    submit.mock.calls.filter(
      ({ arguments: [command] }) => command.kind === 'fact' && command.source === 'statement',
    );
  const read = async (said: { reference: string; amountMinor: bigint }) => {
    const outcome: Outcome = { kind: 'succeeded', utr, currency: 'INR', ...said };
    const news = [{ reference: said.reference, outcome }];
    const reader = new StatementReader({
      ...{ pool: shift.pool, lane: shift.resolve, clock: shift.clock, everyMs: 60_000 },
      provider: {
        ...shift.provider,
        name: `bank-${said.reference}-${String(said.amountMinor)}`,
        statement: (after) => Promise.resolve({ news: after === '' ? news : [], next: '1' }),
      },
      onForgotten: () => Promise.resolve(),
      onError: (error) => assert.fail(String(error)),
    });
    await reader.readAll();
    const { rows } = await shift.pool.query<{ code: string }>(
      'select code from cases where payout_id = $1 order by opened_at',
      [payoutId],
    );
    return rows.map(({ code }) => code);
  };
  assert.deepEqual(await read({ reference, amountMinor }), []);
  assert.deepEqual(applied(), []);
  assert.deepEqual(await read({ reference, amountMinor: amountMinor * 10n }), ['amount_differs']);
  const another = reference.replace(/-1$/, '-2');
  assert.deepEqual(await read({ reference: another, amountMinor }), [
    'amount_differs',
    'news_about_no_attempt',
  ]);
});
