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
let xprizo: Xprizo;

interface Xprizo {
  readonly apiKey: string;
  readonly accounts: readonly { readonly id: number; readonly currency: string }[];
}

before(async () => {
  folder = await newDataFolder();
  cli = cliWith({ HUNDI_DATA_DIR: folder.path });
  inbox = await startInbox();
  gateway = await startGateway({ HUNDI_DATA_DIR: folder.path });
  const funds = ['--fund', 'INR=100000.00', '--currencies', 'INR,KES,USD'];
  const words = [...funds, '--webhook', inbox.url, '--limits', 'off'];
  const made = documentOf(await cli('merchant', 'create', '--name', 'Lata', ...words, '--json'));
  merchantId = made['merchantId'] as string;
  xprizo = made['xprizo'] as Xprizo;
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
  assert.deepEqual(merchant['balances'], { INR: '100000.00', KES: '0.00', USD: '0.00' });
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

async function deposit(kind: string, currency: string, fields: object): Promise<string> {
  const accountId = xprizo.accounts.find((account) => account.currency === currency)?.id;
  const reply = await fetch(`${gateway.address}/api/Transaction/${kind}`, {
    method: 'POST',
    headers: { 'x-api-key': xprizo.apiKey, 'content-type': 'application/json' },
    body: JSON.stringify({ accountId, ...fields }),
  });
  return ((await reply.json()) as { status: string }).status;
}

test('the acquirer does as it is told, for the holder of a card and for the bank that takes money back', async () => {
  const rule = ['MAN1', 'callback-late', '--delay-ms', '60000', '--times', '1'];
  const { ruleId } = documentOf(await cli('cards', 'rules', 'add', ...rule, '--json'));
  const name = 'Asha Rao';
  const shown = await deposit('CardDeposit', 'USD', {
    ...{ description: 'Tea', reference: 'C-1', amount: 5, routingCode: 'MAN1' },
    customerData: {
      ...{ name, email: 'asha@example.com', mobile: '+12025550100', gender: 'F' },
      ...{ birthDate: '1990-02-28', ipAddress: '192.0.2.7' },
      address: {
        ...{ address: '1', street: 'High Street', city: 'Nairobi' },
        ...{ zipPostalCode: '00100', countryCode: 'KE' },
      },
    },
    creditCard: { name, number: '4100280000001007', expiryMonth: 12, expiryYear: 2039, cvv: '123' },
    redirect: 'http://127.0.0.1:9/back',
  });
  assert.equal(shown, 'Redirect');
  const { rules } = documentOf(await cli('cards', 'rules', 'list', '--json')) as {
    rules: { ruleId: string; fired: number }[];
  };
  assert.deepEqual(
    rules.map((entry) => [entry.ruleId, entry.fired]),
    [[ruleId, 1]],
  );
  const { authorisations } = documentOf(await cli('cards', 'book', '--json')) as {
    authorisations: { reference: string; status: string }[];
  };
  const reference = authorisations[0]?.reference ?? '';
  assert.equal(authorisations[0]?.status, 'CHALLENGE');
  const both = await cli('cards', 'answer', reference, '--code', '1', '--cancel');
  assert.equal(both.code, 2);
  assert.match((await cli('cards', 'answer', reference)).stdout, /is CAPTURED\n/);
  assert.match((await cli('cards', 'dispute', reference)).stdout, /is DISPUTED\n/);
  const again = await cli('cards', 'dispute', reference, '--json');
  assert.deepEqual([again.code, errorOf(again).code], [4, 'refused']);
  assert.equal((await cli('cards', 'answer', 'nothing')).code, 4);
  assert.deepEqual(documentOf(await cli('cards', 'rules', 'clear', '--json')), { rules: [] });
  assert.equal((await cli('cards', 'faults')).code, 0);
  const told = documentOf(await cli('cards', 'settings', '--callbacks', 'on', '--json'));
  assert.equal(told['callbacks'], 'on');
  assert.equal((await cli('cards', 'proof')).code, 0);
});

test('M-Pesa does as it is told, and a phone is answered by command', async () => {
  const rule = ['254712345678', 'callback-none', '--on', 'prompt', '--times', '1'];
  documentOf(await cli('mpesa', 'rules', 'add', ...rule, '--json'));
  const asked = { mobileNumber: '+254712345678', description: 'Rent', reference: 'M-1' };
  assert.equal(await deposit('MPesaDeposit', 'KES', { ...asked, amount: 500 }), 'Pending');
  const pressed = await cli('mpesa', 'phone', '254712345678', 'pay', '--json');
  assert.equal(documentOf(pressed)['status'], 'paid');
  const none = await cli('mpesa', 'phone', '254712345678', 'cancel', '--json');
  assert.deepEqual([none.code, errorOf(none).code], [2, 'usage']);
  assert.match(errorOf(none).message, /its phone shows no prompt/);
  const { prompts } = documentOf(await cli('mpesa', 'book', '--json')) as {
    prompts: { msisdn: string; deposits: number }[];
  };
  assert.deepEqual(
    prompts.map(({ msisdn, deposits }) => [msisdn, deposits]),
    [['254712345678', 1]],
  );
  const { rules } = documentOf(await cli('mpesa', 'rules', 'list', '--json')) as {
    rules: { fired: number }[];
  };
  assert.deepEqual(
    rules.map(({ fired }) => fired),
    [1],
  );
  assert.deepEqual(documentOf(await cli('mpesa', 'rules', 'clear', '--json')), { rules: [] });
  const told = documentOf(await cli('mpesa', 'settings', '--prompt-ms', '5000', '--json'));
  assert.equal(told['promptMs'], 5_000);
  assert.equal((await cli('mpesa', 'end-token')).code, 0);
  assert.equal((await cli('mpesa', 'proof')).code, 0);
  assert.match((await cli('mpesa', 'book')).stdout, /^utility +100000000$[\s\S]*^Prompts$/m);
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
  const all = (await cli('case', 'list', '--all')).stdout;
  assert.match(all, new RegExp(`^${found.caseId} +\\d{4} +${number} `, 'm'), 'and whose it is');
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

test('the doctor, the proofs and the bank find a running gateway in order', async () => {
  const ran = await cli('doctor', '--json');
  const { findings } = documentOf(ran) as {
    findings: { check: string; result: string; sentence: string }[];
  };
  assert.deepEqual(
    findings.filter(({ result }) => result === 'fail'),
    [],
  );
  const server = findings.find(({ check }) => check === 'server');
  assert.equal(server?.result, 'ok');
  for (const name of ['sandbox bank', 'sandbox cards', 'sandbox M-Pesa']) {
    const { result, sentence = '' } = findings.find(({ check }) => check === name) ?? {};
    assert.equal(result, 'ok', name);
    assert.match(sentence, /^Answers on http:/);
  }
  for (const words of ['verify', 'reconcile']) assert.equal((await cli('ledger', words)).code, 0);
});
