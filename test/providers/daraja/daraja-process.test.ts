/** The connector against the sandbox itself, in a process of its own: every misbehaviour gets its right name. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../src/kit/clock.ts';
import { newId } from '../../../src/kit/ids.ts';
import type {
  CollectionAnswer,
  CollectionReading,
  IssuedPrompt,
} from '../../../src/providers/collection.ts';
import { createDaraja, type Daraja } from '../../../src/providers/daraja/daraja.ts';
import type { CallbackReading, Outcome, PayoutOrder } from '../../../src/providers/provider.ts';
import { collectionReference, providerReference } from '../../../src/providers/references.ts';
import { mpesaFolder, operator, RunningMpesa } from '../../sandbox-mpesa/mpesa-process.ts';
import { newPhone } from '../../sandbox-mpesa/requests.ts';
import { closeDaraja } from './daraja-wire.ts';

const folder = mpesaFolder();
let mpesa: RunningMpesa;
let daraja: Daraja;
let door: Server;
/** What the callbacks said, in the order they came. */
const heard: (CallbackReading | CollectionReading)[] = [];
/** Callbacks are taken and then forgotten, as by a process that dies. */
let isDeaf = false;

before(async () => {
  mpesa = await RunningMpesa.start(folder.dataDir);
  door = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [, name, path = ''] = /^\/callbacks\/(daraja-\w+)\/(.*)$/.exec(request.url ?? '') ?? [];
      const side = name === 'daraja-b2c' ? daraja.payouts : daraja.collections;
      if (!isDeaf) heard.push(side.readCallback({}, Buffer.concat(chunks), Date.now(), path));
      response.end('{"ok":true}');
    });
  });
  await new Promise<void>((listening) => door.listen(0, '127.0.0.1', listening));
  const { port } = door.address() as AddressInfo;
  daraja = createDaraja({
    ...operator,
    url: mpesa.url,
    certificate: await mpesa.certificate(),
    callbackUrl: `http://127.0.0.1:${port}/callbacks`,
    callbackSecret: 'a secret of the test',
    clock: systemClock,
    timeoutMs: 4_000,
    answerWithinMs: 8_000,
  });
});
after(async () => {
  assert.ok(await mpesa.holds(), 'the book of the sandbox adds up');
  await closeDaraja(daraja);
  await mpesa.stop();
  door.closeAllConnections();
  door.close();
  folder.remove();
});

const amountMinor = 1_500_00n;

function orderTo(mobile: string, fields: Partial<PayoutOrder> = {}): PayoutOrder {
  const reference = providerReference(7, newId(Date.now()), 1);
  const beneficiary = { name: 'Wanjiku', accountNumber: '', ifsc: '', mobile };
  return { reference, amountMinor, currency: 'KES', rail: 'MPESA', beneficiary, ...fields };
}

async function enquireUntil(reference: string, kind: Outcome['kind']): Promise<Outcome> {
  let last: Outcome = { kind: 'not_found' };
  for (let tries = 0; tries < 200; tries += 1) {
    last = await daraja.payouts.enquire(reference);
    if (last.kind === kind) return last;
    await sleep(50);
  }
  assert.fail(`the enquiry still says ${last.kind} and not ${kind}`);
}

const debitsOf = async ({ reference }: PayoutOrder) =>
  (await mpesa.book()).payouts.find((each) => each.originatorId === reference)?.debits ?? 0;

async function hintAbout(reference: string) {
  for (let tries = 0; tries < 500; tries += 1) {
    const hint = heard.find((each) => each.kind === 'hint' && each.reference === reference);
    if (hint?.kind === 'hint') return hint;
    await sleep(20);
  }
  assert.fail('no hint came');
}

async function ruled(behaviour: string, more: Record<string, unknown> = {}): Promise<PayoutOrder> {
  const mobile = newPhone();
  await mpesa.rule('payout', behaviour, { target: mobile, ...more });
  return orderTo(mobile);
}

test('a payout is taken, hinted at, and paid by the word of an enquiry', async () => {
  const order = orderTo(newPhone());
  assert.deepEqual(await daraja.payouts.submit(order), { kind: 'accepted' });
  await hintAbout(order.reference);
  const done = await enquireUntil(order.reference, 'succeeded');
  assert.ok(done.kind === 'succeeded' && done.amountMinor === amountMinor);
  assert.match(done.utr ?? '', /^S[0-9A-Z]{9}$/);
  assert.deepEqual(
    await daraja.payouts.submit(order),
    { kind: 'accepted' },
    'a double proves arrival',
  );
  assert.equal(await debitsOf(order), 1);
});

test('remarks steer a payout, and its refusal has a reason', async () => {
  const reasons = { Reject: /Unregistered/, Fail: /operator/, cancel: /limit/ };
  for (const [remarks, reason] of Object.entries(reasons)) {
    const order = orderTo(newPhone(), { remarks });
    assert.equal((await daraja.payouts.submit(order)).kind, 'accepted');
    const refusal = await enquireUntil(order.reference, 'rejected');
    assert.ok(refusal.kind === 'rejected');
    assert.match(refusal.message, reason);
  }
});

test('a submission whose answer is lost is unknown, and found by an enquiry to have been paid once', async () => {
  for (const behaviour of ['drop-after', 'error-after', 'bad-json', 'timeout-after']) {
    const order = await ruled(behaviour);
    assert.equal((await daraja.payouts.submit(order)).kind, 'unknown', behaviour);
    await enquireUntil(order.reference, 'succeeded');
    assert.equal(await debitsOf(order), 1);
  }
});

test('a submission that never arrived is not found, and may be sent again under its reference', async () => {
  for (const behaviour of ['error-before', 'busy', 'timeout-before']) {
    const order = await ruled(behaviour, { times: 1 });
    assert.equal((await daraja.payouts.submit(order)).kind, 'unknown', behaviour);
    assert.deepEqual(await daraja.payouts.enquire(order.reference), { kind: 'not_found' });
    assert.equal((await daraja.payouts.submit(order)).kind, 'accepted');
    await enquireUntil(order.reference, 'succeeded');
  }
});

test('a token that is ended under our hands costs nothing', async () => {
  const order = await ruled('token-killed', { times: 1 });
  assert.equal((await daraja.payouts.submit(order)).kind, 'accepted');
  await mpesa.newToken();
  assert.equal((await daraja.payouts.submit(orderTo(newPhone()))).kind, 'accepted');
});

test('a callback that lies about the amount changes nothing: the enquiry tells the truth', async () => {
  const order = await ruled('wrong-amount');
  await daraja.payouts.submit(order);
  await hintAbout(order.reference);
  const done = await enquireUntil(order.reference, 'succeeded');
  assert.ok(done.kind === 'succeeded' && done.amountMinor === amountMinor);
});

test('a code and a status that nobody documents are unknown until they become clear', async () => {
  const order = await ruled('unknown-code', { delayMs: 600 });
  await daraja.payouts.submit(order);
  await hintAbout(order.reference);
  const meanwhile = await daraja.payouts.enquire(order.reference);
  assert.ok(['unknown', 'succeeded'].includes(meanwhile.kind), meanwhile.kind);
  await enquireUntil(order.reference, 'succeeded');
});

test('an enquiry whose answer does not come says so, and no more', async (t) => {
  const order = orderTo(newPhone());
  await daraja.payouts.submit(order);
  await enquireUntil(order.reference, 'succeeded');
  isDeaf = true;
  t.after(() => (isDeaf = false));
  const outcome = await daraja.payouts.enquire(order.reference);
  assert.ok(outcome.kind === 'unknown' && outcome.awaited === true);
});

const prompted = async (mobile: string, description = 'Top up') => {
  const reference = collectionReference(7, newId(Date.now()));
  const order = { reference, mobile, amountMinor: 500_00n, currency: 'KES', description } as const;
  return { reference, outcome: await daraja.collections.prompt(order) };
};

const issuedBy = (promptId: string, receipt: string | null = null): IssuedPrompt => ({
  ...{ promptId, receipt },
  amountMinor: 500_00n,
  currency: 'KES',
});

async function answered(reference: string, prompt: IssuedPrompt): Promise<CollectionAnswer> {
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await daraja.collections.enquire(reference, prompt);
    if (answer.kind === 'known' && answer.news.length > 0) return answer;
    await sleep(50);
  }
  assert.fail('the prompt was never answered');
}

test('a customer who pays on the phone is hinted at with a receipt, and confirmed by an enquiry', async () => {
  const mobile = newPhone();
  const { reference, outcome } = await prompted(mobile);
  assert.ok(outcome.kind === 'accepted');
  const { promptId } = outcome;
  const waiting = await daraja.collections.enquire(reference, issuedBy(promptId));
  assert.deepEqual(waiting, { kind: 'known', news: [] });
  await mpesa.control('POST', 'phone', { msisdn: mobile, press: 'pay' });
  const hint = await hintAbout(reference);
  assert.ok('prompt' in hint && hint.prompt.promptId === promptId);
  const paid = await answered(reference, issuedBy(promptId, hint.prompt.receipt));
  const { receipt } = await mpesa.booked(({ prompts }) =>
    prompts.find(({ checkoutId }) => checkoutId === promptId),
  );
  const payment = { paymentId: promptId, amountMinor: 500_00n, currency: 'KES', payerVpa: null };
  const news = [{ kind: 'received', reference, payment: { ...payment, utr: receipt } }];
  assert.deepEqual(paid, { kind: 'known', news });
});

test('a customer who cancels, and every word that refuses, is a failure with a reason of ours', async () => {
  const codes = { Reject: 'PAYER_PIN_WRONG', Fail: 'PAYER_FUNDS', Cancel: 'PAYER_CANCELLED' };
  for (const [word, code] of Object.entries(codes)) {
    const { reference, outcome } = await prompted(newPhone(), word);
    assert.ok(outcome.kind === 'accepted');
    const answer = await answered(reference, issuedBy(outcome.promptId));
    const [news] = answer.kind === 'known' ? answer.news : [];
    assert.ok(news?.kind === 'failed' && news.code === code, word);
  }
});

test('a prompt that timed out and then succeeded was open all the time', async () => {
  const mobile = newPhone();
  await mpesa.rule('prompt', 'refuse-then-pay', { target: mobile, delayMs: 400 });
  const { reference, outcome } = await prompted(mobile);
  assert.ok(outcome.kind === 'accepted');
  await hintAbout(reference);
  const answer = await answered(reference, issuedBy(outcome.promptId));
  assert.equal(answer.kind === 'known' && answer.news[0]?.kind, 'received');
});

test('a prompt whose answer was lost is named by its callback', async () => {
  const mobile = newPhone();
  await mpesa.rule('prompt', 'drop-after', { target: mobile });
  const { reference, outcome } = await prompted(mobile, 'Pass');
  assert.equal(outcome.kind, 'unknown');
  const hint = await hintAbout(reference);
  assert.ok('prompt' in hint);
  const { promptId, receipt } = hint.prompt;
  const answer = await answered(reference, issuedBy(promptId, receipt));
  assert.equal(answer.kind === 'known' && answer.news[0]?.kind, 'received');
});

test('a phone that is busy with another prompt is a refusal, and nobody was asked twice', async () => {
  const mobile = newPhone();
  await prompted(mobile);
  const { outcome } = await prompted(mobile);
  assert.equal(outcome.kind === 'rejected' && outcome.code, 'PAYER_BUSY');
});

test('a payment is given back once, also when the first result was lost', async () => {
  const { reference, outcome } = await prompted(newPhone(), 'Pass');
  assert.ok(outcome.kind === 'accepted');
  const hint = await hintAbout(reference);
  assert.ok('prompt' in hint);
  const back = {
    ...{ refundId: 'R1', reference: 'R1', paymentId: outcome.promptId, utr: hint.prompt.receipt },
    amountMinor: 500_00n,
    currency: 'KES',
  } as const;
  await mpesa.rule('reversal', 'drop-after', { times: 1 });
  assert.equal((await daraja.collections.refund(back)).kind, 'unknown');
  assert.equal((await daraja.collections.refund(back)).kind, 'refunded');
  assert.equal((await daraja.collections.refund(back)).kind, 'refunded');
  const booked = await mpesa.booked(({ prompts }) =>
    prompts.find(({ checkoutId }) => checkoutId === outcome.promptId),
  );
  assert.equal(booked.reversals, 1);
});
