/** The lane of new payouts on a real database, as two processes use it at once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../../src/kit/errors.ts';
import { newId } from '../../src/kit/ids.ts';
import type { CreateAnswer, CreatePayout } from '../../src/payments/create-payout.ts';
import type { CreateLane } from '../../src/payments/create-lane.ts';
import { startCommitThief } from './commit-thief.ts';
import { assertBooksAreRight, available, countPayouts, openGateway } from './gateway.ts';

function tally(answers: readonly CreateAnswer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of answers) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

const refusedWith = (code: string) => (error: unknown) =>
  error instanceof DomainError && error.code === code;

test('a payout stands there with the first line of its history and its promise; a refused one promises nothing', async (t) => {
  const gateway = await openGateway(t);
  const merchantId = await gateway.merchant(100_00n);
  const orders = [gateway.order(merchantId), gateway.order(merchantId)];
  assert.deepEqual(tally(await gateway.lane().submitAll(orders)), {
    created: 1,
    insufficient_funds: 1,
  });
  const { rows } = await gateway.pool.query(
    `select p.payout_id, p.version, p.status, h.version as line, h.from_status, h.to_status, h.because, h.at = p.created_at as at_once,
       o.topic, o.subject_id, o.subject_version, o.target, o.payload, o.state, o.due_at = p.created_at as due_at_once, o.claims
     from payouts p
     join payout_changes h on h.merchant_id = p.merchant_id and h.payout_id = p.payout_id
     left join outbox o on o.merchant_id = p.merchant_id and o.outbox_id = p.payout_id
     where p.merchant_id = $1 order by p.status desc`,
    [merchantId],
  );
  const first = { version: 1, line: 1, from_status: null, at_once: true };
  const promise = { topic: 'payout', subject_version: 1, target: '', payload: null, state: 'due' };
  const none = { topic: null, subject_version: null, target: null, payload: null, state: null };
  const [made, refused] = orders.map(({ payoutId }) => payoutId);
  assert.deepEqual(rows, [
    {
      ...{ payout_id: made, status: 'queued', to_status: 'queued', because: 'accepted' },
      ...first,
      ...promise,
      ...{ subject_id: made, due_at_once: true, claims: 0 },
    },
    {
      ...{ payout_id: refused, status: 'failed', to_status: 'failed' },
      because: 'insufficient_funds',
      ...first,
      ...none,
      ...{ subject_id: null, due_at_once: null, claims: null },
    },
  ]);
});

test('one reference in fifty copies at once is one payout, forty times over, and every caller hears of it', async (t) => {
  const gateway = await openGateway(t);
  const merchantId = await gateway.merchant(1_00_000_00n);
  const lanes = [gateway.lane(), gateway.lane()] as const;
  for (let round = 0; round < 40; round += 1) {
    const reference = `ROUND-${String(round)}`;
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, copy) =>
        lanes[copy % 2 === 0 ? 0 : 1].submit(gateway.order(merchantId, { reference })),
      ),
    );
    assert.deepEqual(tally(answers), { created: 1, replayed: 49 });
    const told = answers.map((answer) => ('payout' in answer ? answer.payout.payoutId : ''));
    assert.equal(new Set(told).size, 1);
  }
  assert.equal(await countPayouts(gateway.pool, merchantId, 'queued'), 40);
  await assertBooksAreRight(gateway.pool);
});

test('a hundred affordable payouts asked for by four hundred callers over two processes: exactly a hundred', async (t) => {
  const gateway = await openGateway(t);
  const lanes = [gateway.lane(), gateway.lane()] as const;
  for (let round = 0; round < 3; round += 1) {
    const merchantId = await gateway.merchant(100n * 100_00n);
    const answers = await Promise.all(
      Array.from({ length: 400 }, (_, caller) =>
        lanes[caller % 2 === 0 ? 0 : 1].submit(gateway.order(merchantId)),
      ),
    );
    assert.deepEqual(tally(answers), { created: 100, insufficient_funds: 300 });
    assert.equal(await available(gateway.pool, merchantId), 0n);
  }
  await assertBooksAreRight(gateway.pool);
});

test('without a reference, the same payout asked for at once by two processes is paid once', async (t) => {
  const gateway = await openGateway(t);
  const merchantId = await gateway.merchant(1_00_000_00n);
  const lanes = [gateway.lane(), gateway.lane()] as const;
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, copy) =>
      lanes[copy % 2 === 0 ? 0 : 1].submit(gateway.order(merchantId, { nearDuplicateGuard: true })),
    ),
  );
  assert.deepEqual(tally(answers), { created: 1, near_duplicate: 19 });
});

test('a command that the database or the decision cannot take fails alone; its neighbours succeed', async (t) => {
  const gateway = await openGateway(t);
  const merchantId = await gateway.merchant(1_00_000_00n);
  const lane = gateway.lane();
  const orders = Array.from({ length: 40 }, () => gateway.order(merchantId));
  orders[7] = gateway.order(merchantId, { beneficiaryName: 'Asha\u0000Rao' });
  orders[23] = gateway.order(newId<'merchant'>(Date.now()));
  const results = await Promise.allSettled(orders.map((order) => lane.submit(order)));
  results.forEach((result, index) => {
    if (result.status === 'fulfilled') assert.equal(result.value.kind, 'created');
    else assert.ok(!(result.reason instanceof DomainError), 'a fault is not called unavailable');
    assert.equal(
      result.status === 'rejected',
      index === 7 || index === 23,
      `order ${String(index)}`,
    );
  });
  assert.equal(await countPayouts(gateway.pool, merchantId, 'queued'), 38);
  assert.equal((await lane.submit(gateway.order(merchantId))).kind, 'created');
  await assertBooksAreRight(gateway.pool);
});

/** One of each answer in one commit. */
function mixedBulk(order: (fields: Partial<CreatePayout>) => CreatePayout): CreatePayout[] {
  return [
    order({ reference: 'A' }),
    order({ reference: 'A' }),
    order({ reference: 'A', amountMinor: 1n }),
    order({ nearDuplicateGuard: true, amountMinor: 5_00n }),
    order({ nearDuplicateGuard: true, amountMinor: 5_00n }),
    order({ reference: 'B', amountMinor: 10_00_000_00n }),
  ];
}
const mixedKinds = [
  'created',
  'replayed',
  'reference_conflict',
  'created',
  'near_duplicate',
  'insufficient_funds',
];

test('when the reply to a COMMIT is lost, the callers get the answers it had, and nothing is done twice', async (t) => {
  const gateway = await openGateway(t);
  const thief = await startCommitThief(gateway.url);
  const merchantId = await gateway.merchant(1_000_00n);
  const lane = gateway.lane(thief.url);
  await lane.submit(gateway.order(merchantId));
  thief.steal('the reply to the commit');
  const bulk = mixedBulk((fields) => gateway.order(merchantId, fields));
  const answers = await lane.submitAll(bulk);
  assert.equal(thief.stolen, 1);
  assert.deepEqual(
    answers.map(({ kind }) => kind),
    mixedKinds,
  );
  assert.equal(await countPayouts(gateway.pool, merchantId, 'queued'), 3);
  assert.equal(await available(gateway.pool, merchantId), 795_00n);
  await assertBooksAreRight(gateway.pool);
  await thief.stop();
});

test('when the COMMIT itself is lost, the callers are told to repeat, and repeating pays once', async (t) => {
  const gateway = await openGateway(t);
  const thief = await startCommitThief(gateway.url);
  const merchantId = await gateway.merchant(1_000_00n);
  const lane = gateway.lane(thief.url);
  await lane.submit(gateway.order(merchantId));
  thief.steal('the commit');
  const bulk = () => mixedBulk((fields) => gateway.order(merchantId, fields));
  await assert.rejects(lane.submitAll(bulk()), refusedWith('service.unavailable'));
  assert.equal(await countPayouts(gateway.pool, merchantId, 'queued'), 1, 'nothing was done');
  const answers = await lane.submitAll(bulk());
  assert.deepEqual(
    answers.map(({ kind }) => kind),
    mixedKinds,
  );
  await assertBooksAreRight(gateway.pool);
  await thief.stop();
});

test('with connections ended at any moment, every reference is paid once, and every answer is true', async (t) => {
  const gateway = await openGateway(t);
  const merchantId = await gateway.merchant(10_00_000_00n);
  const lanes = [gateway.lane(), gateway.lane()] as const;
  let isOver = false;
  let ended = 0;
  let answered = 0;
  const killing = gateway.asOwner(async (owner) => {
    // On a slow machine a connection may take longer to open than it lives; then it lives longer until somebody is paid.
    let stretch = 1;
    while (!isOver) {
      const answeredBefore = answered;
      const { rowCount } = await owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name like 'hundi create lane%'`,
      );
      ended += rowCount ?? 0;
      await sleep(stretch * (5 + Math.random() * 40));
      stretch = answered > answeredBefore ? Math.max(1, stretch / 2) : stretch * 2;
    }
  });
  let unavailable = 0;
  const pay = async (reference: string, lane: CreateLane): Promise<string> => {
    for (;;) {
      try {
        const answer = await lane.submit(gateway.order(merchantId, { reference }));
        assert.ok(answer.kind === 'created' || answer.kind === 'replayed', answer.kind);
        answered += 1;
        return answer.payout.payoutId;
      } catch (error) {
        if (!(error instanceof DomainError) || (unavailable += 1) > 20_000) throw error;
        await sleep(5);
      }
    }
  };
  const paid: string[] = [];
  // Where a connection lives long everybody is paid between two ends; more waves then, so that more of them are met by one.
  for (let wave = 0; wave < 8 || (ended < 40 && wave < 60); wave += 1) {
    const references = Array.from({ length: 20 }, (_, nth) => `W${String(wave)}-${String(nth)}`);
    paid.push(
      ...(await Promise.all(references.map((one, nth) => pay(one, lanes[nth % 2 === 0 ? 0 : 1])))),
    );
  }
  isOver = true;
  await killing;
  assert.ok(ended > 0 && unavailable > 0, `${String(ended)} ended, ${String(unavailable)} refused`);
  const { rows } = await gateway.pool.query<{ payout_id: string }>(
    'select payout_id from payouts where merchant_id = $1',
    [merchantId],
  );
  assert.deepEqual(rows.map((row) => row.payout_id).sort(), [...paid].sort());
  assert.equal(new Set(paid).size, paid.length);
  await assertBooksAreRight(gateway.pool);
});

test('connections that ended while nobody used them cost the next caller nothing', async (t) => {
  const gateway = await openGateway(t);
  const merchantId = await gateway.merchant(1_000_00n);
  const lane = gateway.lane();
  await lane.submit(gateway.order(merchantId));
  await gateway.asOwner((owner) =>
    owner.query(
      `select pg_terminate_backend(pid, 2000) from pg_stat_activity
       where datname = current_database() and application_name = 'hundi create lane'`,
    ),
  );
  await sleep(50);
  assert.equal((await lane.submit(gateway.order(merchantId))).kind, 'created');
});

test('a lane that cannot keep up refuses what would wait too long, and answers what it has taken', async (t) => {
  const gateway = await openGateway(t);
  const merchantId = await gateway.merchant(1_000_00n);
  const lane = gateway.lane();
  const holder = await gateway.pool.connect();
  await holder.query('begin');
  await holder.query('select from accounts where merchant_id = $1 for update', [merchantId]);
  const taken: Promise<CreateAnswer>[] = [];
  for (let caller = 0; caller < 6; caller += 1) {
    taken.push(lane.submit(gateway.order(merchantId)));
    await sleep(20);
  }
  await sleep(1_100);
  await assert.rejects(lane.submit(gateway.order(merchantId)), refusedWith('service.overloaded'));
  await holder.query('rollback');
  holder.release();
  assert.deepEqual(tally(await Promise.all(taken)), { created: 6 });
  assert.equal((await lane.submit(gateway.order(merchantId))).kind, 'created');
  assert.equal(await countPayouts(gateway.pool, merchantId, 'queued'), 7);
});

test('a lane that closes finishes what it has taken and takes no more', async (t) => {
  const gateway = await openGateway(t);
  const merchantId = await gateway.merchant(1_000_00n);
  const lane = gateway.lane();
  const taken = [1, 2, 3].map(() => lane.submit(gateway.order(merchantId)));
  const closed = lane.close();
  await assert.rejects(lane.submit(gateway.order(merchantId)), refusedWith('service.unavailable'));
  await closed;
  assert.deepEqual(tally(await Promise.all(taken)), { created: 3 });
});
