/** Wallets that are held elsewhere hold up the pay-ins of their owners only, new ones and those that are paid. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertBooksAreRight } from './gateway.ts';
import { openTill } from './payin-kit.ts';
import { holdWallets, timed } from './stranger.ts';

test('another merchant asks for money, and is told that it came, while the wallets of three are held elsewhere', async (t) => {
  const till = await openTill(t);
  const held = [await till.merchant(0n), await till.merchant(0n), await till.merchant(0n)];
  const other = await till.merchant(0n);
  const paid = await Promise.all(
    [...held, other].map(async (merchantId) => {
      const payin = await till.ask(merchantId);
      await till.pay(payin);
      return payin;
    }),
  );
  const letGo = await holdWallets(t, till.url, held);
  const waiting: Promise<unknown>[] = [];
  for (const [nth, merchantId] of held.entries()) {
    const payin = paid[nth];
    if (payin !== undefined) waiting.push(till.tell(payin));
    waiting.push(till.ask(merchantId));
    await sleep(300);
  }
  const last = paid.at(-1);
  assert.ok(last);
  const asked = await timed(till.ask(other));
  const told = await timed(till.tell(last));
  await letGo();
  await Promise.all(waiting);
  assert.ok(asked.tookMs < 2_000, `a new one took ${asked.tookMs.toFixed(0)} ms`);
  assert.ok(told.tookMs < 2_000, `the news took ${told.tookMs.toFixed(0)} ms`);
  for (const payin of paid) assert.equal((await till.now(payin)).status, 'succeeded');
  await assertBooksAreRight(till.pool);
});
