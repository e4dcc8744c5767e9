/** What the dashboard shows for checking a signature, run in its own language against what we really sign. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { newWebhookSecret, signWebhook } from '../../src/webhooks/sign.ts';
import { verifySnippets, type Snippet } from '../../web/src/merchant/verify-snippets.ts';
import { bareEnvironment } from '../kit/environment.ts';

const body = '{"event":"ping","data":{"name":"Zoë"}}';
const secret = newWebhookSecret(randomBytes);

interface Signed {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
}

function signed(timestampSeconds = Math.floor(Date.now() / 1_000)): Signed {
  const id = 'evt_01980000-0000-7000-8000-000000000001';
  // While a secret is being replaced there are two signatures, and either will do.
  const secrets = [newWebhookSecret(randomBytes), secret];
  const signature = signWebhook({ id, timestampSeconds, body, secrets });
  return { id, timestamp: String(timestampSeconds), signature };
}

const programs: Readonly<Record<Snippet['key'], string>> = {
  javascript: process.execPath,
  python: 'python3',
  php: 'php',
  curl: 'openssl',
};

suite('the snippets that check a signature', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hundi-snippets-'));
    await writeFile(path.join(folder, 'body'), body);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const snippet of verifySnippets) {
    const isHere = spawnSync(programs[snippet.key], ['--version']).error === undefined;
    const skip = !isHere && `no ${programs[snippet.key]} here`;
    test(`${snippet.label} tells a genuine webhook from a forged one`, { skip }, async () => {
      const ours = signed();
      assert.equal(await verdictOf(snippet, ours), 'genuine');
      assert.equal(await verdictOf(snippet, { ...ours, id: 'evt_2' }), 'forged');
      assert.equal(await verdictOf(snippet, { ...ours, signature: 'v1,AAAA' }), 'forged');
      if (snippet.key !== 'curl')
        assert.equal(await verdictOf(snippet, signed(1_700_000_000)), 'forged', 'long ago');
    });
  }

  async function verdictOf({ key, code }: Snippet, { id, timestamp, signature }: Signed) {
    const headers = JSON.stringify({
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signature,
    });
    const env = {
      ...bareEnvironment,
      ...{ WEBHOOK_SECRET: secret, WEBHOOK_ID: id, WEBHOOK_TIMESTAMP: timestamp },
      ...{ WEBHOOK_SIGNATURE: signature, HEADERS: headers, BODY: path.join(folder, 'body') },
    };
    const [file, text, program] = programOf(key, code);
    const at = path.join(folder, file);
    await writeFile(at, text);
    return execFileSync(program, [at], { env, encoding: 'utf8' }).trim();
  }
});

/** The snippet, and the few lines around it that a web framework would be. */
function programOf(key: Snippet['key'], code: string): readonly [string, string, string] {
  switch (key) {
    case 'javascript':
      return [
        'check.mjs',
        `${code}
import { readFileSync } from 'node:fs';
const { WEBHOOK_SECRET, HEADERS, BODY } = process.env;
const ok = isGenuine(WEBHOOK_SECRET, JSON.parse(HEADERS), readFileSync(BODY));
console.log(ok ? 'genuine' : 'forged');`,
        process.execPath,
      ];
    case 'python':
      return [
        'check.py',
        `${code}
import json, os
body = open(os.environ["BODY"], "rb").read()
ok = is_genuine(os.environ["WEBHOOK_SECRET"], json.loads(os.environ["HEADERS"]), body)
print("genuine" if ok else "forged")`,
        'python3',
      ];
    case 'php':
      return [
        'check.php',
        `${code}
$ok = isGenuine(getenv('WEBHOOK_SECRET'), json_decode(getenv('HEADERS'), true), file_get_contents(getenv('BODY')));
echo $ok ? 'genuine' : 'forged';`,
        'php',
      ];
    case 'curl':
      return ['check.sh', code, 'sh'];
  }
}
