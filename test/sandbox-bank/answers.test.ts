import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { bankFolder, order, RunningBank, type Json } from './bank-process.ts';

const folder = bankFolder();
let bank: RunningBank;
before(async () => {
  bank = await RunningBank.start(folder.dataDir, { BANK_SEED: 'a seed' });
});
after(async () => {
  await bank.stop();
  folder.remove();
});

let accounts = 20_000_000;
async function told(behaviour: string, more: Json = {}) {
  const accountNumber = String((accounts += 1));
  await bank.rule(accountNumber, behaviour, more);
  return order({}, { accountNumber });
}
// Only a silent bank is given up on soon.
const patienceMs = (behaviour: string) => (behaviour.startsWith('timeout') ? 500 : 8_000);
const post = (asked: Json, waitMs?: number) =>
  bank.raw('POST', '/v1/transfers', asked, undefined, waitMs);

test('refuse: each documented reason, by rule and by magic account', async () => {
  const codes = [
    ...['INVALID_ACCOUNT', 'ACCOUNT_CLOSED', 'ACCOUNT_FROZEN', 'INVALID_IFSC', 'IMPS_NOT_ALLOWED'],
    ...['BENEFICIARY_BANK_OFFLINE', 'LIMIT_EXCEEDED', 'INSUFFICIENT_FUNDS', 'NRE_NOT_ALLOWED'],
    'NAME_MISMATCH',
  ];
  for (const [digit, code] of codes.entries()) {
    const magic = order({}, { accountNumber: `9990001${digit}55` });
    for (const asked of [await told('refuse', { code }), magic]) {
      const { status, body } = await bank.submit(asked);
      assert.equal(status, 422);
      assert.equal((body['error'] as Json)['code'], code);
      assert.equal((await bank.entry(asked.reference)).moneyMoved, false);
    }
  }
  assert.equal(await bank.fired('refuse'), 2 * codes.length);
});

for (const behaviour of ['execute-then-drop', 'timeout-after', 'error-after', 'bad-json']) {
  test(`${behaviour}: the client learns nothing, the money moves once`, async () => {
    const asked = await told(behaviour);
    const heard = await post(asked, patienceMs(behaviour)).then(
      async (answer) => ({ status: answer.status, text: await answer.text() }),
      (error: unknown) => (error instanceof Error ? error.name : 'unknown'),
    );
    if (typeof heard !== 'string') {
      assert.equal(heard.status, behaviour === 'bad-json' ? 202 : 500);
      if (behaviour === 'bad-json') assert.throws(() => JSON.parse(heard.text));
    } else assert.equal(heard, behaviour === 'timeout-after' ? 'TimeoutError' : 'TypeError');
    assert.equal(await bank.fired(behaviour), 1);
    await bank.settled(asked.reference);
    assert.equal((await bank.submit(asked)).status, 200);
    assert.equal((await bank.entry(asked.reference)).debits, 1);
    assert.equal(await bank.fired(behaviour), 1);
  });
}

for (const behaviour of ['timeout-before', 'error-before', 'unauthorised']) {
  test(`${behaviour}: nothing is recorded, and the same reference works once the fault is over`, async () => {
    const asked = await told(behaviour, { times: 1 });
    const status = await post(asked, patienceMs(behaviour)).then(
      (answer) => answer.status,
      () => 0,
    );
    const expected: Record<string, number> = { 'error-before': 500, unauthorised: 401 };
    assert.equal(status, expected[behaviour] ?? 0);
    assert.equal(await bank.fired(behaviour), 1);
    assert.equal(await bank.enquire(asked.reference), null);
    assert.equal((await bank.submit(asked)).status, 202);
    await bank.settled(asked.reference);
  });
}

test('huge-body: twenty megabytes of valid JSON', async () => {
  const asked = await told('huge-body');
  const answer = await post(asked);
  const text = await answer.text();
  assert.ok(text.length > 20_000_000);
  const { transfer } = JSON.parse(text) as { transfer: { reference: string } };
  assert.equal(transfer.reference, asked.reference);
  assert.equal(await bank.fired('huge-body'), 1);
});

test('slow-body: the answer drips for as long as told', async () => {
  const asked = await told('slow-body', { delayMs: 600 });
  const from = Date.now();
  const answer = await post(asked);
  const { transfer } = (await answer.json()) as { transfer: { reference: string } };
  assert.ok(Date.now() - from > 400);
  assert.equal(transfer.reference, asked.reference);
  assert.equal(await bank.fired('slow-body'), 1);
});

test('not-found-for: the enquiry denies a recorded transfer for a while', async () => {
  const asked = await told('not-found-for', { delayMs: 1_000 });
  assert.equal((await bank.submit(asked)).status, 202);
  assert.equal(await bank.enquire(asked.reference), null);
  assert.equal((await bank.entry(asked.reference)).reference, asked.reference);
  await bank.settled(asked.reference);
  assert.equal(await bank.fired('not-found-for'), 1);
});

test('a rule on enquiries spoils them and leaves the submit alone', async () => {
  const spoiled: [string, number][] = [
    ['error-before', 500],
    ['unauthorised', 401],
    ['not-found-for', 404],
  ];
  for (const [behaviour, status] of spoiled) {
    const asked = await told(behaviour, { on: 'enquiry', times: 1 });
    assert.equal((await bank.submit(asked)).status, 202);
    const path = `/v1/transfers/${asked.reference}`;
    assert.equal((await bank.call('GET', path)).status, status);
    assert.equal((await bank.call('GET', path)).status, 200);
  }
});

test('the magic account numbers of the README reach the behaviours it names', async () => {
  const readme = readFileSync(new URL('../../sandbox-bank/README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| `99900(\d\d)c?…`\s*\| `([a-z-]+)`/gm)];
  assert.equal(rows.length, 21);
  for (const [, number, behaviour] of rows) {
    const before = await bank.fired(String(behaviour));
    const asked = order({}, { accountNumber: `99900${number}12345` });
    await post(asked, 150).then(
      (answer) => answer.body?.cancel(),
      () => undefined,
    );
    const entry = (await bank.book()).find((each) => each.reference === asked.reference);
    if (entry === undefined) assert.equal(await bank.fired(String(behaviour)), before + 1);
    else assert.equal(entry.behaviour, behaviour);
  }
});

test('an account number that is only nearly magic is paid like any other', async () => {
  for (const accountNumber of ['999002212345', '999000012345', '199900071234']) {
    assert.equal((await bank.submit(order({}, { accountNumber }))).status, 202);
  }
});

test('a probability is kept, and the same seed makes the same draws for the same references', async () => {
  const draw = async (dataDir: string) => {
    const fresh = await RunningBank.start(dataDir, { BANK_SEED: 'one and the same' });
    await fresh.rule('*', 'refuse', { probability: 0.2 });
    const asked = Array.from({ length: 400 }, (_, n) => order({ reference: `DRAW-${n}` }));
    const answers = await Promise.all(asked.map((each) => fresh.submit(each)));
    const refused = answers.map((answer) => answer.status === 422);
    assert.equal(await fresh.fired('refuse'), refused.filter(Boolean).length);
    await fresh.stop();
    return refused;
  };
  const [first, second] = [bankFolder(), bankFolder()];
  const drawn = await draw(first.dataDir);
  const count = drawn.filter(Boolean).length;
  assert.ok(count > 50 && count < 110, `${count} of 400`);
  assert.deepEqual(await draw(second.dataDir), drawn);
  first.remove();
  second.remove();
});

test('rules can be listed and taken back; a senseless rule is refused', async () => {
  const ruleId = await bank.rule('55555555', 'refuse');
  const { body } = await bank.call('GET', '/control/rules');
  assert.ok((body['rules'] as Json[]).some((rule) => rule['ruleId'] === ruleId));
  assert.equal((await bank.call('DELETE', `/control/rules/${ruleId}`)).status, 200);
  assert.equal((await bank.call('DELETE', `/control/rules/${ruleId}`)).status, 404);
  assert.equal((await bank.submit(order({}, { accountNumber: '55555555' }))).status, 202);
  const senseless: Json[] = [
    { accountNumber: '*', behaviour: 'explode' },
    { accountNumber: '*', behaviour: 'refuse', code: 'BECAUSE' },
    { accountNumber: '*', behaviour: 'refuse', probability: 2 },
    { accountNumber: '*', behaviour: 'refuse', times: 1.5 },
    { accountNumber: '*', behaviour: 'refuse', on: 'enquiry' },
    { behaviour: 'refuse' },
  ];
  for (const rule of senseless) {
    assert.equal((await bank.call('POST', '/control/rules', rule)).status, 400);
  }
  await bank.call('DELETE', '/control/rules');
  assert.deepEqual((await bank.call('GET', '/control/rules')).body, { rules: [] });
});
