/** Wallets that strangers take and leave, commits that are lost and connections that end: what was acknowledged is there, once. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MerchantId } from '../../src/kit/ids.ts';
import { startCommitThief } from './commit-thief.ts';
import { assertBooksAreRight, openGateway, type Gateway } from './gateway.ts';
import { strangerAt } from './stranger.ts';

const lastsMs = 8_000;
const someOf = <T>(all: readonly T[]): T => all[Math.floor(Math.random() * all.length)] as T;

/** Holds one wallet after the other for up to a second and a half, until `endMs`. */
async function meddle(t: TestContext, url: string, merchants: MerchantId[], endMs: number) {
  const stranger = await strangerAt(t, url);
  while (performance.now() < endMs) {
    await stranger.query('begin');
    await stranger.query(
      `select from accounts where merchant_id = $1 and account = 'wallet:INR' for update`,
      [someOf(merchants)],
    );
    await sleep(Math.random() * 1_500);
    await stranger.query('rollback');
    await sleep(Math.random() * 500);
  }
}

/** Pays until `endMs`, now and then thirty at once; resolves to what was answered to each payout. */
async function pay(
  gateway: Gateway,
  lane: ReturnType<Gateway['lane']>,
  merchants: MerchantId[],
  endMs: number,
): Promise<[payoutId: string, answer: string][]> {
  const heard: [string, string][] = [];
  while (performance.now() < endMs) {
    const merchantId = someOf(merchants);
    const length = Math.random() < 0.1 ? 30 : 1;
    const orders = Array.from({ length }, () => gateway.order(merchantId));
    const answers = await lane.submitAll(orders).then(
      (all) => all.map(({ kind }) => kind as string),
      (error: unknown) => orders.map(() => (error as { code?: string }).code ?? String(error)),
    );
    for (const [nth, { payoutId }] of orders.entries()) heard.push([payoutId, answers[nth] ?? '']);
    await sleep(Math.random() * 50);
  }
  return heard;
}

test('while strangers take wallets and commits are lost, no acknowledged payout is missing and the books are right', async (t) => {
  const gateway = await openGateway(t);
  const thief = await startCommitThief(gateway.url);
  t.after(() => thief.stop());
  const merchants: MerchantId[] = [];
  for (let nth = 0; nth < 8; nth += 1) merchants.push(await gateway.merchant(10_00_00_000_00n));
  const lanes = [gateway.lane(thief.url), gateway.lane(thief.url)];
  const endMs = performance.now() + lastsMs;
  const strangers = Array.from({ length: 5 }, () => meddle(t, gateway.url, merchants, endMs));
  const callers = Array.from({ length: 20 }, (_, nth) =>
    pay(gateway, lanes[nth % 2] as (typeof lanes)[number], merchants, endMs),
  );
  const owner = await strangerAt(t, gateway.url);
  for (const loss of ['the commit', 'the reply to the commit', undefined] as const) {
    await sleep(lastsMs / 4);
    if (loss !== undefined) thief.steal(loss);
    else
      await owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'hundi create lane' and datname = current_database()`,
      );
  }
  const heard = new Map((await Promise.all(callers)).flat());
  await Promise.all(strangers);
  const { rows } = await gateway.pool.query<{ payout_id: string }>('select payout_id from payouts');
  const there = new Set(rows.map((row) => row.payout_id));
  const created = [...heard].filter(([, answer]) => answer === 'created');
  assert.ok(created.length > 100, `${String(created.length)} were made`);
  assert.deepEqual(
    created.filter(([payoutId]) => !there.has(payoutId)),
    [],
  );
  const shed = [...heard].filter(([, answer]) => answer === 'service.overloaded');
  assert.deepEqual(
    shed.filter(([payoutId]) => there.has(payoutId)),
    [],
    'nothing was done',
  );
  const kinds = new Set(heard.values());
  for (const kind of ['created', 'service.unavailable', 'service.overloaded']) kinds.delete(kind);
  assert.deepEqual([...kinds], []);
  await assertBooksAreRight(gateway.pool);
});
