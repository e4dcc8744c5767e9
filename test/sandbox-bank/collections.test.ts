/** The bank's UPI side: customers pay the operator, and their money is a line of its book. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { bankFolder, RunningBank, SECRET, type Json } from './bank-process.ts';
import { openInbox } from './callback-inbox.ts';

type Paid = { paymentId: string; status: string; amount: string; utr: string | null };

const link = { pa: 'hundi@sandbox', pn: 'Asha & Sons', tr: 'C0001', am: '500.00', cu: 'INR' };

async function startBank(t: TestContext, settings: Record<string, string> = {}) {
  const folder = bankFolder();
  const bank = await RunningBank.start(folder.dataDir, settings);
  t.after(async () => {
    await bank.stop();
    folder.remove();
  });
  return { bank, folder };
}

async function pay(bank: RunningBank, fields: Json = {}): Promise<Paid[]> {
  const order = { reference: 'C0001', amount: '500.00', ...fields };
  const { status, body } = await bank.call('POST', '/control/collections', order);
  assert.equal(status, 201, JSON.stringify(body));
  return body['collections'] as Paid[];
}

async function under(bank: RunningBank, reference: string): Promise<Paid[]> {
  const { body } = await bank.call('GET', `/v1/collections/${reference}`);
  return body['collections'] as Paid[];
}

async function assertProof(bank: RunningBank): Promise<void> {
  const { body } = await bank.call('GET', '/control/proof');
  assert.equal(body['holds'], true, JSON.stringify(body));
}

async function openForm(bank: RunningBank, fields: Record<string, string> = link) {
  const page = await fetch(`${bank.url}/upi/pay?${new URLSearchParams(fields).toString()}`);
  const html = await page.text();
  const attempt = /name="attempt" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const press = async (button: 'pay' | 'cancel', more: Record<string, string> = {}) => {
    const form = { pa: link.pa, tr: link.tr, am: link.am, payer: 'asha@sandbox', attempt, ...more };
    const body = new URLSearchParams({ ...form, press: button });
    const answer = await fetch(`${bank.url}/upi/pay`, { method: 'POST', body });
    return { status: answer.status, html: await answer.text() };
  };
  return { page, html, press };
}

test('a customer presses Pay on a page without scripts, twice, and has paid once', async (t) => {
  const { bank } = await startBank(t);
  const { page, html, press } = await openForm(bank);
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  assert.match(html, /Pay Asha &amp; Sons/);
  assert.doesNotMatch(html, /<script/);
  const [first, second] = [await press('pay'), await press('pay')];
  assert.match(first.html, /<h1>Paid<\/h1>/);
  assert.equal(second.html, first.html);
  const paid = await under(bank, 'C0001');
  assert.deepEqual(
    paid.map(({ status, amount }) => [status, amount]),
    [['RECEIVED', '500.00']],
  );
  const line = (await bank.statement()).at(-1);
  assert.equal(line?.kind, 'collection');
  assert.deepEqual([line.reference, line.direction, line.amount], ['C0001', 'credit', '500.00']);
  await assertProof(bank);
});

test('a customer who cancels, or whose account is empty, has paid nothing', async (t) => {
  const { bank } = await startBank(t);
  const { press } = await openForm(bank);
  assert.match((await press('cancel')).html, /Not paid/);
  const again = await openForm(bank);
  assert.match((await again.press('pay', { payer: 'nofunds@sandbox' })).html, /Not paid/);
  const statuses = (await under(bank, 'C0001')).map(({ status }) => status);
  assert.deepEqual(statuses, ['FAILED', 'FAILED']);
  assert.equal((await bank.statement()).length, 1);
});

test('a link to somebody else, without a reference or with a crooked amount opens no form', async (t) => {
  const { bank } = await startBank(t);
  for (const wrong of [
    { pa: 'x@y1' },
    { tr: 'A-1' },
    { am: '1e3' },
    { am: '-1.00' },
    { cu: 'USD' },
  ]) {
    const { page, html } = await openForm(bank, { ...link, ...wrong });
    assert.equal(page.status, 400, JSON.stringify(wrong));
    assert.doesNotMatch(html, /<form/);
  }
  const { html } = await openForm(bank, { ...link, pn: '"><script>alert(1)</script>' });
  assert.doesNotMatch(html, /<script/);
});

test('the operator is called, signed, once for each payment or as often as told', async (t) => {
  const inbox = await openInbox();
  t.after(() => inbox.close());
  const settings = { BANK_COLLECTION_CALLBACK_URL: inbox.url, BANK_CALLBACK_SECRET: SECRET };
  const { bank } = await startBank(t, settings);
  await pay(bank);
  await pay(bank, { reference: 'C0002', callback: 'twice' });
  await pay(bank, { reference: 'C0003', callback: 'none' });
  await pay(bank, { reference: 'C0004', failureCode: 'PAYER_CANCELLED' });
  const told: string[] = [];
  for (const [reference, times] of Object.entries({ C0001: 1, C0002: 2, C0004: 1 })) {
    const heard = await inbox.heard(reference, times);
    told.push(...heard.map(({ type }) => `${type} ${reference}`));
    for (const { text, timestamp, signature } of heard)
      assert.equal(
        signature,
        createHmac('sha256', SECRET).update(`${timestamp}.${text}`).digest('hex'),
      );
    assert.equal(new Set(heard.map(({ eventId }) => eventId)).size, times);
  }
  assert.deepEqual(told, [
    'collection.received C0001',
    'collection.received C0002',
    'collection.received C0002',
    'collection.failed C0004',
  ]);
  assert.deepEqual(inbox.about('C0003'), []);
});

test('a refund moves money once, however often it is asked for, and never more than was paid', async (t) => {
  const { bank } = await startBank(t);
  const [first] = await pay(bank, { times: 2 });
  assert.ok(first);
  const order = { refundId: 'R-1', paymentId: first.paymentId, amount: '500.00', currency: 'INR' };
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => bank.call('POST', '/v1/refunds', order)),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 200, 201]);
  const conflict = await bank.call('POST', '/v1/refunds', { ...order, amount: '1.00' });
  assert.equal(conflict.status, 409);
  const more = await bank.call('POST', '/v1/refunds', { ...order, refundId: 'R-2' });
  assert.equal(more.status, 422);
  const nobody = await bank.call('POST', '/v1/refunds', {
    ...order,
    refundId: 'R-3',
    paymentId: 'X',
  });
  assert.equal(nobody.status, 404);
  assert.equal((await bank.statement()).filter(({ kind }) => kind === 'refund').length, 1);
  await assertProof(bank);
});

test("the payer's bank takes money back once, and not what was given back already", async (t) => {
  const { bank } = await startBank(t);
  const [kept, refunded] = await pay(bank, { times: 2 });
  assert.ok(kept && refunded);
  const back = (paymentId: string) =>
    bank.call('POST', `/control/collections/${paymentId}/reverse`, {});
  assert.equal((await back(kept.paymentId)).status, 200);
  assert.equal((await back(kept.paymentId)).status, 409);
  const { paymentId } = refunded;
  await bank.call('POST', '/v1/refunds', {
    refundId: 'R',
    paymentId,
    amount: '500.00',
    currency: 'INR',
  });
  assert.equal((await back(paymentId)).status, 409);
  await assertProof(bank);
});

test('a payment that was confirmed survives a power cut, with its callback', async (t) => {
  const inbox = await openInbox();
  t.after(() => inbox.close());
  const settings = { BANK_COLLECTION_CALLBACK_URL: inbox.url, BANK_CALLBACK_SECRET: SECRET };
  const { bank, folder } = await startBank(t, settings);
  await bank.call('POST', '/control/settings', { callbacks: 'off' });
  await pay(bank);
  await bank.kill();
  const again = await RunningBank.start(folder.dataDir, settings);
  t.after(() => again.stop());
  assert.equal((await under(again, 'C0001')).length, 1);
  await again.call('POST', '/control/settings', { callbacks: 'on' });
  assert.equal((await inbox.heard('C0001', 1)).length, 1);
  await assertProof(again);
});

test('a book from before customers could pay in is taken over whole', async (t) => {
  const { bank, folder } = await startBank(t);
  await bank.stop();
  const db = new DatabaseSync(join(folder.dataDir, 'bank.db'));
  const sql = String(
    db.prepare("select sql from sqlite_master where name = 'lines'").get()?.['sql'],
  );
  const before = sql.replace(", 'collection', 'chargeback', 'refund'", '');
  assert.notEqual(before, sql);
  db.exec(`drop index one_movement_of_each_kind; drop index one_movement_of_each_payment;
    alter table lines rename to lines_now; ${before};
    create unique index one_movement_of_each_kind on lines (reference, kind);
    insert into lines select * from lines_now; drop table lines_now; drop table collection_callbacks;
    drop table refunds; drop table collections`);
  db.close();
  const again = await RunningBank.start(folder.dataDir);
  t.after(() => again.stop());
  await pay(again);
  assert.deepEqual(
    (await again.statement()).map(({ kind }) => kind),
    ['funding', 'collection'],
  );
  await assertProof(again);
});
