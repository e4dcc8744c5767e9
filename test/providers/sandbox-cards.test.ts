/** The connector of cards, against answers by script: what is not clear is unknown, and nothing repeats the card. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { CardDetails } from '../../src/kit/card.ts';
import type { CardOrder } from '../../src/providers/card-acquirer.ts';
import { createSandboxCards } from '../../src/providers/sandbox-cards/sandbox-cards.ts';
import { startScriptedServer } from './scripted-server.ts';

const number = '4100280000001007';
const securityCode = '739';
const reference = 'C0001';
const order: CardOrder = {
  reference,
  amountMinor: 5_000_00n,
  currency: 'USD',
  routeCode: 'MAN1',
  description: 'Tea "No. 1"',
  customer: { name: 'Asha Rao', email: 'asha@shop.example', mobile: null, ipAddress: null },
  returnUrl: 'https://pay.example/back?key=1',
};
const authorisation = {
  reference,
  paymentId: 'CRD000000000001',
  status: 'CAPTURED',
  amount: '5000.00',
  currency: 'USD',
  rrn: '632941803397',
  failureCode: null as string | null,
  failureMessage: null as string | null,
  challengeUrl: null as string | null,
};
const payment = {
  paymentId: 'CRD000000000001',
  amountMinor: 5_000_00n,
  currency: 'USD',
  utr: '632941803397',
  payerVpa: null,
} as const;
const open = { ...authorisation, status: 'CHALLENGE', rrn: null };
const declined = {
  ...{ ...open, status: 'DECLINED' },
  ...{ failureCode: 'DO_NOT_HONOUR', failureMessage: 'No.' },
};

function cardOf(): CardDetails {
  const fields = { number, holder: 'ASHA "A" RAO', expiryMonth: 1, expiryYear: 2070, securityCode };
  const reading = CardDetails.read(fields, { at: new Date('2026-11-26T12:00:00Z') });
  assert.ok(reading.kind === 'card');
  return reading.card;
}

async function openAcquirer(t: TestContext) {
  const server = await startScriptedServer();
  const settings = { url: server.url, apiKey: 'key', callbackSecret: 'secret' };
  const provider = createSandboxCards({ ...settings, authoriseTimeoutMs: 500, timeoutMs: 500 });
  t.after(async () => {
    await provider.close();
    await server[Symbol.asyncDispose]();
  });
  const answer = (status: number, body: unknown) => {
    server.follow((response) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    });
  };
  return { provider, server, answer, authorise: () => provider.authorise(order, cardOf()) };
}

test('order and card go out as one request, once', async (t) => {
  const { server, answer, authorise } = await openAcquirer(t);
  answer(201, { authorisation });
  assert.deepEqual(await authorise(), { kind: 'succeeded', payment });
  const { method, path, headers, body } = server.seen[0] ?? assert.fail();
  assert.deepEqual([method, path], ['POST', '/v1/authorisations']);
  assert.equal(headers.authorization, 'Bearer key');
  const { amountMinor: _amount, ...rest } = order;
  assert.deepEqual(JSON.parse(body), {
    ...rest,
    amount: '5000.00',
    card: { number, securityCode, holder: 'ASHA "A" RAO', expiryMonth: 1, expiryYear: 2070 },
  });
  assert.equal(server.seen.length, 1);
});

test('each documented answer has its outcome', async (t) => {
  const { answer, authorise } = await openAcquirer(t);
  const url = 'http://127.0.0.1:9/challenge/1';
  answer(201, { authorisation: { ...open, challengeUrl: url } });
  assert.deepEqual(await authorise(), { kind: 'challenge', url });
  answer(422, { error: { code: 'DO_NOT_HONOUR', message: 'No.' }, authorisation: declined });
  const refused = { kind: 'rejected', code: 'DO_NOT_HONOUR', message: 'No.' };
  const unpaid = { ...payment, utr: null };
  assert.deepEqual(await authorise(), { ...refused, payment: unpaid });
  // A repeat is answered 200 with what there is.
  answer(200, { authorisation: declined });
  assert.deepEqual(await authorise(), { ...refused, payment: unpaid });
  for (const [status, code] of [
    [400, 'INVALID_REQUEST'],
    [422, 'CANCELLED'],
  ] as const) {
    answer(status, { error: { code, message: 'No.' } });
    assert.deepEqual(await authorise(), { kind: 'rejected', code, message: 'No.', payment: null });
  }
});

test('an answer that is broken, foreign, contradictory or not documented is unknown, never a refusal', async (t) => {
  const { server, answer, authorise } = await openAcquirer(t);
  const error = (code: string) => ({ code, message: 'No.' });
  const odd: [number, unknown][] = [
    [500, { error: error('DO_NOT_HONOUR'), authorisation: declined }],
    [401, { error: error('UNAUTHORISED') }],
    [404, { error: error('NOT_FOUND') }],
    [409, { error: error('REFERENCE_CONFLICT') }],
    [201, '{"authorisation":{'],
    [201, {}],
    [201, { authorisation: { ...authorisation, reference: 'C0002' } }],
    [201, { authorisation: { ...authorisation, status: 'ONHOLD_77' } }],
    [201, { authorisation: { ...authorisation, amount: 5000 } }],
    [201, { authorisation: { ...authorisation, currency: 'XXX' } }],
    [201, { authorisation: open }],
    [201, { authorisation: { ...open, challengeUrl: 'javascript:alert(1)' } }],
    [201, { authorisation: { ...open, challengeUrl: 'x'.repeat(3_000) } }],
    [201, { error: error('DO_NOT_HONOUR'), authorisation }],
    [422, { error: error('DO_NOT_HONOUR') }],
    [422, { error: error('X9'), authorisation: { ...declined, failureCode: 'X9' } }],
    [422, { error: error('EXPIRED_CARD'), authorisation: declined }],
    [422, { error: error('DO_NOT_HONOUR'), authorisation }],
    [400, { error: error('DO_NOT_HONOUR') }],
    [302, ''],
  ];
  for (const [status, body] of odd) {
    answer(status, body);
    const { kind } = await authorise();
    assert.equal(kind, 'unknown', `${status} ${JSON.stringify(body).slice(0, 200)}`);
  }
  server.follow((response) => response.destroy());
  assert.equal((await authorise()).kind, 'unknown');
  server.follow(() => undefined);
  assert.equal((await authorise()).kind, 'unknown');
  server.follow((response) => response.writeHead(201).end('x'.repeat(100_000)));
  assert.equal((await authorise()).kind, 'unknown');
});

test('an acquirer that cannot be reached has heard nothing', async () => {
  const server = await startScriptedServer();
  await server[Symbol.asyncDispose]();
  const settings = { url: server.url, apiKey: 'key', callbackSecret: 'secret' };
  const provider = createSandboxCards({ ...settings, authoriseTimeoutMs: 5_000, timeoutMs: 5_000 });
  assert.equal((await provider.authorise(order, cardOf())).kind, 'not_sent');
  await provider.close();
});

test('no outcome repeats the card, whatever the acquirer writes', async (t) => {
  const { server, answer, authorise } = await openAcquirer(t);
  const says = (message: string) =>
    answer(422, {
      error: { code: 'DO_NOT_HONOUR', message },
      authorisation: { ...declined, failureMessage: message },
    });
  for (const leak of [
    number,
    '4100 2800 0000 1007',
    '4100-2800-0000-1007',
    `CVV ${securityCode}`,
  ]) {
    says(`VALIDATION_ERROR: ${leak} is not valid.`);
    const outcome = await authorise();
    assert.ok(outcome.kind === 'rejected');
    assert.equal(outcome.message, '', leak);
  }
  says('The limit is 5000.00.');
  const plain = await authorise();
  assert.equal(plain.kind === 'rejected' && plain.message, 'The limit is 5000.00.');
  answer(500, `{"card":"${number}"}`);
  server.follow((response, seen) => response.writeHead(201).end(seen.body));
  assert.ok(!JSON.stringify(await authorise()).includes('4100'));
});

test('an enquiry knows what was charged; an open challenge and a reference that is not known have no news', async (t) => {
  const { answer, provider } = await openAcquirer(t);
  const ask = () => provider.enquire(reference);
  answer(200, { authorisation });
  const received = { kind: 'received', reference, payment };
  assert.deepEqual(await ask(), { kind: 'known', news: [received] });
  answer(200, { authorisation: { ...authorisation, status: 'DISPUTED' } });
  const reversed = { ...received, kind: 'reversed' };
  assert.deepEqual(await ask(), { kind: 'known', news: [received, reversed] });
  answer(200, { authorisation: declined });
  const told = await ask();
  assert.ok(told.kind === 'known' && told.news[0]?.kind === 'failed');
  answer(200, { authorisation: open });
  assert.deepEqual(await ask(), { kind: 'known', news: [] });
  answer(404, { error: { code: 'NOT_FOUND', message: '' } });
  assert.deepEqual(await ask(), { kind: 'known', news: [] });
  for (const [status, body] of [
    [404, '<html>not here</html>'],
    [200, { authorisation: { ...authorisation, reference: 'C0002' } }],
    [200, { authorisation: { ...authorisation, status: 'ONHOLD_77' } }],
    [503, {}],
  ] as const) {
    answer(status, body);
    assert.equal((await ask()).kind, 'unknown', JSON.stringify(body));
  }
});

test('a cancelling is believed only when the acquirer says it of our reference', async (t) => {
  const { answer, provider } = await openAcquirer(t);
  const cancel = () => provider.cancel(reference);
  answer(200, { reference, cancelled: true });
  assert.deepEqual(await cancel(), { kind: 'cancelled' });
  answer(409, { error: { code: 'ALREADY_CHARGED', message: '' }, authorisation });
  const news = [{ kind: 'received', reference, payment }];
  assert.deepEqual(await cancel(), { kind: 'charged', news });
  for (const [status, body] of [
    [200, {}],
    [200, { reference: 'C0002', cancelled: true }],
    [200, { reference, cancelled: 'true' }],
    [409, { error: { code: 'ALREADY_CHARGED', message: '' } }],
    [409, { error: { code: 'ALREADY_CHARGED', message: '' }, authorisation: open }],
    [404, {}],
    [500, { reference, cancelled: true }],
  ] as const) {
    answer(status, body);
    assert.equal((await cancel()).kind, 'unknown', JSON.stringify(body));
  }
});

test('the statement tells of charges and disputes in every currency, and refuses a line it does not know', async (t) => {
  const { answer, provider } = await openAcquirer(t);
  const line = {
    ...{ line: 1, reference, paymentId: payment.paymentId, rrn: payment.utr },
    ...{ kind: 'capture', direction: 'credit', amount: '5000.00', currency: 'USD' },
  };
  const lines = [line, { ...line, kind: 'dispute' }, { ...line, kind: 'refund' }];
  answer(200, { lines, next: 3 });
  const received = { kind: 'received', reference, payment };
  assert.deepEqual(await provider.statement(''), {
    news: [received, { ...received, kind: 'reversed' }],
    next: '3',
  });
  for (const wrong of [
    { kind: 'gift' },
    { amount: '0.00' },
    { reference: '' },
    { currency: 'XXX' },
    { rrn: null },
  ]) {
    answer(200, { lines: [{ ...line, ...wrong }], next: 4 });
    await assert.rejects(provider.statement('3'), /statement/);
  }
});

test('a callback is read when its bytes are signed and fresh; that a challenge was open is no news', async (t) => {
  const { provider } = await openAcquirer(t);
  const nowMs = Date.parse('2026-11-26T12:00:00Z');
  const read = (body: object, secret = 'secret', at = nowMs) => {
    const raw = Buffer.from(JSON.stringify(body));
    const timestamp = String(at / 1_000);
    const signature = createHmac('sha256', secret).update(`${timestamp}.`).update(raw);
    const headers = {
      'x-bank-timestamp': timestamp,
      'x-bank-signature': signature.digest('hex'),
    };
    return provider.readCallback(headers, raw, nowMs);
  };
  const told = (shown: object) => ({
    ...{ eventId: 'evt_1', type: 'authorisation.updated' },
    authorisation: shown,
  });
  const received = { kind: 'received', reference, payment };
  assert.deepEqual(read(told(authorisation)), { kind: 'news', news: received });
  const disputed = told({ ...authorisation, status: 'DISPUTED' });
  assert.deepEqual(read(disputed), { kind: 'news', news: { ...received, kind: 'reversed' } });
  assert.deepEqual(read(told(open)), { kind: 'taken' });
  const malformed = { kind: 'refused', reason: 'malformed' };
  assert.deepEqual(read(told({ ...authorisation, status: 'ONHOLD_77' })), malformed);
  assert.deepEqual(read({ ...told(authorisation), type: 'transfer.updated' }), malformed);
  const unsigned = { kind: 'refused', reason: 'signature' };
  assert.deepEqual(read(told(authorisation), 'another'), unsigned);
  assert.deepEqual(read(told(authorisation), 'secret', nowMs - 600_000), unsigned);
});
