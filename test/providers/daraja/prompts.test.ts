/** The connector that asks phones, against answers and callbacks by script. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { IssuedPrompt, PromptOrder } from '../../../src/providers/collection.ts';
import { startScriptedServer, type ScriptedServer } from '../scripted-server.ts';
import { closeDaraja, nowMs, openDaraja } from './daraja-wire.ts';

const promptId = 'ws_CO_16072026003005000000001';
const reference = 'C00000070H452XB4PEX5VSK5K610SA1R2Q';
const order: PromptOrder = {
  reference,
  mobile: '254708374149',
  amountMinor: 500_00n,
  currency: 'KES',
  description: 'Top up',
};
const issued: IssuedPrompt = { promptId, receipt: null, amountMinor: 500_00n, currency: 'KES' };
const payment = {
  paymentId: promptId,
  amountMinor: 500_00n,
  currency: 'KES',
  utr: null,
  payerVpa: null,
} as const;

const back = {
  refundId: 'R1',
  reference: 'R1',
  paymentId: promptId,
  amountMinor: 500_00n,
  currency: 'KES',
  utr: 'SGH7RT61SV',
} as const;

async function openPrompts(t: TestContext, answerWithinMs = 30) {
  const server = await startScriptedServer();
  const daraja = openDaraja(server.url, { answerWithinMs });
  t.after(async () => {
    await closeDaraja(daraja);
    await server[Symbol.asyncDispose]();
  });
  const answer = (status: number, body: unknown) => {
    server.follow((response) => {
      response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  };
  return { server, prompts: daraja.collections, answer };
}

const bodyOf = (server: ScriptedServer) =>
  JSON.parse(server.seen.at(-1)?.body ?? '{}') as Record<string, string>;
const pathIn = (url: string | undefined) =>
  /callbacks\/daraja-stk\/(.*)$/.exec(url ?? '')?.[1] ?? '';

const ack = {
  ResponseCode: '0',
  MerchantRequestID: '29115-34620561-1',
  CheckoutRequestID: promptId,
};
const trouble = (errorMessage: string, errorCode = '500.001.1001') => ({ errorCode, errorMessage });

test('a prompt says all that Daraja wants, at East African time, in texts that it takes', async (t) => {
  const { server, prompts, answer } = await openPrompts(t);
  answer(200, ack);
  assert.deepEqual(await prompts.prompt(order), { kind: 'accepted', promptId });
  const { Password, CallBackURL, ...rest } = bodyOf(server);
  assert.deepEqual(rest, {
    BusinessShortCode: '600999',
    // 21:30:05 of the day before in UTC.
    Timestamp: '20260716003005',
    TransactionType: 'CustomerPayBillOnline',
    Amount: '500',
    PartyA: '254708374149',
    PartyB: '600999',
    PhoneNumber: '254708374149',
    AccountReference: 'K5K610SA1R2Q',
    TransactionDesc: 'Top up',
  });
  const clear = Buffer.from(Password ?? '', 'base64').toString();
  assert.equal(clear, '600999passkey20260716003005');
  assert.match(pathIn(CallBackURL), /^prompt\//);
});

test('a text that is too long keeps its last words', async (t) => {
  const { server, prompts, answer } = await openPrompts(t);
  answer(200, ack);
  const shown: Record<string, string> = {
    'testing.com Pass': 'Pass',
    'Order 12345678': '12345678',
    'exactly 13 ch': 'exactly 13 ch',
    ABCDEFGHIJKLMNOPQ: 'EFGHIJKLMNOPQ',
    '  a\n b ': 'a b',
    '': 'Payment',
  };
  for (const [description, text] of Object.entries(shown)) {
    await prompts.prompt({ ...order, description });
    assert.equal(bodyOf(server)['TransactionDesc'], text);
  }
});

test('a prompt is refused by what is documented alone, and is never sent twice', async (t) => {
  const { server, prompts, answer } = await openPrompts(t);
  const definite: [number, unknown, string][] = [
    [400, trouble('Bad Request - Invalid PhoneNumber', '400.002.02'), 'INVALID_REQUEST'],
    [500, trouble('Unable to lock subscriber, a transaction is already in process'), 'PAYER_BUSY'],
    [500, trouble('Wrong credentials'), 'NOT_CONFIGURED'],
  ];
  for (const [status, body, code] of definite) {
    answer(status, body);
    const outcome = await prompts.prompt(order);
    assert.equal(outcome.kind === 'rejected' && outcome.code, code);
  }
  const unclear: [number, unknown][] = [
    [200, { ...ack, ResponseCode: '1' }],
    [200, { ...ack, CheckoutRequestID: undefined }],
    [200, JSON.stringify(ack).slice(0, -3)],
    [201, ack],
    [500, trouble('The transaction is being processed')],
    [500, trouble('Wrong credentials', '500.003.1001')],
    [502, trouble('Wrong credentials')],
    [503, trouble('System is busy.', '500.003.02')],
    [500, '<html>'],
  ];
  for (const [status, body] of unclear) {
    answer(status, body);
    const before = server.seen.length;
    assert.equal((await prompts.prompt(order)).kind, 'unknown', JSON.stringify(body));
    assert.equal(server.seen.length, before + 1);
  }
  server.follow((response) => response.destroy());
  assert.equal((await prompts.prompt(order)).kind, 'unknown');
});

test('what M-Pesa cannot ask for is refused before anything is sent', async (t) => {
  const { server, prompts } = await openPrompts(t);
  const odd = [
    { ...order, amountMinor: 500_01n },
    { ...order, currency: 'USD' },
    { ...order, mobile: '+254708374149' },
    { ...order, mobile: '919876543210' },
  ] as const;
  for (const each of odd) assert.equal((await prompts.prompt(each)).kind, 'rejected');
  assert.equal(server.seen.length, 0);
});

test('a prompt that was paid is a payment of what it was for, under its own name', async (t) => {
  const { server, prompts, answer } = await openPrompts(t);
  answer(200, { ...ack, ResultCode: '0', ResultDesc: 'ok' });
  assert.deepEqual(await prompts.enquire(reference, { ...issued, receipt: 'SGH7RT61SV' }), {
    kind: 'known',
    news: [{ kind: 'received', reference, payment: { ...payment, utr: 'SGH7RT61SV' } }],
  });
  assert.equal(bodyOf(server)['CheckoutRequestID'], promptId);
  // A number is the same as a text.
  server.follow((response) => response.end(`{"CheckoutRequestID":"${promptId}","ResultCode":0}`));
  const answered = await prompts.enquire(reference, issued);
  assert.equal(answered.kind === 'known' && answered.news[0]?.kind, 'received');
});

test('a prompt that was refused is a failure with a reason of ours', async (t) => {
  const { prompts, answer } = await openPrompts(t);
  const reasons = { '1032': 'PAYER_CANCELLED', '1': 'PAYER_FUNDS', '2001': 'PAYER_PIN_WRONG' };
  for (const [ResultCode, code] of Object.entries(reasons)) {
    answer(200, { ...ack, ResultCode });
    const answered = await prompts.enquire(reference, issued);
    assert.ok(answered.kind === 'known' && answered.news.length === 1);
    const [news] = answered.news;
    assert.ok(news?.kind === 'failed' && news.message !== '');
    assert.deepEqual([news.code, news.payment, news.reference], [code, payment, reference]);
  }
});

test('a prompt that waits, ran out of time or ended with an unheard-of code has not been paid so far', async (t) => {
  const { prompts, answer } = await openPrompts(t);
  const open: [number, unknown][] = [
    [500, trouble('The transaction is being processed')],
    [200, { ...ack, ResultCode: '1037' }],
    [200, { ...ack, ResultCode: 1019 }],
    [200, { ...ack, ResultCode: '7777' }],
  ];
  for (const [status, body] of open) {
    answer(status, body);
    const expected = { kind: 'known', news: [] };
    assert.deepEqual(await prompts.enquire(reference, issued), expected, JSON.stringify(body));
  }
});

test('the same code with another message, and every other trouble, leaves a prompt unknown', async (t) => {
  const { server, prompts, answer } = await openPrompts(t);
  const unclear: [number, unknown][] = [
    [500, trouble('Wrong credentials')],
    [500, trouble('The transaction does not exist')],
    [502, trouble('The transaction is being processed')],
    [200, { ...ack, ResultCode: '0', CheckoutRequestID: 'ws_CO_other' }],
    [200, { ...ack }],
    [200, '{"ResultCode":"0"'],
  ];
  for (const [status, body] of unclear) {
    answer(status, body);
    const answered = await prompts.enquire(reference, issued);
    assert.equal(answered.kind, 'unknown', JSON.stringify(body));
  }
  const before = server.seen.length;
  assert.equal((await prompts.enquire(reference)).kind, 'unknown', 'nobody can be asked');
  assert.equal(server.seen.length, before);
});

test('a callback is a hint that names the prompt and the receipt, and never how much', async (t) => {
  const { server, prompts, answer } = await openPrompts(t);
  answer(200, ack);
  await prompts.prompt(order);
  const path = pathIn(bodyOf(server)['CallBackURL']);
  const read = (stkCallback: unknown) =>
    prompts.readCallback({}, Buffer.from(JSON.stringify({ Body: { stkCallback } })), nowMs, path);
  const items = [
    { Name: 'Amount', Value: 999999 },
    { Name: 'MpesaReceiptNumber', Value: 'SGH7RT61SV' },
    { Name: 'Balance' },
    { Name: 'TransactionDate', Value: 20260716003005 },
  ];
  const paid = { CheckoutRequestID: promptId, ResultCode: 0, CallbackMetadata: { Item: items } };
  const hint = { kind: 'hint', reference, prompt: { promptId, receipt: 'SGH7RT61SV' } };
  assert.deepEqual(read(paid), hint);
  const alone = { ...paid, CallbackMetadata: { Item: items[1] } };
  assert.deepEqual(read(alone), hint);
  const refused = { CheckoutRequestID: promptId, ResultCode: 1032, ResultDesc: 'No.' };
  assert.deepEqual(read(refused), { ...hint, prompt: { promptId, receipt: null } });
  const odd = {
    ...paid,
    CallbackMetadata: { Item: [{ Name: 'MpesaReceiptNumber', Value: 'a b' }] },
  };
  assert.deepEqual(read(odd), { ...hint, prompt: { promptId, receipt: null } });
  assert.deepEqual(read({ ResultCode: 0 }), { kind: 'refused', reason: 'malformed' });
  const elsewhere = path.replace(/.$/, (end) => (end === '0' ? '1' : '0'));
  const body = Buffer.from(JSON.stringify({ Body: { stkCallback: paid } }));
  const reading = prompts.readCallback({}, body, nowMs, elsewhere);
  assert.deepEqual(reading, { kind: 'refused', reason: 'signature' });
});

test('a payment is given back by its receipt, once, and nobody knows until the result says so', async (t) => {
  const { server, prompts } = await openPrompts(t, 20_000);
  const results: [string, unknown][] = [
    ['0', { kind: 'refunded', utr: 'SGH7RT61SR' }],
    ['R000001', { kind: 'refunded', utr: null }],
    ['R000002', { kind: 'rejected', code: 'R000002', message: 'Words.' }],
    ['7777', { kind: 'unknown', why: 'a result that is not documented' }],
  ];
  for (const [ResultCode, outcome] of results) {
    server.follow((response, { body }) => {
      const path = pathIn((JSON.parse(body) as { ResultURL: string }).ResultURL);
      const Result = { ResultCode, ResultDesc: 'Words.', TransactionID: 'SGH7RT61SR' };
      response.end('{"ResponseCode":"0"}', () => {
        const told = Buffer.from(JSON.stringify({ Result }));
        assert.equal(prompts.readCallback({}, told, nowMs, path).kind, 'taken');
      });
    });
    assert.deepEqual(await prompts.refund(back), outcome, ResultCode);
  }
  const { TransactionID, Amount, RecieverIdentifierType } = bodyOf(server);
  assert.deepEqual([TransactionID, Amount, RecieverIdentifierType], ['SGH7RT61SV', '500', '11']);
  const before = server.seen.length;
  assert.equal((await prompts.refund({ ...back, utr: null })).kind, 'rejected');
  assert.equal((await prompts.refund({ ...back, amountMinor: 1n })).kind, 'rejected');
  assert.equal(server.seen.length, before);
});

test('the answer to a refund that nobody waits for here is told, and not only taken', async (t) => {
  const { server, prompts, answer } = await openPrompts(t);
  answer(200, { ResponseCode: '0' });
  assert.equal((await prompts.refund(back)).kind, 'unknown');
  const path = pathIn((bodyOf(server) as { ResultURL: string }).ResultURL);
  const Result = { ResultCode: '0', ResultDesc: 'Words.', TransactionID: 'SGH7RT61SR' };
  const told = Buffer.from(JSON.stringify({ Result }));
  assert.deepEqual(prompts.readCallback({}, told, nowMs, path), {
    ...{ kind: 'refund', reference: 'R1' },
    outcome: { kind: 'refunded', utr: 'SGH7RT61SR' },
  });
});

test('a refund whose result does not come is asked for again', async (t) => {
  const { prompts, answer } = await openPrompts(t);
  for (const [status, body] of [
    [200, { ResponseCode: '0' }],
    [500, trouble('System internal error', '500.002.1001')],
  ] as const) {
    answer(status, body);
    assert.equal((await prompts.refund(back)).kind, 'unknown');
  }
});
