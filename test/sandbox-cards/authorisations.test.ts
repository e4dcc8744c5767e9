/** What the acquirer of the sandbox decides, keeps and proves. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import {
  CARD,
  cardsFolder,
  codeIn,
  order,
  RIGHT_CODE,
  RunningAcquirer,
  shownIn,
  spawnAcquirer,
  type Json,
} from './cards-process.ts';

const folder = cardsFolder();
let acquirer: RunningAcquirer;

before(async () => {
  acquirer = await RunningAcquirer.start(folder.dataDir);
});
after(async () => {
  await acquirer.stop();
  folder.remove();
});

test('a route that begins with MAN is steered by the whole units of the amount', async () => {
  const after = async (amount: string, routeCode = 'MAN1') => {
    const wanted = order({ amount, routeCode });
    const { status, body } = await acquirer.authorise(wanted);
    const first = shownIn(body).status;
    if (first !== 'CHALLENGE') return [status, first];
    const last = await acquirer.answer(wanted.reference, { code: RIGHT_CODE });
    return [status, first, last.status];
  };
  const declined = [422, 'DECLINED'];
  const approved = [201, 'CAPTURED'];
  assert.deepEqual(await after('0.50'), declined);
  assert.deepEqual(await after('1.00'), approved);
  assert.deepEqual(await after('2.00', 'MAN'), approved);
  assert.deepEqual(await after('2.99', 'MANUAL-7'), approved);
  assert.deepEqual(await after('3.00'), declined);
  assert.deepEqual(await after('4.99'), declined);
  assert.deepEqual(await after('5.00'), [201, 'CHALLENGE', 'CAPTURED']);
  assert.deepEqual(await after('6.99'), [201, 'CHALLENGE', 'CAPTURED']);
  assert.deepEqual(await after('7.00'), [201, 'CHALLENGE', 'DECLINED']);
  assert.deepEqual(await after('5000.00'), [201, 'CHALLENGE', 'DECLINED']);
});

test('on other routes the number of the card decides, and the amount does not', async () => {
  const outcomeOf = async (number: string, more: Json = {}) => {
    const { body } = await acquirer.authorise(order({ amount: '3.00', ...more }, { number }));
    return [shownIn(body).status, shownIn(body).failureCode];
  };
  assert.deepEqual(await outcomeOf('4242424242424242'), ['CAPTURED', null]);
  assert.deepEqual(await outcomeOf('4000000000009995'), ['DECLINED', 'INSUFFICIENT_FUNDS']);
  assert.deepEqual(await outcomeOf('4000000000000002'), ['DECLINED', 'DO_NOT_HONOUR']);
  assert.deepEqual(await outcomeOf(CARD, { routeCode: 'OTHER' }), ['CHALLENGE', null]);
  assert.deepEqual(await outcomeOf('4100280000001008'), ['DECLINED', 'INVALID_CARD']);
  const old = await acquirer.authorise(order({}, { expiryYear: 2020 }));
  assert.deepEqual([old.status, codeIn(old.body)], [422, 'EXPIRED_CARD']);
});

test('one reference is one charge: a repeat is answered with it, other fields are a conflict', async () => {
  const wanted = order({}, { number: '4242424242424242' });
  const first = await acquirer.authorise(wanted);
  const again = await Promise.all([1, 2, 3].map(() => acquirer.authorise(wanted)));
  for (const { status, body } of again) {
    assert.equal(status, 200);
    assert.equal(shownIn(body).paymentId, shownIn(first.body).paymentId);
  }
  for (const other of [
    { ...wanted, amount: '51.00' },
    { ...wanted, currency: 'EUR' },
    { ...wanted, card: { ...(wanted['card'] as Json), number: CARD } },
  ]) {
    const { status, body } = await acquirer.authorise(other);
    assert.deepEqual([status, codeIn(body)], [409, 'REFERENCE_CONFLICT']);
  }
  assert.equal((await acquirer.entry(wanted.reference)).captures, 1);
});

test('a code may be wrong twice; the third time ends it, and nothing is charged', async () => {
  const twice = order();
  await acquirer.authorise(twice);
  for (const code of ['000000', '12345', '']) {
    const { status } = await acquirer.answer(twice.reference, { code });
    assert.equal(status, code === '' ? 'DECLINED' : 'CHALLENGE');
  }
  const over = await acquirer.answer(twice.reference, { code: RIGHT_CODE });
  assert.deepEqual([over.status, over.failureCode], ['DECLINED', 'AUTHENTICATION_FAILED']);
  const late = order();
  await acquirer.authorise(late);
  for (const code of ['000000', '111111']) await acquirer.answer(late.reference, { code });
  assert.equal((await acquirer.answer(late.reference, { code: RIGHT_CODE })).status, 'CAPTURED');
  const left = order();
  await acquirer.authorise(left);
  const cancelled = await acquirer.answer(left.reference, { press: 'cancel' });
  assert.deepEqual([cancelled.status, cancelled.failureCode], ['DECLINED', 'CUSTOMER_CANCELLED']);
});

test('what was cancelled is never charged: not when it arrives later, and not by the right code', async () => {
  const late = order({}, { number: '4242424242424242' });
  const cancel = (reference: string) =>
    acquirer.call('POST', `/v1/authorisations/${reference}/cancel`);
  assert.equal((await cancel(late.reference)).status, 200);
  assert.equal((await cancel(late.reference)).status, 200);
  const arrives = await acquirer.authorise(late);
  assert.deepEqual([arrives.status, codeIn(arrives.body)], [422, 'CANCELLED']);
  const open = order();
  await acquirer.authorise(open);
  assert.equal((await cancel(open.reference)).status, 200);
  const pressed = await acquirer.answer(open.reference, { code: RIGHT_CODE });
  assert.deepEqual([pressed.status, pressed.failureCode], ['DECLINED', 'CANCELLED']);
  const charged = order({}, { number: '4242424242424242' });
  await acquirer.authorise(charged);
  const tooLate = await cancel(charged.reference);
  assert.deepEqual([tooLate.status, codeIn(tooLate.body)], [409, 'ALREADY_CHARGED']);
  assert.equal(shownIn(tooLate.body).status, 'CAPTURED');
});

test('money is given back once for each refund and never more than was paid; a dispute takes it back once', async () => {
  const wanted = order({ currency: 'EUR' }, { number: '4242424242424242' });
  const { paymentId } = shownIn((await acquirer.authorise(wanted)).body);
  const refund = (refundId: string, amount: string, currency = 'EUR') =>
    acquirer.call('POST', '/v1/refunds', { refundId, paymentId, amount, currency });
  assert.equal((await refund('R1', '20.00')).status, 201);
  assert.equal((await refund('R1', '20.00')).status, 200);
  assert.equal(codeIn((await refund('R1', '21.00')).body), 'REFERENCE_CONFLICT');
  assert.equal(codeIn((await refund('R2', '30.01')).body), 'REFUND_TOO_LARGE');
  assert.equal(codeIn((await refund('R2', '30.00', 'USD')).body), 'NOT_REFUNDABLE');
  assert.equal((await refund('R2', '30.00')).status, 201);
  const dispute = (reference: string) =>
    acquirer.call('POST', `/control/authorisations/${reference}/dispute`);
  assert.equal((await dispute(wanted.reference)).status, 409);
  const kept = order({ currency: 'EUR' }, { number: '4242424242424242' });
  await acquirer.authorise(kept);
  assert.equal((await dispute(kept.reference)).status, 200);
  assert.equal((await dispute(kept.reference)).status, 409);
  const { captures, disputes, refunds } = await acquirer.entry(wanted.reference);
  assert.deepEqual([captures, disputes, refunds], [1, 0, 2]);
  assert.equal((await acquirer.proof())['holds'], true);
});

test('a request that cannot be read names its field, repeats nothing of the card and leaves no trace', async () => {
  const wrong: [Json, Json][] = [
    [{ amount: 5 }, {}],
    [{ amount: '5.001' }, {}],
    [{ currency: 'XXX' }, {}],
    [{ returnUrl: 'javascript:alert(1)' }, {}],
    [{ reference: 'a b' }, {}],
    [{ customer: null }, {}],
    [{}, { number: `${CARD}x` }],
    [{}, { securityCode: '73' }],
    [{}, { expiryMonth: 13 }],
    [{}, { holder: '' }],
  ];
  for (const [fields, card] of wrong) {
    const wanted = order(fields, card);
    const { status, body } = await acquirer.authorise(wanted);
    assert.deepEqual([status, codeIn(body)], [400, 'INVALID_REQUEST'], JSON.stringify(fields));
    assert.ok(!JSON.stringify(body).includes('4100'));
    if (wanted.reference !== 'a b') assert.equal(await acquirer.shown(wanted.reference), null);
  }
});

test('nobody without the key is told anything, and the keys of the doors are not each other’s', async () => {
  for (const [path, key] of [
    ['/v1/statement', 'control-key'],
    ['/control/book', 'api-key'],
    ['/v1/authorisations/REF-1', ''],
  ] as const)
    assert.equal((await acquirer.call('GET', path, undefined, key)).status, 401, path);
});

/** An acquirer with a book of its own, which ends with the test; `again` is its next life after a power cut. */
async function ownAcquirer(t: TestContext, settings: Record<string, string> = {}) {
  const own = cardsFolder();
  let life = await RunningAcquirer.start(own.dataDir, settings);
  t.after(async () => {
    await life.stop();
    own.remove();
  });
  const again = async () => {
    await life.kill();
    life = await RunningAcquirer.start(own.dataDir, settings);
    return life;
  };
  return { dataDir: own.dataDir, first: life, again };
}

test('the book survives a power cut, adds up, has one master, and holds no number of a card', async (t) => {
  const { dataDir, first, again } = await ownAcquirer(t);
  const wanted = order({}, { number: '4242424242424242' });
  await first.authorise(wanted);
  const open = order();
  await first.authorise(open);
  const life = await again();
  assert.equal((await life.shown(wanted.reference))?.status, 'CAPTURED');
  assert.equal((await life.answer(open.reference, { code: RIGHT_CODE })).status, 'CAPTURED');
  const proof = await life.proof();
  assert.deepEqual([proof['holds'], proof['charged']], [true, 2]);
  const second = spawnAcquirer(dataDir);
  const code = await new Promise((resolve) => second.once('exit', resolve));
  assert.equal(code, 3);
  for (const file of readdirSync(dataDir)) {
    const bytes = readFileSync(join(dataDir, file));
    for (const secret of [CARD, '4242424242424242']) assert.ok(!bytes.includes(secret), file);
  }
  assert.equal(await life.stop(), 0);
});

test('a challenge that nobody answers is over after its time', async (t) => {
  const { first } = await ownAcquirer(t, { CARDS_CHALLENGE_MS: '200' });
  const wanted = order();
  await first.authorise(wanted);
  const over = await first.settled(wanted.reference, 'DECLINED');
  assert.equal(over.failureCode, 'CHALLENGE_EXPIRED');
});

test('a wrong setting is a sentence and no start', async () => {
  const child = spawnAcquirer(folder.dataDir, { CARDS_CALLBACK_URL: 'ftp://x' });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  assert.equal(await new Promise((resolve) => child.once('close', resolve)), 2);
  assert.match(said, /^CARDS_CALLBACK_URL must be an http or https address/);
});

test('a target that is no address is nowhere, and the next caller is served', async () => {
  assert.equal((await fetch(`${acquirer.url}//`)).status, 404);
  assert.equal((await fetch(`${acquirer.url}/health`)).status, 200);
});
