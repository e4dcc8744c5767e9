import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bankFolder, order, RunningBank, type Json, type Shown } from './bank-process.ts';

const folder = bankFolder();
let bank: RunningBank;
before(async () => {
  bank = await RunningBank.start(folder.dataDir, { BANK_FUNDS: '10000000.00' });
});
after(async () => {
  await bank.stop();
  folder.remove();
});

const codeOf = (body: Json) => (body['error'] as { code: string }).code;
const transferIn = (body: Json) => body['transfer'] as Shown;

test('a transfer is accepted, takes its time, and then money has moved once', async () => {
  const asked = order();
  const accepted = await bank.submit(asked);
  assert.equal(accepted.status, 202);
  assert.equal(transferIn(accepted.body).status, 'PROCESSING');
  assert.equal(transferIn(accepted.body).utr, null);
  const done = await bank.settled(asked.reference);
  const lines = (await bank.statement()).filter((line) => line.reference === asked.reference);
  assert.equal(lines.length, 1);
  assert.equal(lines[0]?.utr, done.utr);
  assert.equal(lines[0].direction, 'debit');
  assert.equal(lines[0].amount, '5000.00');
});

test('fifty copies of one submit at once are one transfer and one movement', async () => {
  const asked = order();
  const answers = await Promise.all(Array.from({ length: 50 }, () => bank.submit(asked)));
  assert.equal(answers.filter((answer) => answer.status === 202).length, 1);
  assert.equal(answers.filter((answer) => answer.status === 200).length, 49);
  assert.equal(new Set(answers.map(({ body }) => transferIn(body).bankReference)).size, 1);
  await bank.settled(asked.reference);
  assert.equal((await bank.submit(asked)).status, 200);
  assert.equal((await bank.entry(asked.reference)).debits, 1);
});

test('a reference used again with any other field is a conflict and changes nothing', async () => {
  const asked = order({ narration: 'rent' }, {});
  await bank.submit(asked);
  const others = [
    { ...asked, amount: '5000.01' },
    { ...asked, rail: 'NEFT' },
    { ...asked, narration: 'salary' },
    { ...asked, ...order({ reference: asked.reference }, { accountNumber: '1234567899' }) },
  ];
  for (const other of others) {
    const { status, body } = await bank.submit(other);
    assert.equal(status, 409);
    assert.equal(codeOf(body), 'REFERENCE_CONFLICT');
  }
  assert.equal((await bank.settled(asked.reference)).amount, '5000.00');
});

test('a malformed submit is refused and leaves no trace', async () => {
  const before = (await bank.book()).length;
  const malformed: Json[] = [
    order({ reference: 'has space' }),
    order({ reference: 'x'.repeat(41) }),
    order({ amount: 5000 }),
    order({ amount: '5000' }),
    order({ amount: '-1.00' }),
    order({ amount: '0.00' }),
    order({ amount: '1e3' }),
    order({ currency: 'USD' }),
    order({ rail: 'SWIFT' }),
    order({ beneficiary: 'Ravi' }),
    order({}, { name: '' }),
    order({}, { accountNumber: 1234567890 }),
  ];
  for (const each of malformed) {
    const { status, body } = await bank.submit(each);
    assert.equal(status, 400, JSON.stringify(each));
    assert.equal(codeOf(body), 'INVALID_REQUEST');
  }
  for (const text of ['{"reference":', '[]', '"x"', `"${'x'.repeat(70_000)}"`]) {
    assert.equal((await bank.call('POST', '/v1/transfers', text)).status, 400);
  }
  assert.equal((await bank.book()).length, before);
});

test('what no bank would execute is refused, recorded as failed, and moves no money', async () => {
  const cases: [Json & { reference: string }, string][] = [
    [order({}, { ifsc: 'ABCD1123456' }), 'INVALID_IFSC'],
    [order({}, { accountNumber: '12-34' }), 'INVALID_ACCOUNT'],
    [order({ amount: '500000.01' }), 'LIMIT_EXCEEDED'],
    [order({ amount: '199999.99', rail: 'RTGS' }), 'LIMIT_EXCEEDED'],
    [order({ amount: '100000.01', rail: 'UPI' }), 'LIMIT_EXCEEDED'],
    [order({ amount: '10000000.01', rail: 'RTGS' }), 'INSUFFICIENT_FUNDS'],
  ];
  for (const [asked, code] of cases) {
    const { status, body } = await bank.submit(asked);
    assert.equal(status, 422);
    assert.equal(codeOf(body), code);
    assert.equal(transferIn(body).status, 'FAILED');
    assert.equal((await bank.enquire(asked.reference))?.failureCode, code);
    assert.equal((await bank.entry(asked.reference)).moneyMoved, false);
    const again = await bank.submit(asked);
    assert.equal(again.status, 200);
    assert.equal(transferIn(again.body).status, 'FAILED');
  }
});

test('money promised to one transfer cannot be promised to another', async () => {
  const other = bankFolder();
  const poor = await RunningBank.start(other.dataDir, {
    BANK_FUNDS: '10000.00',
    BANK_SETTLE_MS: '300',
  });
  try {
    const answers = await Promise.all(Array.from({ length: 5 }, () => poor.submit(order())));
    const statuses = answers.map((answer) => answer.status).sort();
    assert.deepEqual(statuses, [202, 202, 422, 422, 422]);
    assert.equal((await poor.call('GET', '/v1/balance')).body['available'], '0.00');
  } finally {
    await poor.stop();
    other.remove();
  }
});

test('each rail gives references in its own shape, dated today in India, never twice', async () => {
  const india = new Date(Date.now() + 330 * 60_000);
  const yearStart = Date.UTC(india.getUTCFullYear(), 0, 1);
  const day = String(Math.floor((india.getTime() - yearStart) / 86_400_000) + 1).padStart(3, '0');
  const year = String(india.getUTCFullYear());
  const ymd = india.toISOString().slice(0, 10).replaceAll('-', '');
  const shapes: Record<string, RegExp> = {
    IMPS: new RegExp(`^${year.slice(-1)}${day}\\d{8}$`),
    UPI: new RegExp(`^${year.slice(-1)}${day}\\d{8}$`),
    NEFT: new RegExp(`^HDBKN${day}\\d{8}$`),
    RTGS: new RegExp(`^HDBKR\\d${ymd}\\d{8}$`),
  };
  for (const [rail, shape] of Object.entries(shapes)) {
    const asked = order({ rail, amount: rail === 'RTGS' ? '200000.00' : '1.00' });
    await bank.submit(asked);
    assert.match((await bank.settled(asked.reference)).utr ?? '', shape);
  }
  const utrs = (await bank.book()).flatMap((entry) => entry.utr ?? []);
  assert.equal(new Set(utrs).size, utrs.length);
});

test('the statement, the book and the balance tell the same story', async () => {
  const asked = Array.from({ length: 300 }, (_, n) => order({ amount: `${n + 1}.07` }));
  await Promise.all(asked.map((each) => bank.submit(each)));
  for (const each of asked) await bank.settled(each.reference);
  await bank.call('POST', `/control/transfers/${asked[0]?.reference}/reverse`, {});
  const lines = await bank.statement();
  const paise = (text: string) => BigInt(text.replace('.', ''));
  let running = 0n;
  lines.forEach((line, at) => {
    running += line.direction === 'credit' ? paise(line.amount) : -paise(line.amount);
    assert.equal(line.line, at + 1);
    assert.equal(paise(line.balance), running);
  });
  const { body } = await bank.call('GET', '/v1/balance');
  assert.equal(paise(body['booked'] as string), running);
  const debited = lines.filter((line) => line.kind === 'transfer');
  const book = await bank.book();
  const moved = book.filter((entry) => entry.moneyMoved);
  const story = (each: { reference: string; utr: string | null; amount: string }) =>
    `${each.reference} ${each.utr} ${each.amount}`;
  assert.deepEqual(debited.map(story).sort(), moved.map(story).sort());
  for (const { status, moneyMoved, moneyReturned } of book) {
    assert.equal(moneyMoved, status === 'SUCCESS' || status === 'REVERSED');
    assert.equal(moneyReturned, status === 'REVERSED');
  }
  assert.equal((await bank.call('GET', '/control/proof')).body['holds'], true);
});

test('a success can be given back once, and only a success', async () => {
  const asked = order();
  await bank.submit(asked);
  await bank.settled(asked.reference);
  const path = `/control/transfers/${asked.reference}/reverse`;
  const { status, body } = await bank.call('POST', path, { reason: 'account dormant' });
  assert.equal(status, 200);
  assert.equal(transferIn(body).status, 'REVERSED');
  assert.match(transferIn(body).reversalReference ?? '', /^HDR\d{12}$/);
  assert.equal((await bank.call('POST', path, {})).status, 409);
  assert.equal((await bank.entry(asked.reference)).reversals, 1);
  const unknown = await bank.call('POST', '/control/transfers/NOBODY/reverse', {});
  assert.equal(unknown.status, 404);
});

test('a wrong key opens neither door, and one key does not open the other', async () => {
  const asked = order();
  assert.equal((await bank.call('POST', '/v1/transfers', asked, 'wrong')).status, 401);
  assert.equal((await bank.call('GET', '/v1/balance', undefined, 'control-key')).status, 401);
  assert.equal((await bank.call('GET', '/control/book', undefined, 'api-key')).status, 401);
  assert.equal((await bank.call('GET', '/health', undefined, '')).status, 200);
  assert.equal(await bank.enquire(asked.reference), null);
});

test('UPI pays to a VPA, and no other rail does', async () => {
  const toVpa = { name: 'Ravi Kumar', vpa: 'ravi.k@okbank' };
  const asked = order({ rail: 'UPI', beneficiary: toVpa });
  assert.equal((await bank.submit(asked)).status, 202);
  assert.equal((await bank.settled(asked.reference)).rail, 'UPI');
  const other = { ...asked, beneficiary: { ...toVpa, vpa: 'ravi.l@okbank' } };
  assert.equal(codeOf((await bank.submit(other)).body), 'REFERENCE_CONFLICT');
  const byNeft = await bank.submit(order({ rail: 'NEFT', beneficiary: toVpa }));
  assert.equal(codeOf(byNeft.body), 'INVALID_REQUEST');
  const nobody = await bank.submit(order({ rail: 'UPI', beneficiary: { ...toVpa, vpa: 'ravi' } }));
  assert.equal(codeOf(nobody.body), 'INVALID_ACCOUNT');
});

test('a VPA may be a magic one', async () => {
  const asked = order({ rail: 'UPI', beneficiary: { name: 'Ravi', vpa: '99900011@okbank' } });
  assert.equal(codeOf((await bank.submit(asked)).body), 'ACCOUNT_CLOSED');
});

test('a target that is no address is nowhere, and the next caller is served', async () => {
  assert.equal((await fetch(`${bank.url}//`)).status, 404);
  assert.equal((await fetch(`${bank.url}/health`)).status, 200);
});
