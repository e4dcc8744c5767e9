/** News about payouts on a real database, brought by several processes at the same moment. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../../src/kit/errors.ts';
import { setEndpoint } from '../../src/merchants/endpoints.ts';
import type { Payout } from '../../src/payments/payout.ts';
import type { FactSource, ResolveCommand } from '../../src/payments/resolve-command.ts';
import { openResolveLane, type ResolveLane } from '../../src/payments/resolve-lane.ts';
import type { Outcome } from '../../src/providers/provider.ts';
import { newSecret, sealer } from '../webhooks/delivery-kit.ts';
import { startCommitThief } from './commit-thief.ts';
import { assertBooksAreRight, oneMerchantPerCommit, openGateway, type Gateway } from './gateway.ts';
import { policy } from './payout-world.ts';
import { holdWallets, timed } from './stranger.ts';

const money = { amountMinor: 100_00n, currency: 'INR', utr: '601500000001' };
const paid = { kind: 'succeeded', ...money } as const;
const refused = { kind: 'rejected', code: 'INVALID_ACCOUNT', message: 'No such account' } as const;

function openLane(t: TestContext, url: string): ResolveLane {
  const format = (payout: Payout) => JSON.stringify({ status: payout.status });
  const formats = { xoompe: format, xpayout: format, xprizo: format };
  const lane = openResolveLane({ url, oneMerchantPerCommit, formats });
  t.after(() => lane.close());
  return lane;
}

/** Payouts that a worker has committed to send. */
async function underWay(
  gateway: Gateway,
  lane: ResolveLane,
  count: number,
): Promise<{ merchantId: string; payoutIds: string[] }> {
  const merchantId = await gateway.merchant(1_00_000_00n);
  const url = 'http://127.0.0.1:1/hook';
  await setEndpoint(gateway.pool, merchantId, {
    url,
    actor: 'test',
    nowMs: Date.now(),
    sealer,
    newSecret,
  });
  const orders = Array.from({ length: count }, () => gateway.order(merchantId));
  await gateway.lane().submitAll(orders);
  const leaseId = merchantId;
  await gateway.pool.query(`update outbox set lease_id = $2 where merchant_id = $1`, [
    merchantId,
    leaseId,
  ]);
  const { chooseRail, referenceOf } = policy;
  for (const { payoutId } of orders) {
    const about = { merchantId, payoutId, leaseId, providerOf: () => 'bank', at: new Date() };
    const may = { paused: false, maySubmitAgain: true };
    const answer = await lane.submit({ kind: 'start', chooseRail, referenceOf, ...may, ...about });
    assert.equal(answer.kind, 'submit');
  }
  return { merchantId, payoutIds: orders.map(({ payoutId }) => payoutId) };
}

function news(
  merchantId: string,
  payoutId: string,
  outcome: Outcome,
  source: FactSource,
): ResolveCommand {
  const about = { merchantId, payoutId, attemptNo: 1, source, outcome, leaseId: null };
  return { kind: 'fact', ...about, policy, at: new Date() };
}

async function count(gateway: Gateway, sql: string, merchantId: string): Promise<number> {
  const { rows } = await gateway.pool.query<{ count: number }>(
    `select count(*)::int as count from ${sql} and merchant_id = $1`,
    [merchantId],
  );
  return rows[0]?.count ?? 0;
}

test('a callback, an enquiry and a statement that bring the same news at once are applied once', async (t) => {
  const gateway = await openGateway(t);
  const lanes = [1, 2, 3].map(() => openLane(t, gateway.url));
  const [first] = lanes;
  assert.ok(first);
  const { merchantId, payoutIds } = await underWay(gateway, first, 60);
  const sources = ['callback', 'enquiry', 'statement'] as const;
  await Promise.all(
    payoutIds.flatMap((payoutId, nth) =>
      lanes.map((lane, index) => {
        const outcome = nth % 3 === 0 ? refused : paid;
        return lane.submit(news(merchantId, payoutId, outcome, sources[index] ?? 'callback'));
      }),
    ),
  );
  const ended = { post: 40, void: 20 };
  for (const [kind, wanted] of Object.entries(ended))
    assert.equal(await count(gateway, `journals where kind = '${kind}'`, merchantId), wanted);
  assert.equal(await count(gateway, 'provider_facts where true', merchantId), 60);
  assert.equal(await count(gateway, 'cases where true', merchantId), 0);
  // One event when the payout was handed over and one when it ended, whoever told of it.
  assert.equal(await count(gateway, `outbox where topic = 'webhook'`, merchantId), 120);
  await assertBooksAreRight(gateway.pool);
});

test('contradicting news at the same moment ends the hold once and leaves a case', async (t) => {
  const gateway = await openGateway(t);
  const [first, second] = [openLane(t, gateway.url), openLane(t, gateway.url)];
  const { merchantId, payoutIds } = await underWay(gateway, first, 30);
  await Promise.all(
    payoutIds.flatMap((payoutId) => [
      first.submit(news(merchantId, payoutId, paid, 'callback')),
      second.submit(news(merchantId, payoutId, refused, 'enquiry')),
    ]),
  );
  assert.equal(await count(gateway, `journals where resolves is not null`, merchantId), 30);
  assert.equal(await count(gateway, 'cases where true', merchantId), 30);
  await assertBooksAreRight(gateway.pool);
});

test('news whose commit is in doubt is refused, and repeating it changes nothing more', async (t) => {
  const gateway = await openGateway(t);
  const thief = await startCommitThief(gateway.url);
  const lane = openLane(t, thief.url);
  const { merchantId, payoutIds } = await underWay(gateway, lane, 2);
  for (const [nth, theft] of (['the commit', 'the reply to the commit'] as const).entries()) {
    const command = news(merchantId, payoutIds[nth] ?? '', paid, 'callback');
    thief.steal(theft);
    await assert.rejects(
      lane.submit(command),
      (error) => error instanceof DomainError && error.code === 'service.unavailable',
    );
    assert.deepEqual(await lane.submit(command), { kind: 'settled', note: 'succeeded' });
  }
  assert.equal(thief.stolen, 2);
  assert.equal(await count(gateway, `journals where kind = 'post'`, merchantId), 2);
  await assertBooksAreRight(gateway.pool);
  await thief.stop();
});

test('news about payouts of others does not wait for wallets that are held elsewhere', async (t) => {
  const gateway = await openGateway(t);
  const lane = openLane(t, gateway.url);
  const held = [
    await underWay(gateway, lane, 1),
    await underWay(gateway, lane, 1),
    await underWay(gateway, lane, 1),
  ];
  const other = await underWay(gateway, lane, 1);
  const tell = ({ merchantId, payoutIds: [payoutId = ''] }: typeof other) =>
    lane.submit(news(merchantId, payoutId, paid, 'callback'));
  const letGo = await holdWallets(
    t,
    gateway.url,
    held.map(({ merchantId }) => merchantId),
  );
  const waiting: Promise<unknown>[] = [];
  for (const each of held) {
    waiting.push(tell(each));
    await sleep(300);
  }
  const { tookMs } = await timed(tell(other));
  await letGo();
  await Promise.all(waiting);
  assert.ok(tookMs < 2_000, `it took ${tookMs.toFixed(0)} ms`);
  for (const { merchantId } of held)
    assert.equal(await count(gateway, `journals where kind = 'post'`, merchantId), 1);
  await assertBooksAreRight(gateway.pool);
});
