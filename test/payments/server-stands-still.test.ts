/** A database that stands still: nobody who asks is left without an answer for longer than it is worth waiting. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DomainError } from '../../src/kit/errors.ts';
import { startCommitThief } from './commit-thief.ts';
import { assertBooksAreRight, countPayouts, openGateway } from './gateway.ts';

test('when the server stands still in a COMMIT, whoever asks hears within ten seconds that it is away, also who came while others waited', async (t) => {
  const gateway = await openGateway(t);
  const thief = await startCommitThief(gateway.url);
  const merchantId = await gateway.merchant(1_000_00n);
  const lane = gateway.lane(thief.url);
  await lane.submit(gateway.order(merchantId));
  thief.steal('every answer from the commit on');
  const waited: number[] = [];
  const asked = [0, 100, 200, 300, 400, 500, 600, 700, 800, 900].map(async (afterMs, nth) => {
    await sleep(afterMs);
    const sinceMs = performance.now();
    const order = gateway.order(merchantId, { reference: `STILL-${String(nth)}` });
    await assert.rejects(
      lane.submit(order),
      ({ code }: DomainError) => code === 'service.unavailable' || code === 'service.overloaded',
    );
    waited.push(performance.now() - sinceMs);
  });
  await Promise.all(asked);
  assert.equal(thief.stolen, 1);
  assert.ok(Math.max(...waited) < 10_000, `waited ${String(Math.max(...waited))} ms`);
  thief.mend();
  const first = await lane.submit(gateway.order(merchantId, { reference: 'STILL-0' }));
  assert.ok(first.kind === 'created' || first.kind === 'replayed');
  assert.equal(await countPayouts(gateway.pool, merchantId, 'queued'), 2);
  await assertBooksAreRight(gateway.pool);
  await thief.stop();
});
