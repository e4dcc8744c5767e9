import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { bankFolder, order, RunningBank, SECRET, type Json } from './bank-process.ts';
import { openInbox } from './callback-inbox.ts';

const folder = bankFolder();
let inbox: Awaited<ReturnType<typeof openInbox>>;
let bank: RunningBank;
before(async () => {
  inbox = await openInbox();
  bank = await RunningBank.start(folder.dataDir, {
    BANK_CALLBACK_URL: inbox.url,
    BANK_CALLBACK_SECRET: SECRET,
  });
});
after(async () => {
  await bank.stop();
  inbox.close();
  folder.remove();
});

let accounts = 10_000_000;
/** A transfer to an account of its own that the bank was told to treat in this way. */
async function submitUnder(behaviour: string, more: Json = {}) {
  const accountNumber = String((accounts += 1));
  await bank.rule(accountNumber, behaviour, more);
  const asked = order({}, { accountNumber });
  return { reference: asked.reference, answer: await bank.submit(asked) };
}

test('a success is called back once, signed over its time and its bytes', async () => {
  const asked = order();
  await bank.submit(asked);
  const [received] = await inbox.heard(asked.reference, 1);
  assert.ok(received);
  assert.deepEqual(received.transfer, await bank.enquire(asked.reference));
  assert.equal(received.transfer.status, 'SUCCESS');
  const signed = `${received.timestamp}.${received.text}`;
  const expected = createHmac('sha256', SECRET).update(signed).digest('hex');
  assert.equal(received.signature, expected);
  assert.ok(Math.abs(Number(received.timestamp) * 1_000 - Date.now()) < 5_000);
  await sleep(200);
  assert.equal(inbox.about(asked.reference).length, 1);
});

test('callbacks that are switched off wait, and come when they are switched on', async () => {
  await bank.call('POST', '/control/settings', { callbacks: 'off' });
  const asked = order();
  await bank.submit(asked);
  await bank.settled(asked.reference);
  await sleep(150);
  assert.equal(inbox.about(asked.reference).length, 0);
  await bank.call('POST', '/control/settings', { callbacks: 'on' });
  assert.equal((await inbox.heard(asked.reference, 1)).length, 1);
});

test('refuse-after-accept: accepted, then called back as failed, and no money moves', async () => {
  const { reference, answer } = await submitUnder('refuse-after-accept', {
    code: 'ACCOUNT_FROZEN',
  });
  assert.equal(answer.status, 202);
  const [received] = await inbox.heard(reference, 1);
  assert.equal(received?.transfer.status, 'FAILED');
  assert.equal(received.transfer.failureCode, 'ACCOUNT_FROZEN');
  assert.equal((await bank.entry(reference)).moneyMoved, false);
  assert.equal(await bank.firedInTheEnd('refuse-after-accept', 1), 1);
});

test('refuse-then-execute: refused, and yet a success later', async () => {
  const { reference, answer } = await submitUnder('refuse-then-execute', { delayMs: 900 });
  assert.equal(answer.status, 422);
  assert.equal((await bank.enquire(reference))?.status, 'FAILED');
  assert.equal(await bank.fired('refuse-then-execute'), 0);
  const [received] = await inbox.heard(reference, 1);
  assert.equal(received?.transfer.status, 'SUCCESS');
  assert.equal(received.transfer.failureCode, null);
  assert.equal((await bank.entry(reference)).debits, 1);
  assert.equal(await bank.firedInTheEnd('refuse-then-execute', 1), 1);
});

test('answer-twice: each change is called back twice, under two event ids', async () => {
  const { reference } = await submitUnder('answer-twice');
  const twice = await inbox.heard(reference, 2);
  assert.deepEqual(twice[0]?.transfer, twice[1]?.transfer);
  assert.notEqual(twice[0]?.eventId, twice[1]?.eventId);
  await bank.call('POST', `/control/transfers/${reference}/reverse`, {});
  assert.equal((await inbox.heard(reference, 4)).length, 4);
  assert.equal(await bank.firedInTheEnd('answer-twice', 1), 1);
});

test('callback-before-reply: the success is delivered before the submit is answered', async () => {
  const { reference, answer } = await submitUnder('callback-before-reply');
  const answeredAt = Date.now();
  assert.equal(answer.status, 202);
  assert.equal((answer.body['transfer'] as Json)['status'], 'PROCESSING');
  const [received] = inbox.about(reference);
  assert.ok(received && received.at <= answeredAt);
  assert.equal(received.transfer.status, 'SUCCESS');
  assert.equal(await bank.fired('callback-before-reply'), 1);
});

test('callback-late: the enquiry knows long before the callback comes', async () => {
  const { reference } = await submitUnder('callback-late', { delayMs: 1_500 });
  await bank.settled(reference);
  const knownAt = Date.now();
  assert.equal(inbox.about(reference).length, 0);
  assert.equal(await bank.fired('callback-late'), 0);
  const [received] = await inbox.heard(reference, 1);
  assert.ok(received && received.at - knownAt > 500);
  assert.equal(await bank.firedInTheEnd('callback-late', 1), 1);
});

test('callback-out-of-order: success first, processing after it', async () => {
  const { reference } = await submitUnder('callback-out-of-order');
  const statuses = (await inbox.heard(reference, 2)).map((each) => each.transfer.status);
  assert.deepEqual(statuses, ['SUCCESS', 'PROCESSING']);
  assert.equal(await bank.firedInTheEnd('callback-out-of-order', 1), 1);
  assert.equal((await bank.enquire(reference))?.status, 'SUCCESS');
});

test('callback-none: the money moves in silence', async () => {
  const { reference } = await submitUnder('callback-none');
  await bank.settled(reference);
  await sleep(150);
  assert.equal(inbox.about(reference).length, 0);
  assert.equal(await bank.fired('callback-none'), 1);
});

test('wrong-amount: callback and enquiry tell another amount than the statement', async () => {
  const { reference } = await submitUnder('wrong-amount');
  const [received] = await inbox.heard(reference, 1);
  assert.equal(received?.transfer.amount, '5001.00');
  assert.equal((await bank.enquire(reference))?.amount, '5001.00');
  const line = (await bank.statement()).find((each) => each.reference === reference);
  assert.equal(line?.amount, '5000.00');
  assert.equal(await bank.fired('wrong-amount'), 1);
});

test('unknown-code: a status nobody documented, cleared up after the delay', async () => {
  const { reference } = await submitUnder('unknown-code', { delayMs: 1_200 });
  const [strange] = await inbox.heard(reference, 1);
  assert.equal(strange?.transfer.status, 'ONHOLD_77');
  assert.equal((await bank.enquire(reference))?.status, 'ONHOLD_77');
  assert.equal((await bank.entry(reference)).status, 'SUCCESS');
  const [, clear] = await inbox.heard(reference, 2);
  assert.equal(clear?.transfer.status, 'SUCCESS');
  assert.equal(await bank.fired('unknown-code'), 1);
});

test('reverse-later: success, then the money comes back', async () => {
  const { reference } = await submitUnder('reverse-later', { delayMs: 200 });
  const statuses = (await inbox.heard(reference, 2)).map((each) => each.transfer.status);
  assert.deepEqual(statuses, ['SUCCESS', 'REVERSED']);
  const kinds = (await bank.statement()).filter((line) => line.reference === reference);
  assert.deepEqual(
    kinds.map((line) => `${line.kind} ${line.direction}`),
    ['transfer debit', 'reversal credit'],
  );
  assert.equal(await bank.firedInTheEnd('reverse-later', 1), 1);
});
