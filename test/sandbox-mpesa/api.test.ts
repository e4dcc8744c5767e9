/** The sandbox of M-Pesa as its operator meets it: Daraja's doors, with the habits of the original. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mpesaFolder, openInbox, RunningMpesa } from './mpesa-process.ts';
import * as requests from './requests.ts';
import { codeOf, factsOf, newPhone, promptOf } from './requests.ts';

const folder = mpesaFolder();
let inbox: Awaited<ReturnType<typeof openInbox>>;
let mpesa: RunningMpesa;

before(async () => {
  inbox = await openInbox();
  mpesa = await RunningMpesa.start(folder.dataDir);
});
after(async () => {
  assert.ok(await mpesa.holds(), 'its book adds up');
  await mpesa.stop();
  inbox.close();
  folder.remove();
});

let addresses = 0;
const newAddress = () => {
  const path = `/told/${(addresses += 1)}`;
  return { path, url: inbox.url + path };
};

const push = '/mpesa/stkpush/v1/processrequest';
const query = '/mpesa/stkpushquery/v1/query';
const b2c = '/mpesa/b2c/v3/paymentrequest';
const status = '/mpesa/transactionstatus/v1/query';
const reversal = '/mpesa/reversal/v1/request';

/** Prompts a phone that answers by the word in the description. */
async function prompted(word: string, more: Record<string, unknown> = {}) {
  const { path, url } = newAddress();
  const msisdn = newPhone();
  const asked = await mpesa.api(push, promptOf(msisdn, url, { TransactionDesc: word, ...more }));
  assert.equal(asked.status, 200, JSON.stringify(asked.body));
  const CheckoutRequestID = asked.body['CheckoutRequestID'] as string;
  const [told] = await inbox.heard(path);
  const callback = (told?.['Body'] as { stkCallback: Record<string, unknown> }).stkCallback;
  const answered = await mpesa.api(query, { ...requests.passwordOf(), CheckoutRequestID });
  return { msisdn, CheckoutRequestID, callback, answered };
}

test('a new token ends the one before it, and without the newest nothing opens', async () => {
  const first = await mpesa.newToken();
  const second = await mpesa.newToken();
  const body = promptOf(newPhone(), newAddress().url);
  const tried = (token: string) => mpesa.send('POST', push, `Bearer ${token}`, body);
  assert.deepEqual([(await tried(first)).status, (await tried('x')).status], [404, 404]);
  assert.equal((await tried(first)).body['errorCode'], '404.001.03');
  assert.equal((await tried(second)).status, 200);
  await mpesa.control('DELETE', 'token');
  assert.equal((await tried(second)).body['errorCode'], '404.001.03');
  await mpesa.newToken();
  const wrong = await mpesa.send(
    'GET',
    '/oauth/v1/generate?grant_type=client_credentials',
    'Basic eA==',
  );
  assert.equal(wrong.body['errorCode'], '400.008.01');
});

test('a word in the description answers the prompt: paid or refused, told by a callback and by the query', async () => {
  const codes = { Pass: '0', SUCCESS: '0', reject: '2001', Fail: '1', 'x Cancel': '1032' };
  for (const [word, code] of Object.entries(codes)) {
    const { callback, answered } = await prompted(word);
    // A number here, a text there.
    assert.equal(callback['ResultCode'], Number(code), word);
    assert.equal(answered.body['ResultCode'], code, word);
    assert.equal('CallbackMetadata' in callback, code === '0');
  }
});

test('a paid prompt moves its money from the phone, and its callback says so with a balance that is not there', async () => {
  const before = Number((await mpesa.book()).accounts.working);
  const { callback, msisdn, CheckoutRequestID } = await prompted('Pass');
  const { Item } = callback['CallbackMetadata'] as { Item: { Name: string; Value?: unknown }[] };
  const value = (name: string) => Item.find(({ Name }) => Name === name)?.Value;
  assert.equal(value('Amount'), 500);
  assert.equal(value('PhoneNumber'), Number(msisdn));
  assert.match(String(value('TransactionDate')), /^\d{14}$/);
  assert.deepEqual(
    Item.find(({ Name }) => Name === 'Balance'),
    { Name: 'Balance' },
  );
  const booked = await mpesa.booked(({ prompts }) =>
    prompts.find(({ checkoutId }) => checkoutId === CheckoutRequestID),
  );
  assert.deepEqual([booked.receipt, booked.deposits], [value('MpesaReceiptNumber'), 1]);
  assert.ok(Number((await mpesa.book()).accounts.working) >= before + 500);
});

test('a prompt that nobody answers is an error of the server to whoever asks, and its phone takes no second one', async () => {
  const msisdn = newPhone();
  const asked = await mpesa.api(push, promptOf(msisdn, newAddress().url));
  const { CheckoutRequestID } = asked.body;
  const waiting = await mpesa.api(query, { ...requests.passwordOf(), CheckoutRequestID });
  assert.equal(waiting.status, 500);
  assert.equal(waiting.body['errorCode'], '500.001.1001');
  assert.equal(waiting.body['errorMessage'], 'The transaction is being processed');
  const second = await mpesa.api(push, promptOf(msisdn, newAddress().url));
  assert.equal(second.status, 500);
  assert.match(String(second.body['errorMessage']), /Unable to lock subscriber/);
});

test('the same code says that the password is wrong, or the merchant unknown', async () => {
  const wrong = { Password: 'AAAA' };
  const body = { ...promptOf(newPhone(), newAddress().url), ...wrong };
  const refused = await mpesa.api(push, body);
  assert.deepEqual(
    [refused.status, refused.body['errorCode'], refused.body['errorMessage']],
    [500, '500.001.1001', 'Wrong credentials'],
  );
  const stranger = await mpesa.api(push, { ...body, BusinessShortCode: '123456' });
  assert.equal(stranger.body['errorMessage'], 'Merchant does not exist');
});

test('a prompt ends by itself when its time is over', async (t) => {
  await mpesa.control('POST', 'settings', { promptMs: 50 });
  t.after(() => mpesa.control('POST', 'settings', { promptMs: 90_000 }));
  const { callback, answered } = await prompted('Top up');
  assert.deepEqual([callback['ResultCode'], answered.body['ResultCode']], [1037, '1037']);
});

test('fields that Daraja does not take are named, and nothing happens', async () => {
  const { url } = newAddress();
  const odd = {
    Amount: ['0', '12.50', '-1', 'x', '250001'],
    PhoneNumber: ['0708374149', '+254708374149', '25470837414'],
    CallBackURL: [
      'nothing',
      `${inbox.url}/mpesa/told`,
      `${inbox.url}/a?x=SQL`,
      `${inbox.url}/exec`,
    ],
    AccountReference: ['', 'thirteen-char'],
    TransactionDesc: ['fourteen chars'],
    TransactionType: ['PayBill'],
    PartyB: ['174379'],
  };
  for (const [name, values] of Object.entries(odd))
    for (const value of values) {
      const answer = await mpesa.api(push, promptOf(newPhone(), url, { [name]: value }));
      assert.deepEqual(
        [answer.status, answer.body['errorCode']],
        [400, '400.002.02'],
        name + value,
      );
    }
});

test('a payout is taken at once, told later, and known by the operator’s own id for ever', async () => {
  const { path, url } = newAddress();
  const before = Number((await mpesa.book()).accounts.utility);
  const body = await requests.payoutOf(mpesa, newPhone(), url);
  const taken = await mpesa.api(b2c, body);
  assert.equal(taken.body['ResponseCode'], '0');
  const [result] = await inbox.heard(path);
  assert.equal(codeOf(result), '0');
  const facts = factsOf(result);
  assert.equal(facts['TransactionAmount'], '1500');
  assert.match(facts['TransactionCompletedDateTime'] ?? '', /^\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d$/);
  assert.ok(Number((await mpesa.book()).accounts.utility) <= before - 1500);
  const again = await mpesa.api(b2c, body);
  assert.deepEqual(
    [again.status, again.body['errorCode'], again.body['errorMessage']],
    [500, '500.002.1001', 'Duplicate OriginatorConversationID.'],
  );
  assert.equal((await inbox.heard(path)).length, 1);
});

test('a payout is refused by its remarks, its amount or a password that does not fit, and only later', async () => {
  const cases: [Record<string, unknown>, string][] = [
    [{ Remarks: 'Reject' }, '2040'],
    [{ Remarks: 'please FAIL' }, 'SFC_IC0003'],
    [{ Remarks: 'cancel' }, '4'],
    [{ Amount: 9 }, '2'],
    [{ Amount: '250001' }, '3'],
    [{ SecurityCredential: await mpesa.credential('another password') }, '2001'],
    [{ SecurityCredential: 'bm9uc2Vuc2U=' }, '2001'],
    [{ InitiatorName: 'somebody' }, '21'],
  ];
  for (const [changes, code] of cases) {
    const { path, url } = newAddress();
    const taken = await mpesa.api(b2c, await requests.payoutOf(mpesa, newPhone(), url, changes));
    assert.equal(taken.status, 200);
    const [result] = await inbox.heard(path);
    assert.equal(codeOf(result), code);
    assert.deepEqual(factsOf(result), {});
  }
});

test('no account goes below zero, and no phone above what it may hold', async () => {
  const { callback } = await prompted('Pass', { Amount: '100001' });
  assert.equal(callback['ResultCode'], 1);
  const msisdn = newPhone();
  const codes: string[] = [];
  for (let times = 0; times < 2; times += 1) {
    const { path, url } = newAddress();
    await mpesa.api(b2c, await requests.payoutOf(mpesa, msisdn, url, { Amount: '250000' }));
    codes.push(codeOf((await inbox.heard(path))[0]));
  }
  assert.deepEqual(codes, ['0', '8']);
});

test('a status is asked for by id or receipt, and told by a callback of its own', async () => {
  const { path, url } = newAddress();
  const body = await requests.payoutOf(mpesa, newPhone(), url);
  await mpesa.api(b2c, body);
  const receipt = factsOf((await inbox.heard(path))[0])['TransactionReceipt'];
  const names = [
    { OriginalConversationID: body['OriginatorConversationID'] },
    { TransactionID: receipt },
  ];
  for (const name of names) {
    const answer = newAddress();
    const asked = await mpesa.api(status, await requests.statusOf(mpesa, answer.url, name));
    assert.equal(asked.body['ResponseCode'], '0');
    const facts = factsOf((await inbox.heard(answer.path))[0]);
    assert.deepEqual(
      [facts['TransactionStatus'], facts['ReceiptNo'], facts['Amount']],
      ['Completed', receipt, '1500.00'],
    );
  }
  const nobody = newAddress();
  await mpesa.api(
    status,
    await requests.statusOf(mpesa, nobody.url, { OriginalConversationID: 'H-none' }),
  );
  assert.equal(codeOf((await inbox.heard(nobody.path))[0]), 'R000002');
});

test('a payment of a customer is given back once', async () => {
  const { CheckoutRequestID } = await prompted('Pass');
  const receipt = await mpesa.booked(
    ({ prompts }) =>
      prompts.find(({ checkoutId }) => checkoutId === CheckoutRequestID)?.receipt ?? undefined,
  );
  const giveBack = async (names: Record<string, unknown>) => {
    const { path, url } = newAddress();
    await mpesa.api(reversal, await requests.reversalOf(mpesa, url, names));
    return codeOf((await inbox.heard(path))[0]);
  };
  assert.equal(await giveBack({ TransactionID: receipt, Amount: '400' }), 'R000002');
  assert.equal(await giveBack({ TransactionID: receipt, Amount: '500' }), '0');
  assert.equal(await giveBack({ TransactionID: receipt, Amount: '500' }), 'R000001');
  assert.equal(await giveBack({ TransactionID: 'NONE000000', Amount: '500' }), 'R000002');
  const booked = await mpesa.booked(({ prompts }) =>
    prompts.find(({ checkoutId }) => checkoutId === CheckoutRequestID),
  );
  assert.equal(booked.reversals, 1);
});

test('what is told to misbehave does so as often as told, and is counted', async () => {
  const msisdn = newPhone();
  await mpesa.rule('prompt', 'busy', { target: msisdn, times: 1 });
  const first = await mpesa.api(push, promptOf(msisdn, newAddress().url));
  assert.equal(first.status, 503);
  const second = await mpesa.api(push, promptOf(msisdn, newAddress().url));
  assert.equal(second.status, 200);
  const { body } = await mpesa.control('GET', 'faults');
  assert.equal(body['busy'], 1);
  const odd = [
    { on: 'prompt', behaviour: 'dance' },
    { on: 'query', behaviour: 'callback-late' },
    { on: 'nothing', behaviour: 'busy' },
    { on: 'prompt', behaviour: 'busy', probability: 2 },
    { on: 'prompt', behaviour: 'busy', target: 'everybody' },
  ];
  for (const rule of odd) assert.equal((await mpesa.control('POST', 'rules', rule)).status, 400);
  const stranger = await mpesa.send('GET', '/control/rules', 'Bearer x');
  assert.equal(stranger.status, 401);
});

test('results come twice, late, out of order or not at all', async () => {
  const told = async (behaviour: string, more: Record<string, unknown> = {}) => {
    const msisdn = newPhone();
    const { path, url } = newAddress();
    await mpesa.rule('prompt', behaviour, { target: msisdn, ...more });
    const asked = promptOf(msisdn, url, { TransactionDesc: 'Pass' });
    const { CheckoutRequestID } = (await mpesa.api(push, asked)).body;
    await mpesa.booked(({ prompts }) =>
      prompts.find((each) => each.checkoutId === CheckoutRequestID && each.status === 'paid'),
    );
    return async (count: number) =>
      (await inbox.heard(path, count)).map(
        (each) => (each['Body'] as { stkCallback: { ResultCode: unknown } }).stkCallback.ResultCode,
      );
  };
  assert.deepEqual(await (await told('callback-twice'))(2), [0, 0]);
  assert.deepEqual(await (await told('callback-out-of-order'))(2), [0, 1037]);
  assert.deepEqual(await (await told('callback-late', { delayMs: 100 }))(1), [0]);
  assert.deepEqual(await (await told('refuse-then-pay', { delayMs: 20 }))(2), [1037, 0]);
  assert.deepEqual(await (await told('unknown-code', { delayMs: 20 }))(2), [7777, 0]);
  assert.deepEqual(await (await told('callback-none'))(0), []);
});
