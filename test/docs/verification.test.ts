/** The snippets that merchants are given to verify webhooks, against an independent signer. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { newWebhookSecret } from '../../src/webhooks/sign.ts';
import { testBlock } from '../kit/documents.ts';

const run = promisify(execFile);
const page = 'docs/merchant/xoompe.md';

interface Case {
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly genuine: boolean;
}

const cases = casesToJudge();
const expected = cases.map(({ genuine }) => genuine);

test('the Node snippet tells genuine webhooks from all others', async (t) => {
  const driver = `${testBlock(page, 'verify-node').text}
const cases = JSON.parse(process.argv[2]);
console.log(JSON.stringify(cases.map((one) => isGenuine(one.secret, one.headers, one.body))));`;
  assert.deepEqual(await judge(t, process.execPath, 'verify.mjs', driver), expected);
});

test('the Python snippet does', { skip: withoutTool('python3') }, async (t) => {
  const driver = `${testBlock(page, 'verify-python').text}
import json, sys
print(json.dumps([is_genuine(one["secret"], one["headers"], one["body"].encode()) for one in json.loads(sys.argv[1])]))`;
  assert.deepEqual(await judge(t, 'python3', 'verify.py', driver), expected);
});

test('the PHP snippet does', { skip: withoutTool('php') }, async (t) => {
  const driver = `${testBlock(page, 'verify-php').text}
$judge = fn($one) => isGenuine($one['secret'], $one['headers'], $one['body']);
echo json_encode(array_map($judge, json_decode($argv[1], true)));`;
  assert.deepEqual(await judge(t, 'php', 'verify.php', driver), expected);
});

async function judge(
  t: TestContext,
  program: string,
  name: string,
  text: string,
): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'hundi-snippet-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  await writeFile(file, text);
  const { stdout } = await run(program, [file, JSON.stringify(cases)]);
  return JSON.parse(stdout);
}

function casesToJudge(): Case[] {
  const secret = newWebhookSecret(randomBytes);
  const other = newWebhookSecret(randomBytes);
  const body = '{"event":"transaction.status.updated","data":{"beneficiaryName":"John Doe"}}';
  const now = new Date();
  const headersOf = (at: Date, ...secrets: string[]) => ({
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((key) => new Webhook(key).sign('evt_1', at, body)).join(' '),
  });
  const genuine = headersOf(now, secret);
  const old = headersOf(new Date(now.getTime() - 3_600_000), secret);
  return [
    { secret, headers: genuine, body, genuine: true },
    { secret, headers: headersOf(now, other, secret), body, genuine: true },
    { secret, headers: headersOf(now, other), body, genuine: false },
    { secret, headers: genuine, body: body.replace('John', 'Jane'), genuine: false },
    { secret, headers: { ...genuine, 'webhook-id': 'evt_2' }, body, genuine: false },
    { secret, headers: old, body, genuine: false },
    { secret, headers: { ...old, 'webhook-timestamp': 'soon' }, body, genuine: false },
    { secret, headers: {}, body, genuine: false },
  ];
}

/** False, or the line that says why the test is passed over. */
function withoutTool(name: string): string | false {
  const found = spawnSync(name, ['--version'], { stdio: 'ignore' });
  return found.error === undefined ? false : `${name} is not installed here`;
}
