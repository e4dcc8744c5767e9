/** The published samples in their four languages, run as they stand but for their placeholders. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { openGateway, openMerchant, type Gateway } from './gateway.ts';

type Body = Record<string, unknown>;
type Language = 'curl' | 'javascript' | 'python' | 'php';

interface Runner {
  readonly command: string;
  readonly args: readonly string[];
  /** Says why the samples cannot run on this machine. */
  readonly missing: () => string | undefined;
  /** What a reader would add to see the answer. */
  readonly shown: (sample: string) => string;
}

function lacks(command: string, args: readonly string[], what: string): () => string | undefined {
  return () => (spawnSync(command, args).status === 0 ? undefined : `${what} is not installed`);
}

const runners: Record<Language, Runner> = {
  curl: {
    command: 'sh',
    args: ['-s'],
    missing: lacks('curl', ['--version'], 'curl'),
    shown: (sample) => sample,
  },
  javascript: {
    command: process.execPath,
    args: ['--input-type=module', '-'],
    missing: () => undefined,
    shown: (sample) => `${sample}\nconsole.log(JSON.stringify(data));`,
  },
  python: {
    command: 'python3',
    args: ['-'],
    missing: lacks('python3', ['-c', 'import requests'], 'python3 with requests'),
    shown: (sample) => `${sample}\nimport json\nprint(json.dumps(data))`,
  },
  php: {
    command: 'php',
    args: [],
    missing: lacks('php', ['-r', 'exit(function_exists("curl_init") ? 0 : 1);'], 'php with curl'),
    shown: (sample) => `<?php\n${sample}\necho $response;`,
  },
};

const number = /^TX\d{11,}$/;
let gateway: Gateway;

before(async () => {
  gateway = await openGateway();
});
after(() => gateway.close());

async function run(language: Language, name: string, values: Body): Promise<Body> {
  const text = readFileSync(new URL(`samples/${name}.${language}.txt`, import.meta.url), 'utf8');
  const filled = text.replace(/\{\{(\w+)\}\}/g, (_, key: string) => String(values[key]));
  const { command, args, shown } = runners[language];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(shown(filled));
  let output = '';
  for await (const chunk of child.stdout) output += String(chunk);
  return JSON.parse(output) as Body;
}

for (const language of Object.keys(runners) as Language[]) {
  test(`the samples in ${language} work as published`, async (t) => {
    const missing = runners[language].missing();
    if (missing !== undefined) {
      t.skip(missing);
      return;
    }
    const { clientId, clientSecret } = await openMerchant(gateway);
    const values: Body = {
      base_url: gateway.base,
      client_id: clientId,
      client_secret: clientSecret,
    };
    const tokens = await run(language, 'token', values);
    values.refresh_token = tokens.refreshToken;
    const refreshed = await run(language, 'refresh', values);
    assert.notEqual(refreshed.refreshToken, tokens.refreshToken);
    values.access_token = refreshed.accessToken;
    const balance = await run(language, 'balance', values);
    assert.equal(balance.availableBalance, 1_000_000);
    const created = await run(language, 'create', values);
    assert.equal(created.statusCode, 201);
    assert.match(String(created.transactionNumber), number);
    const again = await run(language, 'create', values);
    assert.equal(again.message, 'Transaction already exists (idempotent)');
    assert.equal(again.transactionNumber, created.transactionNumber);
    const bulk = await run(language, 'bulk', values);
    assert.equal(bulk.message, 'Success: 2, Failed: 0');
    const list = await run(language, 'list', values);
    assert.deepEqual(list.data, [], 'nothing has succeeded yet');
    // The sample names a transaction of its own, which is not one of this merchant.
    const found = await run(language, 'get', values);
    assert.equal(found.message, 'Transaction not found');
  });
}
