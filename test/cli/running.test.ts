/** The command line beside a gateway that runs: found by the data folder, with its bank and its payouts. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { newDataFolder, startGateway, type Started } from '../kit/gateway-process.ts';
import { startInbox, type MerchantInbox } from '../kit/merchant-inbox.ts';
import { cliWith, documentOf, errorOf, type Cli } from './cli-kit.ts';

let folder: Awaited<ReturnType<typeof newDataFolder>>;
let gateway: Started;
let inbox: MerchantInbox;
let cli: Cli;
let merchantId: string;
let token: string;

before(async () => {
  folder = await newDataFolder();
  cli = cliWith({ HUNDI_DATA_DIR: folder.path });
  inbox = await startInbox();
  gateway = await startGateway({ HUNDI_DATA_DIR: folder.path });
  const words = ['--fund', 'INR=100000.00', '--webhook', inbox.url, '--limits', 'off'];
  const made = documentOf(await cli('merchant', 'create', '--name', 'Lata', ...words, '--json'));
  merchantId = made['merchantId'] as string;
  const { clientId, clientSecret } = made['xoompe'] as Record<string, string>;
  token = (await post('/token', { clientId, clientSecret }))['accessToken'] as string;
});
after(async () => {
  gateway.signal('SIGTERM');
  await gateway.exited;
  await inbox.stop();
  await folder.remove();
});

async function post(path: string, body: object): Promise<Record<string, unknown>> {
  const reply = await fetch(`${gateway.address}/XoomPeAPI${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  return (await reply.json()) as Record<string, unknown>;
}

async function pay(beneficiaryAccountNumber: string, reference: string): Promise<string> {
  const answer = await post('/Payout/CreateTransaction', {
    beneficiaryName: 'Ravi Kumar',
    beneficiaryAccountNumber,
    ifsc: 'ABCD0123456',
    amount: 5000,
    clientTransactionRefNo: reference,
  });
  return answer['transactionNumber'] as string;
}

interface Shown {
  payout: { status: string; amount: string; utr: string | null };
  history: { toStatus: string }[];
  attempts: { providerReference: string; state: string }[];
  journals: { kind: string; legs: { debit: string; amount: string }[] }[];
  facts: { verdict: string }[];
  webhooks: { webhookId: string; state: string }[];
}

interface CaseShown {
  caseId: string;
  transactionNumber: string;
}

async function shownOnce(number: string, status: string): Promise<Shown> {
  for (let tries = 0; ; tries++) {
    const shown = documentOf(await cli('payout', 'show', number, '--json')) as unknown as Shown;
    if (shown.payout.status === status || tries === 40) return shown;
    await sleep(250);
  }
}

test('a payout is shown with all that happened to it, up to a reversal asked for at the bank', async () => {
  const number = await pay('123456789012', 'L-1');
  const paid = await shownOnce(number, 'succeeded');
  assert.deepEqual(
    paid.history.map(({ toStatus }) => toStatus),
    ['queued', 'processing', 'succeeded'],
  );
  assert.deepEqual(
    paid.journals.map(({ kind, legs }) => [kind, legs[0]?.debit, legs[0]?.amount]),
    [
      ['reserve', 'wallet:INR', '5000.00'],
      ['post', 'wallet:INR', '5000.00'],
    ],
  );
  assert.match(String(paid.payout.utr), /^\d{12}$/);
  assert.equal(paid.webhooks.length, 2);
  const reference = paid.attempts[0]?.providerReference ?? '';

  documentOf(await cli('bank', 'reverse', reference, '--reason', 'Account closed', '--json'));
  assert.equal((await cli('bank', 'reverse', reference)).code, 4);
  const returned = await shownOnce(number, 'reversed');
  assert.equal(returned.journals.at(-1)?.kind, 'reverse');
  const merchant = documentOf(await cli('merchant', 'show', merchantId, '--json'));
  assert.deepEqual(merchant['balances'], { INR: '100000.00' });
  assert.match(
    (await cli('payout', 'show', number)).stdout,
    /reversed[\s\S]*Journals[\s\S]*reverse/,
  );
});

test('payouts are listed by their filters', async () => {
  await pay('223456789012', 'L-2');
  const list = async (...words: string[]) =>
    documentOf(await cli('payout', 'list', merchantId, ...words, '--json')) as {
      totalCount: number;
      payouts: { reference: string; amount: string }[];
    };
  const found = await list('--reference', 'L-2');
  assert.deepEqual([found.totalCount, found.payouts[0]?.amount], [1, '5000.00']);
  assert.equal((await list('--min', '5000.01')).totalCount, 0);
  assert.equal((await list('--from', '2020-01-01', '--to', '2020-01-02')).totalCount, 0);
  assert.equal((await list('--page-size', '1')).payouts.length, 1);
});

test('the bank misbehaves as it is told, and says what it did', async () => {
  const rule = ['323456789012', 'refuse', '--code', 'ACCOUNT_CLOSED', '--times', '1'];
  const { ruleId } = documentOf(await cli('bank', 'rules', 'add', ...rule, '--json'));
  const refused = await shownOnce(await pay('323456789012', 'L-3'), 'failed');
  assert.equal(refused.payout.status, 'failed');
  assert.deepEqual(
    refused.journals.map(({ kind }) => kind),
    ['reserve', 'void'],
  );
  const { rules } = documentOf(await cli('bank', 'rules', 'list', '--json')) as {
    rules: { ruleId: string; fired: number }[];
  };
  assert.deepEqual(
    rules.map((entry) => [entry.ruleId, entry.fired]),
    [[ruleId, 1]],
  );
  assert.deepEqual(documentOf(await cli('bank', 'rules', 'clear', '--json')), { rules: [] });
  assert.equal(documentOf(await cli('bank', 'faults', '--json'))['refuse'], 1);
  const { transfers } = documentOf(await cli('bank', 'book', '--json')) as { transfers: object[] };
  assert.ok(transfers.length >= 2);
  assert.equal(
    documentOf(await cli('bank', 'settings', '--settle-ms', '20', '--json'))['settleMs'],
    20,
  );
  assert.equal((await cli('bank', 'proof')).code, 0);
  const wrong = await cli('bank', 'rules', 'add', '*', 'dance', '--json');
  assert.deepEqual([wrong.code, errorOf(wrong).code], [2, 'usage']);
});

test('a contradiction waits as a case until somebody closes it with a note', async () => {
  const number = await pay('99900140000', 'L-4');
  const open = async () =>
    (documentOf(await cli('case', 'list', merchantId, '--json')) as { cases: CaseShown[] }).cases;
  let cases = await open();
  for (let tries = 0; cases.length === 0 && tries < 40; tries++) {
    await sleep(250);
    cases = await open();
  }
  const [found] = cases;
  assert.equal(found?.transactionNumber, number);
  const close = ['case', 'close', found.caseId, '--note', 'The bank will correct its callback.'];
  assert.notEqual(documentOf(await cli(...close, '--json'))['closedAt'], null);
  assert.equal((await cli(...close)).code, 4);
  assert.ok(!(await open()).some(({ caseId }) => caseId === found.caseId));
  const all = documentOf(await cli('case', 'list', '--all', '--json'))['cases'] as CaseShown[];
  assert.ok(all.some(({ caseId }) => caseId === found.caseId));
});

test('a webhook that was delivered is shown with its attempts and sent again with the same id', async () => {
  const before = inbox.received.length;
  const { webhookId } = documentOf(await cli('webhook', 'ping', merchantId, '--json'));
  await inbox.until(before + 1);
  await cli('webhook', 'replay', String(webhookId));
  let shown: { state?: string; attempts?: { httpStatus: number }[] } = {};
  for (let tries = 0; tries < 40 && shown.attempts?.length !== 2; tries++) {
    shown = documentOf(await cli('webhook', 'show', String(webhookId), '--json'));
    await cli('webhook', 'replay', String(webhookId));
    await sleep(100);
  }
  assert.ok((shown.attempts?.length ?? 0) >= 2);
  assert.equal(shown.attempts?.[0]?.httpStatus, 200);
  const ids = inbox.received.filter(({ id }) => id === webhookId);
  assert.ok(ids.length >= 2);
  const { webhooks } = documentOf(
    await cli('webhook', 'list', merchantId, '--state', 'delivered', '--limit', '200', '--json'),
  ) as { webhooks: unknown[] };
  assert.ok(webhooks.length > 0);
});

test('the doctor and the proofs find a running gateway in order', async () => {
  const ran = await cli('doctor', '--json');
  const { findings } = documentOf(ran) as { findings: { check: string; result: string }[] };
  assert.deepEqual(
    findings.filter(({ result }) => result === 'fail'),
    [],
  );
  const server = findings.find(({ check }) => check === 'server');
  assert.equal(server?.result, 'ok');
  assert.equal((await cli('ledger', 'verify')).code, 0);
});
