/** The switch that keeps payouts from going to the bank: what waits, what goes on, and who can throw it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pausePayouts, PayoutSwitch, resumePayouts } from '../../src/payments/payout-switch.ts';
import { cliWith, documentOf } from '../cli/cli-kit.ts';
import { openGateway } from './gateway.ts';
import { PayoutWorld } from './payout-world.ts';
import { assertBankAgrees, startNightShift, type NightShift } from './worker-kit.ts';

const plain = '1234567890';
const money = { amountMinor: 100_00n, currency: 'INR', utr: '601500000001' };
const notSent = { kind: 'not_sent', why: 'connection refused' } as const;
const railRefused = { kind: 'rejected', code: 'IMPS_NOT_ALLOWED', message: '' } as const;
const held = { paused: true, maySubmitAgain: false };

test('a paused payout stays queued with its hold, and is looked at again half a minute later', () => {
  const world = new PayoutWorld();
  assert.deepEqual(world.take('worker', held), { kind: 'settled', note: 'payouts are paused' });
  assert.deepEqual([world.payout.status, world.attempts, world.cases], ['queued', [], []]);
  const waitMs = world.promise.dueAt.getTime() - world.nowMs;
  assert.deepEqual([world.promise.state, waitMs], ['due', 30_000]);
  assert.ok(world.account.heldMinor > 0n);
  assert.equal(world.take('worker').kind, 'submit');
});

test('while payouts are paused nothing that did not leave is submitted again, and no other rail is tried', () => {
  const unsent = PayoutWorld.submitted();
  unsent.hear(notSent, 'reply');
  assert.equal(unsent.take('second', held).kind, 'settled');
  assert.equal(unsent.take('third').kind, 'submit');
  const refused = PayoutWorld.submitted();
  refused.hear(railRefused, 'reply');
  assert.equal(refused.take('second', held).kind, 'settled');
  assert.deepEqual([refused.payout.status, refused.attempts.length], ['processing', 1]);
  assert.equal(refused.take('third').kind, 'submit');
});

test('a pause lets questions out, and what they bring in is booked', () => {
  const world = PayoutWorld.submitted();
  world.hear({ kind: 'unknown', why: 'no answer in time' }, 'reply');
  assert.equal(world.take('second', held).kind, 'enquire');
  world.hear({ kind: 'succeeded', ...money }, 'enquiry');
  assert.equal(world.payout.status, 'succeeded');
});

test('a lost submission is not sent again while payouts are paused, or before the statement has been read', () => {
  const world = PayoutWorld.submitted();
  const answers: string[] = [];
  for (const maySubmitAgain of [false, false, false, false, true]) {
    world.nowMs += 60_000;
    world.take(`worker ${String(answers.length)}`, held);
    const news = world.news({ kind: 'not_found' }, 'enquiry', 1, { maySubmitAgain });
    answers.push(world.apply([news])[0]?.kind ?? '');
  }
  assert.deepEqual(answers, ['settled', 'settled', 'settled', 'settled', 'submit']);
});

test('a process notices the switch within a second, however often it looks, and asks once a second', async (t) => {
  const gateway = await openGateway(t);
  let asked = 0;
  const db = new Proxy(gateway.pool, {
    get: (pool, name) => {
      asked += name === 'query' ? 1 : 0;
      return (pool[name as 'query'] as () => unknown).bind(pool);
    },
  });
  const seen: (string | undefined)[] = [];
  const payoutSwitch = new PayoutSwitch({
    db,
    clock: { now: () => new Date() },
    onChange: (pause) => seen.push(pause?.reason),
  });
  const noticedWithinMs = async (paused: boolean) => {
    const startedMs = Date.now();
    while ((await payoutSwitch.isPaused()) !== paused) await sleep(5);
    return Date.now() - startedMs;
  };
  assert.equal(await payoutSwitch.isPaused(), false);
  await pausePayouts(gateway.pool, { reason: 'a drill', since: new Date() });
  assert.ok((await noticedWithinMs(true)) < 10_000);
  await resumePayouts(gateway.pool);
  assert.ok((await noticedWithinMs(false)) < 10_000);
  assert.deepEqual(seen, ['a drill', undefined]);
  assert.ok(asked <= 4, `asked ${String(asked)} times`);
});

test('a process that cannot read the switch has no answer, and so submits nothing', async () => {
  const payoutSwitch = new PayoutSwitch({
    db: { query: () => Promise.reject(new Error('gone')) },
    clock: { now: () => new Date() },
    onChange: () => undefined,
  });
  await assert.rejects(payoutSwitch.isPaused());
});

async function attemptCount({ pool }: NightShift): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'select count(*)::int as count from payout_attempts',
  );
  return rows[0]?.count ?? 0;
}

test('paused by the operator: payouts are still taken and wait, those under way end, and all go out after', async (t) => {
  const shift = await startNightShift(t);
  const cli = cliWith({ DATABASE_URL: shift.url });
  const merchantId = await shift.merchant(1_00_000_00n);
  await shift.bank.rule('4000000001', 'timeout-after', { times: 1 });
  const [underWay = ''] = await shift.pay(merchantId, ['4000000001']);
  shift.worker();
  shift.worker();
  while ((await attemptCount(shift)) === 0) await sleep(10);
  assert.equal((await cli('payout', 'pause')).code, 2);
  const paused = documentOf(await cli('payout', 'pause', '--reason', 'a drill', '--json'));
  assert.deepEqual([paused['paused'], paused['reason']], [true, 'a drill']);
  assert.match((await cli('doctor')).stdout, /warn {2}payouts .*a drill/);
  await sleep(1_000);
  const ids = await shift.pay(merchantId, [plain, plain, plain]);
  for (let tries = 0; (await shift.payout(underWay)).status !== 'succeeded'; tries += 1) {
    assert.ok(tries < 100, 'what was under way never ended');
    await sleep(100);
  }
  await sleep(1_000);
  for (const payoutId of ids) assert.equal((await shift.payout(payoutId)).status, 'queued');
  assert.equal(await attemptCount(shift), 1);
  assert.equal((await cli('payout', 'resume')).code, 0);
  assert.equal((await cli('payout', 'resume')).code, 4);
  assert.match((await cli('doctor')).stdout, /ok {4}payouts /);
  const { events } = documentOf(await cli('audit', 'list', '--json'));
  assert.deepEqual(
    (events as { action: string; details: object }[]).map(({ action, details }) => [
      action,
      details,
    ]),
    [
      ['payouts.resumed', { reason: 'a drill' }],
      ['payouts.paused', { reason: 'a drill' }],
    ],
  );
  await shift.calm(merchantId);
  for (const payoutId of ids) assert.equal((await shift.payout(payoutId)).status, 'succeeded');
  await assertBankAgrees(shift);
});
