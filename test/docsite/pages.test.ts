/** What every page of the documentation keeps: links lead somewhere, nothing is inline, nothing comes from elsewhere. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertHeadAsGet } from '../kit/head.ts';
import { openDocs, pageAddresses, type DocsServer } from './docs-kit.ts';

let docs: DocsServer;
before(async () => {
  docs = await openDocs();
});
after(() => docs.close());

const get = (address: string, headers: Record<string, string> = {}) =>
  fetch(docs.origin + address, { headers, redirect: 'manual' });

async function htmlOf(address: string): Promise<string> {
  return (await get(address)).text();
}

test('every page of every document and contract is there', async () => {
  const addresses = pageAddresses();
  for (const wanted of ['/docs', '/docs/merchant/webhooks', '/docs/api/xprizo', '/docs/errors'])
    assert.ok(addresses.includes(wanted), wanted);
  for (const address of addresses) assert.equal((await get(address)).status, 200, address);
});

test('every link of every page leads to a page, a file or a heading', async () => {
  const addresses = pageAddresses();
  const pages = new Map<string, string>();
  for (const address of addresses) pages.set(address, await htmlOf(address));
  const broken: string[] = [];
  for (const [address, html] of pages)
    for (const target of targetsOf(html)) {
      const { pathname, hash, origin } = new URL(target, docs.origin + address);
      if (origin !== docs.origin) continue;
      const page = pages.get(pathname);
      const isThere =
        page === undefined ? (await get(pathname)).status === 200 : hasAnchor(page, hash);
      if (!isThere) broken.push(`${address}: ${target}`);
    }
  assert.deepEqual(broken, []);
});

test('pages load nothing from another origin, and hold no style or script of their own', async () => {
  for (const address of pageAddresses()) {
    const html = (await htmlOf(address)).replace(/<code>[\s\S]*?<\/code>/g, '');
    const loaded = [...html.matchAll(/<(?:link|script|img)\b[^>]*?(?:href|src)="([^"]*)"/g)];
    for (const [, target = ''] of loaded) assert.match(target, /^\/docs\//, address);
    assert.doesNotMatch(html, /<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=/, address);
  }
});

test('a page runs and loads only what is our own', async () => {
  const { headers } = await get('/docs');
  const policy = headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe|\*|https?:|data:/);
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.equal(headers.get('cache-control'), 'no-cache');
});

test('scripts and styles are compressed, and kept for ever under an address that changes', async () => {
  const [script = ''] = /\/docs\/assets\/main-[\w-]+\.js/.exec(await htmlOf('/docs')) ?? [];
  const plain = await get(script, { 'accept-encoding': 'identity' });
  assert.match(plain.headers.get('cache-control') ?? '', /immutable/);
  assert.equal(plain.headers.get('content-encoding'), null);
  const compressed = await get(script, { 'accept-encoding': 'br' });
  assert.equal(compressed.headers.get('content-encoding'), 'br');
  assert.equal(await compressed.text(), await plain.text());
});

test('what there is not is a page that says so, and nothing outside the folder is read', async () => {
  for (const path of [
    'nothing',
    '..%2f..%2fpackage.json',
    'assets/..%2f..%2f..%2fpackage.json',
    'assets',
  ]) {
    const answer = await get(`/docs/${path}`);
    assert.equal(answer.status, 404, path);
    assert.match(await answer.text(), /There is no such page/);
  }
});

test('before anything is built the documentation says what to do', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'hundi-docs-'));
  const empty = await openDocs({ folder });
  t.after(async () => {
    await empty.close();
    await rm(folder, { recursive: true });
  });
  const answer = await fetch(`${empty.origin}/docs`);
  assert.equal(answer.status, 503);
  assert.match(await answer.text(), /npm run web/);
});

function targetsOf(html: string): string[] {
  return [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, target = '']) => target);
}

function hasAnchor(html: string, hash: string): boolean {
  return hash === '' || html.includes(`id="${decodeURIComponent(hash.slice(1))}"`);
}

test('whoever asks for the head of a page alone is told what the page would be', async () => {
  const html = await htmlOf('/docs');
  const style = /href="(\/docs\/assets\/[^"]+\.css)"/.exec(html)?.[1];
  assert.ok(style !== undefined);
  for (const address of ['/docs', '/docs/errors', '/docs/site.json', '/docs/nowhere', style])
    await assertHeadAsGet(docs.origin + address);
});
