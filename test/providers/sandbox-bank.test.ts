import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { PayoutProvider } from '../../src/providers/provider.ts';
import { createSandboxBank } from '../../src/providers/sandbox-bank/sandbox-bank.ts';
import { conformance } from './conformance.ts';
import { order, shown, wire, type Fields } from './sandbox-bank-wire.ts';
import { startScriptedServer } from './scripted-server.ts';

conformance(wire);

test('a submission is one POST with our reference, the amount as text and the key of the operator', async () => {
  await using server = await startScriptedServer();
  const provider = wire.open(server.url, 1_000);
  await provider.submit({ ...order, amountMinor: 1_234_05n });
  await provider.enquire(order.reference);
  await provider.close();
  const [submitted, enquired] = server.seen;
  assert.equal(submitted?.method, 'POST');
  assert.equal(submitted.path, '/v1/transfers');
  assert.equal(submitted.headers.authorization, 'Bearer api-key');
  assert.equal(submitted.headers['content-type'], 'application/json');
  assert.deepEqual(JSON.parse(submitted.body), {
    reference: order.reference,
    amount: '1234.05',
    currency: 'INR',
    rail: 'IMPS',
    beneficiary: { name: 'Ravi Kumar', accountNumber: '00123456789', ifsc: 'SBIN0001808' },
  });
  assert.equal(`${enquired?.method} ${enquired?.path}`, `GET /v1/transfers/${order.reference}`);
});

test('a submission that waits for a free connection until its time is up was not sent and never is', async () => {
  await using server = await startScriptedServer();
  const settings = { url: server.url, apiKey: 'k', callbackSecret: 's', connections: 1 };
  const provider = createSandboxBank({ ...settings, submitTimeoutMs: 200, enquireTimeoutMs: 600 });
  server.follow((response) => {
    setTimeout(() => response.end('{}'), 400);
  });
  const ahead = provider.enquire('H1');
  assert.deepEqual(await provider.submit(order), {
    kind: 'not_sent',
    why: 'no complete answer in time',
  });
  await ahead;
  await provider.close();
  assert.deepEqual(
    server.seen.map(({ method }) => method),
    ['GET'],
  );
});

const nowMs = 1_784_097_000_000;

function callbackAt(sentMs: number, body: string | Buffer, secret = 'callback-secret') {
  const timestamp = String(sentMs / 1_000);
  const signature = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
  const headers: Record<string, string | string[]> = {
    'x-bank-timestamp': timestamp,
    'x-bank-signature': signature,
  };
  return { headers, body: Buffer.from(body) };
}

const update = (fields: Fields, more: Fields = {}) =>
  JSON.stringify({ eventId: 'evt_1', type: 'transfer.updated', transfer: shown(fields), ...more });
const done = { status: 'SUCCESS', utr: '619612345678' };

async function withBank(act: (bank: PayoutProvider) => void): Promise<void> {
  const bank = wire.open('http://127.0.0.1:1', 1_000);
  act(bank);
  await bank.close();
}

test('a signed callback is news about its reference, within five minutes to both sides', () =>
  withBank((bank) => {
    for (const sentMs of [nowMs, nowMs - 300_000, nowMs + 300_000]) {
      const { headers, body } = callbackAt(sentMs, update(done));
      const outcome = { kind: 'succeeded', amountMinor: 5_000_00n, currency: 'INR', utr: done.utr };
      assert.deepEqual(bank.readCallback(headers, body, nowMs), {
        kind: 'news',
        news: { reference: order.reference, outcome },
      });
    }
  }));

test('a callback with a status or code that is not documented is news of an unknown outcome', () =>
  withBank((bank) => {
    for (const [fields, word] of [
      [{ status: 'ONHOLD_77' }, 'ONHOLD_77'],
      [{ status: 'FAILED', failureCode: 'ODD' }, 'ODD'],
      [{ status: 'FAILED' }, 'FAILED'],
      [{ status: 'DLOHNO\u202e' }, '(cannot be shown)'],
    ] as const) {
      const { headers, body } = callbackAt(nowMs, update(fields));
      const reading = bank.readCallback(headers, body, nowMs);
      const outcome = reading.kind === 'news' ? reading.news.outcome : undefined;
      assert.equal(outcome?.kind === 'unknown' && outcome.undocumented, word);
    }
  }));

test('a callback that is old, early, altered or signed by somebody else is refused', () =>
  withBank((bank) => {
    const good = callbackAt(nowMs, update(done));
    const altering = (
      headers: Record<string, string | string[] | undefined>,
      body = good.body,
    ) => ({
      headers: { ...good.headers, ...headers },
      body,
    });
    const signature = String(good.headers['x-bank-signature']);
    const altered = Buffer.from(good.body.toString().replace('5000.00', '9000.00'));
    const refused = [
      callbackAt(nowMs - 301_000, update(done)),
      callbackAt(nowMs + 301_000, update(done)),
      callbackAt(nowMs, update(done), 'another secret'),
      callbackAt(nowMs / 1_000, update(done)),
      altering({}, altered),
      altering({ 'x-bank-timestamp': String(nowMs / 1_000 + 1) }),
      altering({ 'x-bank-timestamp': undefined }),
      altering({ 'x-bank-timestamp': '' }),
      altering({ 'x-bank-timestamp': `0${nowMs / 1_000}` }),
      altering({ 'x-bank-timestamp': [String(nowMs / 1_000)] }),
      altering({ 'x-bank-signature': undefined }),
      altering({ 'x-bank-signature': '' }),
      altering({ 'x-bank-signature': [signature, signature] }),
      altering({ 'x-bank-signature': signature.toUpperCase() }),
      altering({ 'x-bank-signature': signature.slice(1) }),
      altering({ 'x-bank-signature': '0'.repeat(64) }),
    ];
    for (const [which, { headers, body }] of refused.entries()) {
      const reading = bank.readCallback(headers, body, nowMs);
      assert.deepEqual(reading, { kind: 'refused', reason: 'signature' }, `case ${which}`);
    }
  }));

test('a signed callback that is not one whole update is refused as malformed', () =>
  withBank((bank) => {
    const bodies = [
      '',
      'null',
      update(done).slice(0, -1),
      update(done).replace('{', '{"type":"x",'),
      update(done, { type: 'transfer.created' }),
      update(done, { eventId: 7 }),
      update(done, { transfer: [shown(done)] }),
      update({ ...done, amount: 5000 }),
      update({ ...done, reference: undefined }),
      Buffer.from([0x7b, 0xff, 0x7d]),
      update(done) + ' '.repeat(64 * 1024),
    ];
    for (const [which, text] of bodies.entries()) {
      const { headers, body } = callbackAt(nowMs, text);
      const reading = bank.readCallback(headers, body, nowMs);
      assert.deepEqual(reading, { kind: 'refused', reason: 'malformed' }, `case ${which}`);
    }
  }));

const line = (fields: Fields) => ({
  line: 1,
  at: '2026-07-15T06:30:00.000Z',
  reference: order.reference,
  bankReference: 'HDB000000000001',
  utr: '619612345678',
  rail: 'IMPS',
  direction: 'debit',
  amount: '5000.00',
  balance: '995000.00',
  kind: 'transfer',
  ...fields,
});
const page = (lines: unknown, next: unknown) => JSON.stringify({ lines, next });

test('the statement is read line by line: debits succeeded, credits came back, funding is not ours', async () => {
  await using server = await startScriptedServer();
  const funding = { kind: 'funding', direction: 'credit', reference: 'FUND-1', utr: null };
  const back = { kind: 'reversal', direction: 'credit', bankReference: 'HDR000000000001' };
  server.follow((response, { path }) => {
    const isStart = path === '/v1/statement?after=0&limit=1000';
    response.end(isStart ? page([line(funding), line({}), line(back)], 3) : page([], 3));
  });
  const bank = wire.open(server.url, 1_000);
  const movement = { amountMinor: 5_000_00n, currency: 'INR', utr: '619612345678' };
  const { reference } = order;
  assert.deepEqual(await bank.statement(''), {
    news: [
      { reference, outcome: { kind: 'succeeded', ...movement } },
      {
        reference,
        outcome: { kind: 'reversed', ...movement, reversalReference: 'HDR000000000001' },
      },
    ],
    next: '3',
  });
  assert.deepEqual(await bank.statement('3'), { news: [], next: '3' });
  await bank.close();
});

test('a page of the statement that is not as documented is refused whole', async () => {
  await using server = await startScriptedServer();
  const bank = wire.open(server.url, 1_000);
  const bodies = [
    '{}',
    page({}, 1),
    page([line({})], '1'),
    page([line({})], -1),
    page([line({})], 1.5),
    page([line({})], 0),
    page([], 5),
    page([line({}), null], 2),
    page([line({ kind: 'fee' })], 1),
    page([line({ direction: 'credit' })], 1),
    page([line({ kind: 'reversal' })], 1),
    page([line({ amount: 5000 })], 1),
    page([line({ reference: undefined })], 1),
    page([line({ utr: undefined })], 1),
    page([line({})], 1).slice(0, -1),
  ];
  for (const body of bodies) {
    server.follow((response) => response.end(body));
    await assert.rejects(bank.statement(''), { name: 'StatementError' }, body);
  }
  server.follow((response) => response.writeHead(503).end(page([], 0)));
  await assert.rejects(bank.statement(''), { name: 'StatementError' });
  server.follow((response) => response.destroy());
  await assert.rejects(bank.statement(''), { name: 'StatementError' });
  const asked = server.seen.length;
  await assert.rejects(bank.statement('1&limit=1'), { name: 'StatementError' });
  assert.equal(server.seen.length, asked);
  await bank.close();
});
