/** The connector that pays to phones, against answers and results by script. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Outcome, PayoutProvider } from '../../../src/providers/provider.ts';
import { conformance } from '../conformance.ts';
import { startScriptedServer, type ScriptedServer } from '../scripted-server.ts';
import { closeDaraja, nowMs, openDaraja, order, wire } from './daraja-wire.ts';

conformance(wire);

async function openPayouts(t: TestContext) {
  const server = await startScriptedServer();
  const daraja = openDaraja(server.url);
  t.after(async () => {
    await closeDaraja(daraja);
    await server[Symbol.asyncDispose]();
  });
  server.follow((response) => {
    const ack = { ResponseCode: '0', OriginatorConversationID: order.reference };
    response.end(JSON.stringify(ack));
  });
  return { server, payouts: daraja.payouts };
}

const bodyOf = (server: ScriptedServer) =>
  JSON.parse(server.seen.at(-1)?.body ?? '{}') as Record<string, string>;
const pathIn = (url: string | undefined) =>
  /callbacks\/daraja-b2c\/(.*)$/.exec(url ?? '')?.[1] ?? '';

/** What the result of an enquiry says, as news. */
async function toldBy(server: ScriptedServer, payouts: PayoutProvider, result: unknown) {
  await payouts.enquire(order.reference);
  const path = pathIn(bodyOf(server)['ResultURL']);
  const reading = payouts.readCallback({}, Buffer.from(JSON.stringify(result)), nowMs, path);
  return reading.kind === 'news' ? reading.news.outcome : reading;
}

const resultOf = (code: unknown, facts: Record<string, unknown> = {}, more: object = {}) => ({
  Result: {
    ResultType: '0',
    ResultCode: code,
    ResultDesc: 'Words of theirs.',
    ResultParameters: {
      ResultParameter: Object.entries(facts).map(([Key, Value]) => ({ Key, Value })),
    },
    ReferenceData: { ReferenceItem: { Key: 'QueueTimeoutURL', Value: 'x' } },
    ...more,
  },
});

const done = { TransactionStatus: 'Completed', Amount: '1500.00', ReceiptNo: 'SGH7RT61SV' };
const paid: Outcome = {
  kind: 'succeeded',
  amountMinor: 1_500_00n,
  currency: 'KES',
  utr: 'SGH7RT61SV',
};

test('a payout says all that Daraja wants, in whole shillings, its password sealed', async (t) => {
  const { server, payouts } = await openPayouts(t);
  await payouts.submit({ ...order, remarks: 'for the week' });
  const { SecurityCredential, ResultURL, QueueTimeOutURL, ...rest } = bodyOf(server);
  assert.deepEqual(rest, {
    OriginatorConversationID: order.reference,
    InitiatorName: 'hundi',
    CommandID: 'BusinessPayment',
    Amount: '1500',
    PartyA: '600999',
    PartyB: '254708374149',
    Remarks: 'for the week',
    Occassion: '',
  });
  assert.equal(Buffer.from(SecurityCredential ?? '', 'base64').length, 256);
  assert.notEqual(ResultURL, QueueTimeOutURL);
  assert.equal(server.seen.at(-1)?.path, '/mpesa/b2c/v3/paymentrequest');
  await payouts.submit(order);
  assert.equal(bodyOf(server)['Remarks']?.length, 2, 'they want two characters at least');
});

test('what M-Pesa cannot pay is refused before anything is sent', async (t) => {
  const { server, payouts } = await openPayouts(t);
  const odd = [
    { ...order, amountMinor: 1_500_50n },
    { ...order, amountMinor: 0n },
    { ...order, currency: 'INR' },
    { ...order, beneficiary: { ...order.beneficiary, mobile: '0708374149' } },
    { ...order, beneficiary: { name: 'Wanjiku', accountNumber: '12345678', ifsc: 'SBIN0001808' } },
  ] as const;
  for (const each of odd) assert.equal((await payouts.submit(each)).kind, 'rejected');
  assert.equal(server.seen.length, 0);
});

test('an enquiry asks by our own id, and its result is evidence', async (t) => {
  const { server, payouts } = await openPayouts(t);
  assert.deepEqual(await toldBy(server, payouts, resultOf(0, done)), paid);
  const { OriginalConversationID, CommandID, Initiator } = bodyOf(server);
  assert.deepEqual(
    { OriginalConversationID, CommandID, Initiator },
    {
      OriginalConversationID: order.reference,
      CommandID: 'TransactionStatusQuery',
      Initiator: 'hundi',
    },
  );
});

test('a result is read whatever way it is written', async (t) => {
  const { server, payouts } = await openPayouts(t);
  const twice = [
    { Key: 'DebitPartyName', Value: 'One' },
    { Key: 'DebitPartyName', Value: 'Other' },
    ...Object.entries(done).map(([Key, Value]) => ({ Key, Value })),
    { Key: 'ReceiptNo', Value: 'ANOTHER001' },
    { Key: 'Balance' },
  ];
  const ways = [
    resultOf('0', done),
    resultOf(0, { ...done, Amount: 1500 }),
    resultOf('0', { ...done, TransactionStatus: 'COMPLETED' }),
    resultOf(0, {}, { ResultParameters: { ResultParameter: twice } }),
    resultOf(0, done, { ReferenceData: { ReferenceItem: [{ Key: 'Occasion' }] } }),
    resultOf(0, done, { ReferenceData: undefined }),
  ];
  for (const way of ways) assert.deepEqual(await toldBy(server, payouts, way), paid);
  const alone = {
    ResultParameters: { ResultParameter: { Key: 'TransactionStatus', Value: 'Pending' } },
  };
  const open = await toldBy(server, payouts, resultOf(0, {}, alone));
  assert.deepEqual(open, { kind: 'accepted' });
});

test('a failure is one that is documented; what is not leaves the payout unknown', async (t) => {
  const { server, payouts } = await openPayouts(t);
  const told = (result: unknown) => toldBy(server, payouts, result);
  assert.deepEqual(
    await told(resultOf(0, { TransactionStatus: 'Failed', TransactionReason: 'No.' })),
    {
      kind: 'rejected',
      code: 'FAILED',
      message: 'No.',
    },
  );
  assert.deepEqual(await told(resultOf('2040')), {
    kind: 'rejected',
    code: 'NOT_REGISTERED',
    message: 'The number is not registered with M-Pesa.',
  });
  assert.deepEqual(await told(resultOf('R000002')), { kind: 'not_found' });
  const unclear = [
    ...['17', '26', '15', '2001', '21', '7777', 'R000001'].map((code) => resultOf(code)),
    resultOf(0, { ...done, TransactionStatus: 'OnHold' }),
    resultOf(0, { ...done, TransactionStatus: undefined }),
    resultOf(0, { ...done, Amount: '1500.005' }),
    resultOf(0, { ...done, Amount: '' }),
    resultOf(0, { ...done, Amount: '-1500' }),
  ];
  for (const each of unclear) {
    const outcome = await told(each);
    assert.equal(outcome.kind, 'unknown', JSON.stringify(each));
  }
  assert.equal((await told({ Result: {} })).kind, 'refused');
  assert.equal((await told('nothing')).kind, 'refused');
});

test('what Daraja tells of a payout by itself is a hint, whatever it says', async (t) => {
  const { server, payouts } = await openPayouts(t);
  await payouts.submit(order);
  const { ResultURL, QueueTimeOutURL } = bodyOf(server);
  const said = [
    '',
    'not JSON',
    JSON.stringify(resultOf(0, done)),
    JSON.stringify(resultOf('2040')),
  ];
  for (const url of [ResultURL, QueueTimeOutURL])
    for (const body of said)
      assert.deepEqual(payouts.readCallback({}, Buffer.from(body), nowMs, pathIn(url)), {
        kind: 'hint',
        reference: order.reference,
      });
});

test('an address that we did not make is not heard, nor one of a question of two days ago', async (t) => {
  const { server, payouts } = await openPayouts(t);
  await payouts.enquire(order.reference);
  const path = pathIn(bodyOf(server)['ResultURL']);
  const body = Buffer.from(JSON.stringify(resultOf(0, done)));
  const reasonOf = (tried: string, atMs = nowMs) => {
    const reading = payouts.readCallback({}, body, atMs, tried);
    return reading.kind === 'refused' ? reading.reason : reading.kind;
  };
  assert.equal(reasonOf(path), 'news');
  const [purpose = '', reference = '', asked = '', mark = ''] = path.split('/');
  const forged = [
    '',
    path.slice(0, -1),
    `${path}0`,
    ['result', reference, asked, mark].join('/'),
    ['refund', reference, asked, mark].join('/'),
    [purpose, reference.replace(/.$/, '0'), asked, mark].join('/'),
    [purpose, reference, '0', mark].join('/'),
    [purpose, reference, asked, '0'.repeat(40)].join('/'),
  ];
  for (const each of forged) assert.equal(reasonOf(each), 'signature', each);
  assert.equal(reasonOf(path, nowMs + 48 * 3_600_000), 'signature');
});

test('an enquiry whose result comes while it waits answers with it, and nobody else does', async (t) => {
  const server = await startScriptedServer();
  const daraja = openDaraja(server.url, { answerWithinMs: 20_000 });
  t.after(async () => {
    await closeDaraja(daraja);
    await server[Symbol.asyncDispose]();
  });
  const body = Buffer.from(JSON.stringify(resultOf(0, done)));
  server.follow((response, { body: asked }) => {
    const { ResultURL } = JSON.parse(asked) as { ResultURL: string };
    // The result overtakes the receipt for the question.
    const reading = daraja.payouts.readCallback({}, body, nowMs, pathIn(ResultURL));
    assert.equal(reading.kind, 'taken');
    response.end('{"ResponseCode":"0"}');
  });
  assert.deepEqual(await daraja.payouts.enquire(order.reference), paid);
});
