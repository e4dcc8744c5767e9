/**
 * What the documents tell a reader to paste, pasted: one sandbox, started as a reader starts it. The first block goes
 * through npx itself, which spends more time on every command than the command does.
 */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { blocksOf, allDocuments, projectRoot, testBlock } from '../kit/documents.ts';
import { newDataFolder, startGateway, type Started } from '../kit/gateway-process.ts';
import { freePort } from '../../torture/free-port.ts';

const run = promisify(execFile);
const ran = new Set<string>();
let gateway: Started;
let folder: Awaited<ReturnType<typeof newDataFolder>>;
let payoutNumber = '';

const tools = ['curl', 'npx', 'openssl'].filter((name) => !isInstalled(name));
const missing = tools.length > 0 && `not installed here: ${tools.join(', ')}`;

before(async () => {
  folder = await newDataFolder();
  gateway = await startGateway({ HUNDI_DATA_DIR: folder.path });
});

after(async () => {
  gateway.signal('SIGTERM');
  await gateway.exited;
  await folder.remove();
});

test(
  'the block of the README makes a payout that succeeds and is told by webhook',
  { skip: missing },
  async () => {
    const inbox = String(await freePort());
    const output = await paste(
      'README.md',
      'first-payout',
      (text) => text.replaceAll(':9000', `:${inbox}`).replaceAll('listen(9000', `listen(${inbox}`),
      { PATH: process.env['PATH'] ?? '' },
    );
    assert.match(output, /"message":"Transaction created successfully"/);
    assert.match(output, /"status":"Success","utr":"\d+"/);
    const told = [...output.matchAll(/^webhook: (\{.*\})$/gm)].map((match) => match[1] ?? '{}');
    const statuses = told.map(
      (body) => (JSON.parse(body) as { data: { status: string } }).data.status,
    );
    assert.deepEqual(new Set(statuses), new Set(['Processing', 'Success']));
    payoutNumber = /"transactionNumber":"(TX\d+)"/.exec(output)?.[1] ?? '';
  },
);

test(
  'the block that the start prints makes a payout that succeeds',
  { skip: missing },
  async () => {
    const printed = printedFrom('Paste this for a first payout:');
    const output = await shell(printed.split('And this, in this folder,')[0] ?? '');
    assert.match(output, /"message":"Transaction created successfully"/);
    assert.match(output, /"status":"Success","utr":"\d+"/);
  },
);

test(
  'the block that the start prints makes an order with a page that a customer can open',
  { skip: missing },
  async () => {
    const output = await shell(printedFrom('open its payment_url.'));
    const { message, data } = JSON.parse(output) as {
      message: string;
      data: { payment_url: string };
    };
    assert.equal(message, 'Order created');
    assert.equal((await fetch(data.payment_url)).status, 200);
  },
);

test('the commands of the README work on the running sandbox', { skip: missing }, async () => {
  const output = await paste('README.md', 'command-line', (text) =>
    text.replace('TX26010900001', payoutNumber),
  );
  assert.match(output, /Demo Merchant/);
  assert.match(output, /All proofs hold/);
});

test('the commands for finance work on the running sandbox', { skip: missing }, async () => {
  assert.match(await paste('docs/finance.md', 'balances'), /Sum INR: 0\.00/);
  assert.match(await paste('docs/finance.md', 'proofs'), /All proofs hold/);
});

test(
  'two people settle the demo merchant as the page for finance shows',
  { skip: missing },
  async () => {
    const output = await paste('docs/finance.md', 'settlement');
    assert.match(output, /^status +completed$/m);
    assert.match(output, /post +settled:HDFCN52026010112 +wallet:INR +settlement_clearing:INR/);
  },
);

test('the commands of the reports write their files', { skip: missing }, async () => {
  const output = await paste('docs/reports.md', 'reports', (text) =>
    text.replaceAll('--out ', `--out ${folder.path}/`),
  );
  assert.match(output, /Written to .*january\.csv\.[\s\S]*Written to .*january\.xlsx\./);
});

test('the commands that make the bank misbehave are taken', { skip: missing }, async () => {
  assert.match(
    await paste('docs/sandbox.md', 'misbehave'),
    /^Added rule_\w+\.[\s\S]*^holds +true$/m,
  );
});

test('the commands that drive the acquirer and M-Pesa are taken', { skip: missing }, async () => {
  const output = await paste('docs/sandbox.md', 'misbehave-more');
  assert.match(output, /^Added rule_\w+\.[\s\S]*^Added rule_\w+\.[\s\S]*^utility +\d+$/m);
});

test('a merchant gets a token and pays as its page shows', { skip: missing }, async () => {
  const args = ['src/cli/main.ts', 'merchant', 'create', '--name', 'Reader'];
  const { stdout } = await run(process.execPath, [...args, '--fund', 'INR=50000.00', '--json'], {
    cwd: projectRoot,
    env: environment(),
  });
  const { xoompe } = JSON.parse(stdout) as { xoompe: { clientId: string; clientSecret: string } };
  const known = {
    BASE: `${gateway.address}/XoomPeAPI`,
    CLIENT_ID: xoompe.clientId,
    CLIENT_SECRET: xoompe.clientSecret,
  };
  const tokens = await paste('docs/merchant/xoompe.md', 'token', (text) => text, known);
  const { accessToken } = JSON.parse(tokens) as { accessToken: string };
  const output = await paste('docs/merchant/xoompe.md', 'payouts', (text) => text, {
    ...known,
    TOKEN: accessToken,
  });
  const [single, bulk, balance] = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.equal(single?.['statusCode'], 201);
  assert.equal(bulk?.['message'], 'Success: 2, Failed: 0');
  assert.equal(balance?.['availableBalance'], 50_000 - 5_000 - 5_000 - 7_500.5);
});

test('a merchant signs an order as its page shows', { skip: missing }, async () => {
  const args = ['src/cli/main.ts', 'merchant', 'create', '--name', 'Signer', '--activate'];
  const { stdout } = await run(process.execPath, [...args, '--fund', 'INR=500.00', '--json'], {
    cwd: projectRoot,
    env: environment(),
  });
  const { xpayout } = JSON.parse(stdout) as { xpayout: { apiKey: string; apiSecret: string } };
  const output = await paste('docs/merchant/xpayout.md', 'signed', (text) => text, {
    BASE: gateway.address,
    API_KEY: xpayout.apiKey,
    API_SECRET: xpayout.apiSecret,
  });
  const [created, found, balance] = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { message: string; data: Record<string, string> });
  assert.equal(created?.message, 'Order created');
  assert.equal(found?.data['order_id'], created.data['gateway_order_id']);
  assert.equal(balance?.data['available_balance'], '399.50');
});

test('a profile looks at its wallets as its page shows', { skip: missing }, async () => {
  const make = async (...words: string[]) => {
    const args = ['src/cli/main.ts', ...words, '--json'];
    const { stdout } = await run(process.execPath, args, { cwd: projectRoot, env: environment() });
    return (JSON.parse(stdout) as { xprizo: { apiKey: string; userName: string } }).xprizo;
  };
  const { apiKey } = await make('merchant', 'create', '--name', 'Acme', '--fund', 'KES=750.50');
  const { userName } = await make('user', 'create', '--name', 'Wanjiru', '--fund', 'KES=500.00');
  const output = await paste('docs/merchant/xprizo.md', 'first-look', (text) => text, {
    BASE: gateway.address,
    API_KEY: apiKey,
    CONTACT: userName,
  });
  const [full, list, info] = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  assert.equal((full as { name: string }).name, 'Acme');
  assert.deepEqual(
    (list as { currencyCode: string; trust: number }[]).map((one) => [one.currencyCode, one.trust]),
    [
      ['INR', 0],
      ['KES', 750.5],
    ],
  );
  assert.equal((info as { name: string }).name, 'Wanjiru');
});

test('every block that is marked for a test is run by one', { skip: missing }, () => {
  const marked = allDocuments()
    .flatMap(blocksOf)
    .filter(({ testName, language }) => testName !== undefined && language === 'sh')
    .map(({ document, testName }) => `${document} ${testName ?? ''}`);
  assert.deepEqual(new Set(marked), ran);
});

/** What the start has printed behind these words. */
function printedFrom(words: string): string {
  const [, printed] = gateway.output().split(words);
  assert.ok(printed !== undefined, `the start says "${words}"`);
  return printed;
}

async function paste(
  path: string,
  name: string,
  adapt: (text: string) => string = (text) => text,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  ran.add(`${path} ${name}`);
  return shell(adapt(testBlock(path, name).text), env);
}

/** `-e`: a command of a block that fails, fails the block. Throws with what was said. */
async function shell(text: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const pasted = text.replaceAll('http://127.0.0.1:8080', gateway.address);
  const { stdout } = await run('sh', ['-ec', pasted], {
    cwd: projectRoot,
    env: { ...environment(), ...env },
    timeout: 90_000,
  });
  return stdout;
}

function environment(): Record<string, string | undefined> {
  const quick = join(import.meta.dirname, 'quick');
  const PATH = [quick, process.env['PATH'] ?? ''].join(delimiter);
  return { ...process.env, HUNDI_DATA_DIR: folder.path, PATH };
}

function isInstalled(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;
}
