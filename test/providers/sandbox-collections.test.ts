/** The connector for money in, against answers by script: what is not clear is unknown, and never "nobody has paid". */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createSandboxCollections } from '../../src/providers/sandbox-bank/collections.ts';
import { startScriptedServer } from './scripted-server.ts';

const reference = 'C0001';
const collection = {
  paymentId: 'HDU000000000001',
  reference,
  status: 'RECEIVED',
  amount: '500.00',
  currency: 'INR',
  payerVpa: 'asha@sandbox',
  utr: '632941803397',
  failureCode: null,
  failureMessage: null,
  reversalReference: null,
};
const payment = {
  paymentId: 'HDU000000000001',
  amountMinor: 500_00n,
  currency: 'INR',
  utr: '632941803397',
  payerVpa: 'asha@sandbox',
} as const;
const order = {
  refundId: 'R1',
  reference: 'R1',
  paymentId: payment.paymentId,
  amountMinor: 500_00n,
  currency: 'INR',
} as const;

async function openBank(t: TestContext) {
  const server = await startScriptedServer();
  const provider = createSandboxCollections({
    url: server.url,
    apiKey: 'key',
    callbackSecret: 'secret',
    payeeVpa: 'hundi@sandbox',
    timeoutMs: 2_000,
  });
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
  return { provider, server, answer };
}

test('every payment under a reference is told, oldest first, and none at all is an answer', async (t) => {
  const { provider, answer } = await openBank(t);
  answer(200, { collections: [] });
  assert.deepEqual(await provider.enquire(reference), { kind: 'known', news: [] });
  const failed = {
    status: 'FAILED',
    failureCode: 'PAYER_CANCELLED',
    failureMessage: 'No.',
    utr: null,
  };
  const back = { status: 'REVERSED', reversalReference: 'HDC000000000001' };
  const list = [{ ...collection, ...failed }, collection, { ...collection, ...back }];
  answer(200, { collections: list });
  const told = await provider.enquire(reference);
  assert.deepEqual(told.kind === 'known' && told.news, [
    {
      kind: 'failed',
      reference,
      payment: { ...payment, utr: null },
      code: 'PAYER_CANCELLED',
      message: 'No.',
    },
    { kind: 'received', reference, payment },
    { kind: 'received', reference, payment },
    { kind: 'reversed', reference, payment },
  ]);
});

test('an answer that is broken, foreign or not documented is unknown, never empty', async (t) => {
  const { provider, server, answer } = await openBank(t);
  const odd: [number, unknown][] = [
    [500, { collections: [] }],
    [404, { error: { code: 'NOT_FOUND', message: '' } }],
    [200, '{"collections":['],
    [200, {}],
    [200, { collections: [{ ...collection, amount: 500 }] }],
    [200, { collections: [{ ...collection, amount: '500.005' }] }],
    [200, { collections: [{ ...collection, status: 'ONHOLD_77' }] }],
    [200, { collections: [{ ...collection, status: 'FAILED', failureCode: 'X9' }] }],
    [200, { collections: [{ ...collection, reference: 'C0002' }] }],
    [200, { collections: [collection, null] }],
  ];
  for (const [status, body] of odd) {
    answer(status, body);
    assert.equal((await provider.enquire(reference)).kind, 'unknown', JSON.stringify(body));
  }
  server.follow((response) => response.destroy());
  assert.equal((await provider.enquire(reference)).kind, 'unknown');
});

test('a refund is refused by a documented code alone; everything else is asked for again', async (t) => {
  const { provider, server, answer } = await openBank(t);
  const refund = { refundId: 'R1', paymentId: payment.paymentId, utr: '632971803397' };
  answer(201, { refund });
  assert.deepEqual(await provider.refund(order), { kind: 'refunded', utr: '632971803397' });
  assert.deepEqual(JSON.parse(server.seen.at(-1)?.body ?? ''), {
    refundId: 'R1',
    paymentId: payment.paymentId,
    amount: '500.00',
    currency: 'INR',
  });
  const refused = (code: string) => ({ error: { code, message: 'No.' } });
  answer(422, refused('NOT_REFUNDABLE'));
  const documented = { kind: 'rejected', code: 'NOT_REFUNDABLE', message: 'No.' };
  assert.deepEqual(await provider.refund(order), documented);
  const unclear: [number, unknown][] = [
    [422, refused('WHATEVER')],
    [400, refused('NOT_REFUNDABLE')],
    [409, refused('REFERENCE_CONFLICT')],
    [500, {}],
    [200, { refund: { ...refund, refundId: 'R2' } }],
    [200, '{"refund":'],
  ];
  for (const [status, body] of unclear) {
    answer(status, body);
    assert.equal((await provider.refund(order)).kind, 'unknown', JSON.stringify(body));
  }
});

test('the statement tells of payments and of what was taken back, passes payouts over, and refuses what it does not know', async (t) => {
  const { provider, answer } = await openBank(t);
  const line = {
    line: 2,
    reference,
    bankReference: payment.paymentId,
    utr: payment.utr,
    rail: 'UPI',
    direction: 'credit',
    amount: '500.00',
    kind: 'collection',
  };
  const payout = { ...line, kind: 'transfer', direction: 'debit', reference: 'P-1' };
  const lines = [
    { ...line, kind: 'funding', utr: null },
    payout,
    line,
    { ...line, kind: 'chargeback', direction: 'debit' },
    { ...line, kind: 'refund', direction: 'debit', bankReference: 'HDF1' },
  ];
  answer(200, { lines, next: 5 });
  const page = await provider.statement('');
  const told = { reference, payment: { ...payment, payerVpa: null } };
  assert.deepEqual(page, {
    news: [
      { kind: 'received', ...told },
      { kind: 'reversed', ...told },
    ],
    next: '5',
  });
  for (const wrong of [{ kind: 'gift' }, { amount: '0.00' }, { reference: '' }]) {
    answer(200, { lines: [{ ...line, ...wrong }], next: 5 });
    await assert.rejects(provider.statement('4'), /statement/);
  }
});
