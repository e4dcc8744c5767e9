/** Rule U9: a bank that pays what it had refused is not given more and more to pay. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closeCase, listCases } from '../../src/payments/cases.ts';
import { guardLosses } from '../../src/payments/loss-guard.ts';
import { findPause, PayoutSwitch, resumePayouts } from '../../src/payments/payout-switch.ts';
import { startNightShift } from './worker-kit.ts';

test('what the bank pays beside the books stops payouts once it is too much, until a person has closed the cases', async (t) => {
  const shift = await startNightShift(t);
  const { pool, clock } = shift;
  const merchantId = await shift.merchant(1_00_000_00n);
  // Refused, and executed all the same a moment later.
  const ids = await shift.pay(merchantId, ['99900080001', '99900080002', '1234567890']);
  const worker = shift.worker();
  await shift.calm(merchantId);
  await worker.stop();
  for (const { reference } of await shift.bank.book()) await shift.bank.settled(reference);
  await shift.reader.readAll();

  const payoutSwitch = new PayoutSwitch({ db: pool, clock, onChange: () => undefined });
  const look = (limit: number) =>
    guardLosses({ db: pool, limit, stop: (reason) => payoutSwitch.pause(reason) });
  await look(200);
  assert.equal(await findPause(pool), undefined, 'as much as the limit is not more');
  await look(199);
  assert.match((await findPause(pool))?.reason ?? '', /paid INR 200\.00 beside the books/);

  await look(199);
  const told = `select actor, details->>'reason' as reason from audit_events where action = 'payouts.paused'`;
  const { rows } = await pool.query(told);
  assert.deepEqual(rows, [{ actor: 'worker', reason: (await findPause(pool))?.reason }]);

  await resumePayouts(pool);
  const cases = await listCases(pool, { merchantId, all: false });
  assert.deepEqual(
    cases.map(({ payoutId, code }) => [payoutId, code]).sort(),
    [ids[0], ids[1]].map((id) => [id, 'paid_after_failure']).sort(),
  );
  const change = { actor: 'test', note: 'agreed with the bank', nowMs: clock.now().getTime() };
  await closeCase(pool, cases[0]?.caseId ?? '', change);
  await look(199);
  assert.equal(await findPause(pool), undefined);
  await look(99);
  assert.match((await findPause(pool))?.reason ?? '', /paid INR 100\.00 beside the books/);
});
