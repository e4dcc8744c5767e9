/** The connector against the bank itself, in a process of its own: every misbehaviour gets its right name. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../../src/kit/ids.ts';
import type { Outcome, PayoutOrder, PayoutProvider } from '../../src/providers/provider.ts';
import { providerReference } from '../../src/providers/references.ts';
import { createSandboxBank } from '../../src/providers/sandbox-bank/sandbox-bank.ts';
import { bankFolder, RunningBank, SECRET } from '../sandbox-bank/bank-process.ts';
import { startScriptedServer, type ScriptedServer } from './scripted-server.ts';

const folder = bankFolder();
let inbox: ScriptedServer;
let bank: RunningBank;
let provider: PayoutProvider;

const connect = (url: string, apiKey = 'api-key') =>
  createSandboxBank({
    url,
    apiKey,
    callbackSecret: SECRET,
    submitTimeoutMs: 700,
    enquireTimeoutMs: 700,
  });

before(async () => {
  inbox = await startScriptedServer();
  inbox.follow((response) => response.end());
  const callbacks = { BANK_CALLBACK_URL: `${inbox.url}/bank`, BANK_CALLBACK_SECRET: SECRET };
  bank = await RunningBank.start(folder.dataDir, { ...callbacks, BANK_SEED: 'a seed' });
  provider = connect(bank.url);
});
after(async () => {
  await provider.close();
  await bank.stop();
  await inbox[Symbol.asyncDispose]();
  folder.remove();
});

const amountMinor = 5_000_00n;

function orderTo(accountNumber: string, fields: Partial<PayoutOrder> = {}): PayoutOrder {
  const reference = providerReference(7, newId(Date.now()), 1);
  const beneficiary = { name: 'Ravi Kumar', accountNumber, ifsc: 'SBIN0001808' };
  return { reference, amountMinor, currency: 'INR', rail: 'IMPS', beneficiary, ...fields };
}

let accounts = 30_000_000;
const plainAccount = () => String((accounts += 1));

async function ruled(behaviour: string, more: Record<string, unknown> = {}): Promise<PayoutOrder> {
  const accountNumber = plainAccount();
  await bank.rule(accountNumber, behaviour, more);
  return orderTo(accountNumber);
}

async function enquireUntil(reference: string, kind: Outcome['kind']): Promise<Outcome> {
  let last: Outcome = { kind: 'not_found' };
  for (let tries = 0; tries < 250; tries += 1) {
    last = await provider.enquire(reference);
    if (last.kind === kind) return last;
    await sleep(20);
  }
  assert.fail(`the enquiry still says ${last.kind} and not ${kind}`);
}

/** What the callbacks about a reference said, in the order they came. */
function told(reference: string): Outcome['kind'][] {
  return inbox.seen.flatMap(({ headers, body }) => {
    const reading = provider.readCallback(headers, Buffer.from(body), Date.now());
    assert.equal(reading.kind, 'news', 'the bank signs as the connector reads');
    return reading.news.reference === reference ? [reading.news.outcome.kind] : [];
  });
}

async function toldAtLeast(reference: string, count: number): Promise<Outcome['kind'][]> {
  for (let tries = 0; tries < 250 && told(reference).length < count; tries += 1) await sleep(20);
  return told(reference);
}

async function statementAbout(reference: string): Promise<Outcome[]> {
  const found: Outcome[] = [];
  for (let after = ''; ;) {
    const page = await provider.statement(after);
    found.push(...page.news.filter((news) => news.reference === reference).map((n) => n.outcome));
    if (page.next === after || page.news.length === 0) return found;
    after = page.next;
  }
}

test('an ordinary payout is accepted, then done: by enquiry, callback and statement alike', async () => {
  const order = orderTo(plainAccount());
  assert.deepEqual(await provider.submit(order), { kind: 'accepted' });
  const done = await enquireUntil(order.reference, 'succeeded');
  assert.ok(done.kind === 'succeeded' && done.amountMinor === amountMinor);
  assert.match(done.utr ?? '', /^[0-9]{12}$/);
  assert.deepEqual(await toldAtLeast(order.reference, 1), ['succeeded']);
  assert.deepEqual(await statementAbout(order.reference), [done]);
});

test('a repeat tells the state, moves nothing, and under other fields tells nothing', async () => {
  const order = orderTo(plainAccount());
  await provider.submit(order);
  const done = await enquireUntil(order.reference, 'succeeded');
  assert.deepEqual(await provider.submit(order), done);
  assert.equal((await provider.submit({ ...order, amountMinor: 1n })).kind, 'unknown');
  assert.deepEqual(await statementAbout(order.reference), [done]);
});

test('every documented refusal is definite, at once and on every repeat', async () => {
  const codes = [
    ...['INVALID_ACCOUNT', 'ACCOUNT_CLOSED', 'ACCOUNT_FROZEN', 'INVALID_IFSC', 'IMPS_NOT_ALLOWED'],
    ...['BENEFICIARY_BANK_OFFLINE', 'LIMIT_EXCEEDED', 'INSUFFICIENT_FUNDS', 'NRE_NOT_ALLOWED'],
    'NAME_MISMATCH',
  ];
  for (const [digit, code] of codes.entries()) {
    const order = orderTo(`9990001${digit}55`);
    const refusal = await provider.submit(order);
    assert.ok(refusal.kind === 'rejected' && refusal.message !== '', code);
    assert.equal(refusal.code, code);
    assert.deepEqual(await provider.submit(order), refusal);
    assert.deepEqual(await provider.enquire(order.reference), refusal);
  }
});

test('a refusal after the acceptance is definite too', async () => {
  const order = await ruled('refuse-after-accept', { code: 'ACCOUNT_FROZEN' });
  assert.equal((await provider.submit(order)).kind, 'accepted');
  const refusal = await enquireUntil(order.reference, 'rejected');
  assert.equal(refusal.kind === 'rejected' && refusal.code, 'ACCOUNT_FROZEN');
  assert.deepEqual(await toldAtLeast(order.reference, 1), ['rejected']);
});

test('an order the bank cannot read is refused and leaves no trace', async () => {
  const order = orderTo('1'.repeat(41));
  const refusal = await provider.submit(order);
  assert.equal(refusal.kind === 'rejected' && refusal.code, 'INVALID_REQUEST');
  assert.equal((await provider.enquire(order.reference)).kind, 'not_found');
});

for (const behaviour of ['execute-then-drop', 'timeout-after', 'error-after'] as const) {
  test(`${behaviour}: unknown at first, and the money has moved`, async () => {
    const order = await ruled(behaviour);
    assert.equal((await provider.submit(order)).kind, 'unknown');
    const done = await enquireUntil(order.reference, 'succeeded');
    assert.deepEqual(await provider.submit(order), done);
    assert.deepEqual(await statementAbout(order.reference), [done]);
  });
}

for (const behaviour of ['timeout-before', 'error-before', 'unauthorised'] as const) {
  test(`${behaviour}: unknown, then not found; the same order goes through later`, async () => {
    const order = await ruled(behaviour, { times: 1 });
    assert.equal((await provider.submit(order)).kind, 'unknown');
    assert.equal((await provider.enquire(order.reference)).kind, 'not_found');
    assert.equal((await provider.submit(order)).kind, 'accepted');
    await enquireUntil(order.reference, 'succeeded');
  });
}

for (const behaviour of ['bad-json', 'huge-body', 'slow-body'] as const) {
  test(`${behaviour}: no answer to be trusted, on a submission and on an enquiry`, async () => {
    const order = await ruled(behaviour);
    assert.equal((await provider.submit(order)).kind, 'unknown');
    await enquireUntil(order.reference, 'succeeded');
    const { accountNumber } = order.beneficiary;
    await bank.rule(accountNumber, behaviour, { on: 'enquiry', times: 1 });
    assert.equal((await provider.enquire(order.reference)).kind, 'unknown');
    assert.equal((await provider.enquire(order.reference)).kind, 'succeeded');
  });
}

test('refuse-then-execute: the late success is told as it is', async () => {
  const order = await ruled('refuse-then-execute', { delayMs: 100 });
  assert.equal((await provider.submit(order)).kind, 'rejected');
  await enquireUntil(order.reference, 'succeeded');
  assert.deepEqual((await toldAtLeast(order.reference, 1)).at(-1), 'succeeded');
});

test('callbacks that come twice, early or out of order are each read for what they say', async () => {
  const twice = await ruled('answer-twice');
  await provider.submit(twice);
  assert.deepEqual(await toldAtLeast(twice.reference, 2), ['succeeded', 'succeeded']);

  const early = await ruled('callback-before-reply');
  assert.equal((await provider.submit(early)).kind, 'accepted');
  assert.deepEqual(told(early.reference), ['succeeded']);

  const disorderly = await ruled('callback-out-of-order');
  await provider.submit(disorderly);
  assert.deepEqual(await toldAtLeast(disorderly.reference, 2), ['succeeded', 'accepted']);
});

test('callbacks that come late or never leave the enquiry to tell', async () => {
  const late = await ruled('callback-late', { delayMs: 400 });
  const silent = await ruled('callback-none');
  for (const order of [late, silent]) {
    assert.equal((await provider.submit(order)).kind, 'accepted');
    await enquireUntil(order.reference, 'succeeded');
  }
  assert.deepEqual(await toldAtLeast(late.reference, 1), ['succeeded']);
  assert.deepEqual(told(silent.reference), []);
});

test('wrong-amount: the other amount is handed on, and the statement has the true one', async () => {
  const order = await ruled('wrong-amount');
  await provider.submit(order);
  const seen = await enquireUntil(order.reference, 'succeeded');
  assert.equal(seen.kind === 'succeeded' && seen.amountMinor, amountMinor + 100n);
  const [line] = await statementAbout(order.reference);
  assert.equal(line?.kind === 'succeeded' && line.amountMinor, amountMinor);
});

test('unknown-code: unknown by enquiry and callback until the bank clears it up', async () => {
  const order = await ruled('unknown-code', { delayMs: 300 });
  await provider.submit(order);
  await enquireUntil(order.reference, 'unknown');
  await enquireUntil(order.reference, 'succeeded');
  assert.deepEqual(await toldAtLeast(order.reference, 2), ['unknown', 'succeeded']);
});

test('not-found-for: not found for a while, although the bank has it', async () => {
  const order = await ruled('not-found-for', { delayMs: 300 });
  assert.equal((await provider.submit(order)).kind, 'accepted');
  assert.equal((await provider.enquire(order.reference)).kind, 'not_found');
  await enquireUntil(order.reference, 'succeeded');
});

test('reverse-later: done, then given back under a reference of its own', async () => {
  const order = await ruled('reverse-later', { delayMs: 200 });
  await provider.submit(order);
  const done = await enquireUntil(order.reference, 'succeeded');
  const back = await enquireUntil(order.reference, 'reversed');
  assert.deepEqual(await toldAtLeast(order.reference, 2), ['succeeded', 'reversed']);
  assert.deepEqual(await statementAbout(order.reference), [done, back]);
});

test('a wrong key is trouble of ours and no refusal of the payout', async () => {
  const stranger = connect(bank.url, 'another key');
  const order = orderTo(plainAccount());
  assert.equal((await stranger.submit(order)).kind, 'unknown');
  assert.equal((await stranger.enquire(order.reference)).kind, 'unknown');
  await assert.rejects(stranger.statement(''));
  await stranger.close();
  assert.equal((await provider.enquire(order.reference)).kind, 'not_found');
});

test('a bank that is gone was sent nothing, and the same connector finds it again', async () => {
  const order = orderTo(plainAccount());
  const port = new URL(bank.url).port;
  await bank.kill();
  assert.equal((await provider.enquire(order.reference)).kind, 'unknown');
  assert.equal((await provider.submit(order)).kind, 'not_sent');
  bank = await RunningBank.start(folder.dataDir, { BANK_PORT: port });
  assert.equal((await provider.submit(order)).kind, 'accepted');
  await enquireUntil(order.reference, 'succeeded');
});
