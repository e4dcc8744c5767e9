/** A payment whose work fails whatever is tried: it is put aside, told of, and holds up nobody. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../../src/kit/errors.ts';
import { createBreaker } from '../../src/providers/breaker.ts';
import type { PayoutProvider } from '../../src/providers/provider.ts';
import { assertBooksAreRight } from './gateway.ts';
import { startNightShift, type NightShift } from './worker-kit.ts';

interface Promised {
  readonly state: string;
  readonly unsettled: number;
  readonly due_at: Date;
  readonly updated_at: Date;
  readonly last_error: string | null;
}

async function promiseOf({ pool }: NightShift, payoutId: string): Promise<Promised> {
  const { rows } = await pool.query<Promised>(
    'select state, unsettled, due_at, updated_at, last_error from outbox where outbox_id = $1',
    [payoutId],
  );
  assert.ok(rows[0]);
  return rows[0];
}

/** Its work fails for a fault of ours, whatever is asked of it. */
function withFault(provider: PayoutProvider, poison: string, error: () => Error) {
  const tries = { count: 0 };
  const references = new Set<string>();
  const changed: PayoutProvider = {
    ...provider,
    submit: (order) => {
      if (order.beneficiary.accountNumber !== poison) return provider.submit(order);
      references.add(order.reference);
      tries.count += 1;
      return Promise.reject(error());
    },
    enquire: (reference) => {
      if (!references.has(reference)) return provider.enquire(reference);
      tries.count += 1;
      return Promise.reject(error());
    },
  };
  return { provider: changed, tries };
}

async function until(isSo: () => Promise<boolean> | boolean, mostMs = 20_000): Promise<void> {
  const endMs = Date.now() + mostMs;
  while (!(await isSo())) {
    assert.ok(Date.now() < endMs, 'it never came to be');
    await sleep(20);
  }
}

test('a payout whose work always fails is parked after five tries, told of and tried later, and its neighbours are paid at once', async (t) => {
  const shift = await startNightShift(t);
  const merchantId = await shift.merchant(1_000_00n);
  const errors: [string, string | undefined][] = [];
  const poison = withFault(shift.provider, '5000000000666', () => new TypeError('x is no number'));
  const [poisoned = ''] = await shift.pay(merchantId, ['5000000000666']);
  shift.worker({
    provider: poison.provider,
    onError: (error, payoutId) => errors.push([String(error), payoutId]),
  });
  await until(() => poison.tries.count > 0);
  const neighbours = await shift.pay(merchantId, ['5000000000001', '5000000000002']);
  const beganMs = Date.now();
  const isPaid = async (payoutId: string) => (await shift.payout(payoutId)).status === 'succeeded';
  await until(async () => (await Promise.all(neighbours.map(isPaid))).every(Boolean));
  assert.ok(Date.now() - beganMs < 5_000);

  await until(async () => (await promiseOf(shift, poisoned)).last_error !== null);
  const parked = await promiseOf(shift, poisoned);
  assert.deepEqual([parked.state, parked.unsettled, poison.tries.count], ['due', 5, 5]);
  assert.match(parked.last_error ?? '', /^Parked after 5 tries .*x is no number/);
  assert.equal(parked.due_at.getTime() - parked.updated_at.getTime(), 20_000);
  const told = errors.filter(([said]) => said.includes('Parked after 5 tries'));
  assert.deepEqual(
    told.map(([, payoutId]) => payoutId),
    [poisoned],
  );
  // Its money is held all the while, and after the rest it is tried again, once.
  assert.equal((await shift.payout(poisoned)).status, 'processing');
  await until(() => poison.tries.count === 6);
  await assertBooksAreRight(shift.pool);
});

test('a payout that ends its worker five times in a row is not taken up again at once', async (t) => {
  const shift = await startNightShift(t);
  const merchantId = await shift.merchant(1_000_00n);
  const [deadly = ''] = await shift.pay(merchantId, ['5000000000001']);
  // Five workers have claimed it and never came back.
  await shift.pool.query(
    `update outbox set state = 'leased', claims = 5, unsettled = 5, due_at = $2, lease_id = outbox_id
     where outbox_id = $1`,
    [deadly, shift.clock.now()],
  );
  const errors: string[] = [];
  shift.worker({ onError: (error) => errors.push(String(error)) });
  await until(async () => (await promiseOf(shift, deadly)).last_error !== null);
  assert.equal((await shift.payout(deadly)).status, 'queued');
  assert.match(
    (await promiseOf(shift, deadly)).last_error ?? '',
    /^Parked after 5 tries .*no word/,
  );
  assert.equal(errors.length, 1);
  // Twenty seconds later it has one more try, which is all it needed; nothing of the count is left.
  await until(async () => (await shift.payout(deadly)).status === 'succeeded');
  assert.equal((await promiseOf(shift, deadly)).unsettled, 0);
});

test('whoever was in twelve workers that ended may be innocent, and rests for two minutes, not for a quarter of an hour', async (t) => {
  const shift = await startNightShift(t);
  const merchantId = await shift.merchant(1_000_00n);
  const [innocent = ''] = await shift.pay(merchantId, ['5000000000001']);
  await shift.pool.query(
    `update outbox set state = 'leased', claims = 12, unsettled = 12, due_at = $2, lease_id = outbox_id
     where outbox_id = $1`,
    [innocent, shift.clock.now()],
  );
  shift.worker({ onError: () => undefined });
  await until(async () => (await promiseOf(shift, innocent)).last_error !== null);
  const parked = await promiseOf(shift, innocent);
  assert.match(parked.last_error ?? '', /^Parked after 12 tries /);
  assert.equal(parked.due_at.getTime() - parked.updated_at.getTime(), 120_000);
});

test('a bank that cannot be reached, and a database that cannot, are no faults of the payout', async (t) => {
  const shift = await startNightShift(t);
  const merchantId = await shift.merchant(1_000_00n);
  const unavailable = () => new DomainError('service.unavailable', { retryAfterSeconds: 1 });
  const away = withFault(shift.provider, '5000000000001', unavailable);
  const [first = ''] = await shift.pay(merchantId, ['5000000000001']);
  const worker = shift.worker({ provider: away.provider, onError: () => undefined });
  await until(() => away.tries.count >= 7, 40_000);
  await worker.stop();
  const { unsettled, last_error: error } = await promiseOf(shift, first);
  assert.ok(unsettled <= 1, String(unsettled));
  assert.equal(error, null);

  await shift.bankDown();
  const other = shift.worker();
  const [second = ''] = await shift.pay(merchantId, ['5000000000002']);
  const claims = async () => {
    const { rows } = await shift.pool.query<{ claims: number }>(
      'select claims from outbox where outbox_id = $1',
      [second],
    );
    return rows[0]?.claims ?? 0;
  };
  await until(async () => (await claims()) >= 6, 40_000);
  assert.ok((await promiseOf(shift, second)).unsettled <= 1);
  await shift.bankUp();
  await until(async () => (await shift.payout(second)).status === 'succeeded', 40_000);
  await other.stop();
});

test('work that fails leaves its place at the provider to others', async (t) => {
  const shift = await startNightShift(t);
  const merchantId = await shift.merchant(10_000_000_00n);
  const [well, failing] = [createBreaker(), new Set<string>()];
  const provider: PayoutProvider = {
    ...shift.provider,
    submit: (order) => {
      if (!order.beneficiary.accountNumber.startsWith('6')) return shift.provider.submit(order);
      failing.add(order.reference);
      return Promise.reject(new TypeError('x is no number'));
    },
  };
  shift.worker({ provider, breaker: well, onError: () => undefined });
  // More than may be at the provider at once, each among others that go well.
  for (let nth = 10; nth < 50; nth++) {
    const accounts = [`50000000000${String(nth)}`, `60000000000${String(nth)}`];
    const [first = ''] = await shift.pay(merchantId, accounts);
    await until(async () => (await shift.payout(first)).status === 'succeeded');
  }
  assert.equal(failing.size, 40);
});
