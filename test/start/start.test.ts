import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  neitherCardsNorPhones,
  newDataFolder,
  startGateway,
  type Started,
} from '../kit/gateway-process.ts';

async function folderOf(t: TestContext): Promise<string> {
  const folder = await newDataFolder();
  t.after(() => folder.remove());
  return folder.path;
}

function start(t: TestContext, env: Record<string, string>): Promise<Started> {
  return startGateway(env).then((gateway) => {
    t.after(async () => {
      gateway.signal('SIGKILL');
      await gateway.exited;
    });
    return gateway;
  });
}

/** They are shown some time after the address: the demo merchant is made when the server serves already. */
async function credentialsOf(
  gateway: Started,
): Promise<{ clientId: string; clientSecret: string }> {
  const found = (name: string) =>
    new RegExp(`${name} +(\\S+)\\s`).exec(gateway.output())?.[1] ?? '';
  for (let tries = 0; tries < 240 && found('clientSecret') === ''; tries++) await sleep(500);
  return { clientId: found('clientId'), clientSecret: found('clientSecret') };
}

async function tokenOf(gateway: Started, credentials: object): Promise<string> {
  assert.match(gateway.output(), /is serving on/);
  const response = await fetch(`${gateway.address}/XoomPeAPI/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credentials),
  });
  assert.equal(response.status, 200, await response.clone().text());
  return ((await response.json()) as { accessToken: string }).accessToken;
}

interface Answer {
  readonly transaction: { readonly transactionNumber: string; readonly status: string };
}

async function pay(gateway: Started, token: string, reference: string): Promise<Answer> {
  const response = await fetch(`${gateway.address}/XoomPeAPI/Payout/CreateTransaction`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      beneficiaryName: 'John Doe',
      beneficiaryAccountNumber: '123456789012',
      ifsc: 'ABCD0123456',
      amount: 5000,
      clientTransactionRefNo: reference,
    }),
  });
  assert.ok(response.ok, await response.clone().text());
  return (await response.json()) as Answer;
}

async function statusOf(gateway: Started, token: string, number: string): Promise<string> {
  const response = await fetch(
    `${gateway.address}/XoomPeAPI/Payout/GetTransactionByTxnId/${number}`,
    {
      headers: { authorization: `Bearer ${token}` },
    },
  );
  return ((await response.json()) as Answer).transaction.status;
}

/**
 * A kill may have caught a payout between its attempt and the bank: it is asked about until three answers say that it
 * never arrived, and only then sent again.
 */
const patienceMs = 200_000;

async function untilSuccess(gateway: Started, token: string, number: string): Promise<void> {
  const deadlineMs = performance.now() + patienceMs;
  while (performance.now() < deadlineMs) {
    if ((await statusOf(gateway, token, number)) === 'Success') return;
    await sleep(500);
  }
  assert.fail('The payout did not succeed.');
}

test('the first start shows credentials that pay, kill -9 of everything loses nothing, a second start keeps all', async (t) => {
  const HUNDI_DATA_DIR = await folderOf(t);
  const first = await start(t, { HUNDI_DATA_DIR });
  const credentials = await credentialsOf(first);
  const token = await tokenOf(first, credentials);
  const paid = (await pay(first, token, 'PAID')).transaction.transactionNumber;
  await untilSuccess(first, token, paid);
  const acknowledged: string[] = [];
  for (let n = 0; n < 10; n++)
    acknowledged.push((await pay(first, token, `N${String(n)}`)).transaction.transactionNumber);

  const everything = await processesUnder(first.pid);
  for (const pid of [first.pid, ...everything]) kill(pid);
  await first.exited;

  const second = await start(t, { HUNDI_DATA_DIR });
  assert.doesNotMatch(second.output(), /clientSecret/, 'credentials are shown once only');
  const again = await tokenOf(second, credentials);
  assert.equal(await statusOf(second, again, paid), 'Success');
  await Promise.all(acknowledged.map((number) => untilSuccess(second, again, number)));

  second.signal('SIGINT');
  assert.equal(
    await Promise.race([second.exited, sleep(15_000, 'too late')]),
    0,
    'Ctrl-C stops cleanly',
  );
});

test('a second start on one data folder says so and leaves the first alone', async (t) => {
  const HUNDI_DATA_DIR = await folderOf(t);
  const first = await start(t, { HUNDI_DATA_DIR, ...neitherCardsNorPhones });
  const second = await start(t, { HUNDI_DATA_DIR, ...neitherCardsNorPhones });
  assert.equal(await second.exited, 1);
  assert.match(second.output(), /in use by process \d+/);
  const ready = await fetch(`${first.address}/health/ready`);
  assert.deepEqual(await ready.json(), { status: 'ready' });
});

test('live names every missing secret and does not start', async (t) => {
  const HUNDI_DATA_DIR = await folderOf(t);
  const live = await start(t, {
    HUNDI_DATA_DIR,
    HUNDI_ENV: 'live',
    HUNDI_FAILPOINTS: 'resolve.before_commit:1',
  });
  assert.equal(await live.exited, 1);
  const setting = [
    'HUNDI_TOKEN_KEYS',
    'HUNDI_SEALING_KEYS',
    'HUNDI_BANK_URL',
    'HUNDI_BANK_API_KEY',
    'HUNDI_BANK_CALLBACK_SECRET',
    'HUNDI_PUBLIC_URL',
    'HUNDI_FAILPOINTS',
  ];
  for (const name of setting) assert.match(live.output(), new RegExp(name));
});

test('live makes no demo merchant, and its database is never opened as a sandbox', async (t) => {
  const HUNDI_DATA_DIR = await folderOf(t);
  const key = 'k'.repeat(32);
  const live = await start(t, {
    HUNDI_DATA_DIR,
    HUNDI_ENV: 'live',
    HUNDI_TOKEN_KEYS: key,
    HUNDI_SEALING_KEYS: key,
    HUNDI_BANK_URL: 'http://127.0.0.1:9',
    HUNDI_BANK_API_KEY: key,
    HUNDI_BANK_CALLBACK_SECRET: key,
    HUNDI_PUBLIC_URL: 'https://pay.example',
  });
  assert.match(live.output(), /\(live, up in/);
  assert.doesNotMatch(live.output(), /clientId/);
  live.signal('SIGTERM');
  assert.equal(await live.exited, 0);

  const sandbox = await start(t, { HUNDI_DATA_DIR });
  assert.equal(await sandbox.exited, 1);
  assert.match(sandbox.output(), /belongs to live/);
});

/** Children and their children; the database and the bank are among them. */
async function processesUnder(pid: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(
    pids.map(async (name) => {
      const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
      // Behind the name in brackets: state, parent.
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
      return { pid: Number(name), parent };
    }),
  );
  const below = (parent: number): number[] =>
    parents
      .filter((process) => process.parent === parent)
      .flatMap((process) => [process.pid, ...below(process.pid)]);
  return below(pid);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
