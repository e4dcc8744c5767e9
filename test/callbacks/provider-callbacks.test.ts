/** What a real bank process calls back over HTTP, however it misbehaves, and what anybody else posts: the books and the history are right each time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../../src/kit/ids.ts';
import { providerReference } from '../../src/providers/references.ts';
import { assertBooksAreRight } from '../payments/gateway.ts';
import { merchantNoOf } from '../payments/worker-kit.ts';
import { openScene, referenceOf, storyOf, type Scene } from './callback-kit.ts';

/** Paid once, told of by a callback. */
const paidByCallback = {
  history: ['queued', 'processing', 'succeeded'],
  facts: ['callback succeeded applied'],
  journals: ['reserve', 'post'],
  cases: [],
};

function told(reference: string, fields: Record<string, unknown> = {}): string {
  const transfer = {
    reference,
    bankReference: 'BK-1',
    status: 'SUCCESS',
    amount: '100.00',
    currency: 'INR',
    rail: 'IMPS',
    utr: '601500000001',
    failureCode: null,
    failureMessage: null,
    reversalReference: null,
    ...fields,
  };
  return JSON.stringify({ eventId: 'evt_1', type: 'transfer.updated', transfer });
}

async function unknownReference(scene: Scene, merchantNo?: number) {
  const payoutId = newId<'payout'>(Date.now());
  const number = merchantNo ?? (await merchantNoOf(scene, scene.merchantId));
  return { payoutId, reference: providerReference(number, payoutId, 1) };
}

test('callbacks of a bank that repeats, hurries, tarries and mixes up are each booked once', async (t) => {
  const scene = await openScene(t);
  const { bank } = scene;
  for (const behaviour of ['answer-twice', 'callback-before-reply', 'callback-out-of-order'])
    await t.test(behaviour, async () => {
      const payoutId = await scene.payUnder(behaviour);
      await scene.ends(payoutId, 'succeeded');
      assert.equal(await bank.firedInTheEnd(behaviour, 1), 1, 'all of it was delivered');
      await referenceOf(scene, payoutId);
      assert.deepEqual(await storyOf(scene, payoutId), paidByCallback);
    });

  await t.test(
    'callback-late: a question has settled it before, and the callback changes nothing',
    async () => {
      const payoutId = await scene.payUnder('callback-late', { delayMs: 3_000 });
      await bank.settled(await referenceOf(scene, payoutId));
      await scene.pool.query(
        `update outbox set due_at = now() where outbox_id = $1 and state = 'due'`,
        [payoutId],
      );
      await scene.ends(payoutId, 'succeeded');
      const before = await storyOf(scene, payoutId);
      assert.deepEqual(before, { ...paidByCallback, facts: ['enquiry succeeded applied'] });
      assert.equal(await bank.fired('callback-late'), 0);
      assert.equal(await bank.firedInTheEnd('callback-late', 1), 1);
      assert.deepEqual(await storyOf(scene, payoutId), before);
    },
  );

  await t.test(
    'wrong-amount: nothing is booked, the hold stays, a person is told once',
    async () => {
      const payoutId = await scene.payUnder('wrong-amount');
      for (let tries = 0; (await storyOf(scene, payoutId)).cases.length === 0; tries += 1) {
        assert.ok(tries < 200, 'the callback never came');
        await sleep(20);
      }
      assert.deepEqual(await storyOf(scene, payoutId), {
        history: ['queued', 'processing'],
        facts: ['callback succeeded case'],
        journals: ['reserve'],
        cases: ['amount_differs'],
      });
    },
  );

  await t.test(
    'unknown-code: in progress, shown to a person, and never failed, until the bank says what it is',
    async () => {
      const payoutId = await scene.payUnder('unknown-code', { delayMs: 2_000 });
      const reference = await referenceOf(scene, payoutId);
      const detail = async () => {
        const { rows } = await scene.pool.query<{ detail: string | null }>(
          'select detail from payout_attempts where provider_reference = $1',
          [reference],
        );
        return rows[0]?.detail;
      };
      for (let tries = 0; (await detail()) !== 'a status that is not documented'; tries += 1) {
        assert.ok(tries < 200, `the callback never came: ${await detail()}`);
        await sleep(20);
      }
      assert.deepEqual((await storyOf(scene, payoutId)).history, ['queued', 'processing']);
      await scene.ends(payoutId, 'succeeded');
      assert.deepEqual(await storyOf(scene, payoutId), {
        ...paidByCallback,
        facts: ['callback unknown case', ...paidByCallback.facts],
        cases: ['undocumented_answer'],
      });
    },
  );

  await t.test(
    'reverse-later: the return follows the success, and all of it goes back',
    async () => {
      const payoutId = await scene.payUnder('reverse-later', { delayMs: 300 });
      await scene.ends(payoutId, 'reversed');
      assert.deepEqual(await storyOf(scene, payoutId), {
        history: ['queued', 'processing', 'succeeded', 'reversed'],
        facts: ['callback succeeded applied', 'callback reversed applied'],
        journals: ['reserve', 'post', 'reverse'],
        cases: [],
      });
    },
  );
  await assertBooksAreRight(scene.pool);
});

test('callbacks that prove nothing are refused and leave nothing behind', async (t) => {
  const scene = await openScene(t);
  await scene.bank.call('POST', '/control/settings', { callbacks: 'off' });
  const payoutId = await scene.payUnder('callback-none');
  const reference = await referenceOf(scene, payoutId);
  const before = await storyOf(scene, payoutId);
  const refused = async (body: string, signed: Parameters<Scene['post']>[1]) => {
    const answer = await scene.post(body, signed);
    return [answer.status, await answer.json()];
  };
  const badSignature = [401, { error: 'signature' }];
  const malformed = [400, { error: 'malformed' }];
  assert.deepEqual(await refused(told(reference), { secret: 'another' }), badSignature);
  assert.deepEqual(await refused(told(reference), { ageSeconds: 301 }), badSignature);
  assert.deepEqual(await refused(told(reference), { ageSeconds: -302 }), badSignature);
  const [packed] = await refused(told(reference), { encoding: 'gzip' });
  assert.equal(packed, 415);
  assert.deepEqual(await refused('{"eventId":', {}), malformed);
  assert.deepEqual(await refused('', {}), malformed);
  assert.deepEqual(await refused(told(reference, { amount: '1e2' }), {}), malformed);
  assert.deepEqual(await refused(told(reference, { currency: 'XXX' }), {}), malformed);
  const nobodys = await unknownReference(scene, 4_000_000);
  for (const foreign of ['REF-1', nobodys.reference, reference.toLowerCase()])
    assert.deepEqual(await refused(told(foreign), {}), [404, { ok: false }], foreign);
  assert.deepEqual(await storyOf(scene, payoutId), before);
  const { rows } = await scene.pool.query('select from cases');
  assert.equal(rows.length, 0);
  assert.equal((await scene.post(told(reference), { ageSeconds: 290 })).status, 200);
  assert.deepEqual(await storyOf(scene, payoutId), paidByCallback);
  await assertBooksAreRight(scene.pool);
});

test('a callback about a payout of ours that we do not know is kept, answered 200, and shown to a person once', async (t) => {
  const scene = await openScene(t);
  const { payoutId, reference } = await unknownReference(scene);
  const answers = await Promise.all([1, 2, 3].map(() => scene.post(told(reference))));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  );
  assert.equal((await scene.post(told(reference))).status, 200);
  assert.deepEqual(await storyOf(scene, payoutId), {
    history: [],
    facts: ['callback succeeded case'],
    journals: [],
    cases: ['unknown_payout'],
  });
  const { rows } = await scene.pool.query<{ details: Record<string, string> }>(
    'select details from cases',
  );
  const { details } = rows[0] ?? {};
  assert.deepEqual(
    [details?.['reference'], details?.['amount'], details?.['utr']],
    [reference, '100.00 INR', '601500000001'],
  );
  await assertBooksAreRight(scene.pool);
});

test('while the database is away callbacks are refused with 503, and the bank brings them again', async (t) => {
  const scene = await openScene(t);
  const payoutId = await scene.payUnder('callback-late', { delayMs: 1_500 });
  const reference = await referenceOf(scene, payoutId);
  scene.wire.pull();
  const answer = await scene.post(told(reference));
  assert.equal(answer.status, 503);
  assert.equal(answer.headers.get('retry-after'), '2');
  const ours = scene.refusedCallbacks();
  assert.ok(ours >= 1);
  for (let tries = 0; scene.refusedCallbacks() === ours; tries += 1) {
    assert.ok(tries < 200, 'the bank never called');
    await sleep(50);
  }
  assert.deepEqual((await storyOf(scene, payoutId)).facts, []);
  scene.wire.putBack();
  await scene.ends(payoutId, 'succeeded');
  assert.deepEqual(await storyOf(scene, payoutId), paidByCallback);
  assert.equal(await scene.bank.firedInTheEnd('callback-late', 1), 1);
  await assertBooksAreRight(scene.pool);
});
