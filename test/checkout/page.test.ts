/** What the addresses of a payment page answer, byte for byte, to whoever asks. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { DomainError } from '../../src/kit/errors.ts';
import type { PayinView } from '../../src/payments/payin-view.ts';
import { assertHeadAsGet } from '../kit/head.ts';
import { openCheckout } from './checkout-kit.ts';

const hostile = [
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `' onmouseover='alert(1)`,
  `</title></main><iframe src=//evil.example>`,
  `\u202EskooB ahsA\u2066`,
  `a\r\nSet-Cookie: x=1\0`,
  `&lt;b&gt;&amp;`,
  `\${7*7}{{7*7}}`,
];

test('an open payment says what to pay, to whom, until when, and how', async (t) => {
  const checkout = await openCheckout(t);
  const payin = checkout.payin();
  const reply = await fetch(checkout.linkOf(payin));
  const text = await reply.text();
  assert.equal(reply.status, 200);
  assert.match(text, /<html lang="en">/);
  assert.match(text, /<title>Pay ₹1,200\.50 to Asha Books &amp; Stationery · Hundi<\/title>/);
  assert.match(text, /ORDER-10001/);
  assert.match(text, /GW202611251530000042/);
  assert.match(text, new RegExp(`datetime="${payin.expiresAt.toISOString().slice(0, 19)}`));
  assert.match(text, /until \d+ \w+,? \d+:\d\d.(am|pm) IST/);
  assert.ok(text.includes(`href="${payin.upiIntent.replaceAll('&', '&amp;')}"`));
  assert.match(text, /<svg\s+class="qr"/);
  assert.match(text, /href="http:\/\/127\.0\.0\.1:9\/upi\/pay\?pa=/);
  assert.match(text, /href="https:\/\/shop\.example\/thanks\?order=10001"/);
});

test('a page allows nothing from elsewhere, nothing inline, no frame, no cache and no referrer', async (t) => {
  const checkout = await openCheckout(t);
  const pages = [
    checkout.linkOf(checkout.payin()),
    checkout.linkOf(checkout.payin({ status: 'succeeded' })),
    checkout.linkOf(checkout.payin({ status: 'expired' })),
    `${checkout.origin}/pay?o=1`,
    `${checkout.origin}/pay/nowhere`,
    `${checkout.origin}/pay/assets/0/page.css`,
  ];
  for (const url of pages) {
    const reply = await fetch(url);
    const { headers } = reply;
    assert.equal(headers.get('content-type'), 'text/html; charset=utf-8', url);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('x-frame-options'), 'DENY');
    assert.equal(headers.get('set-cookie'), null);
    assert.equal(
      headers.get('content-security-policy'),
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    const text = await reply.text();
    assert.doesNotMatch(text, /<style|style=|<script(?![^>]*src="\/pay\/assets\/)|\son\w+=/i, url);
    for (const [, address = ''] of text.matchAll(/\s(?:src|action)="([^"]*)"/g))
      assert.match(address, /^\/pay/, url);
    for (const [, address = ''] of text.matchAll(/<link[^>]*href="([^"]*)"/g))
      assert.match(address, /^\/pay\/assets\//, url);
  }
});

test('the files of a page come from our own origin and may be kept for ever', async (t) => {
  const checkout = await openCheckout(t);
  const text = await (await fetch(checkout.linkOf(checkout.payin()))).text();
  const files = new Set(
    [...text.matchAll(/"(\/pay\/assets\/[^"]+)"/g)].map(([, path = '']) => path),
  );
  const types = new Map<string, string>();
  for (const path of files) {
    const reply = await fetch(`${checkout.origin}${path}`);
    assert.equal(reply.status, 200, path);
    assert.equal(reply.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.equal(reply.headers.get('x-content-type-options'), 'nosniff');
    types.set(path.split('/').at(-1) ?? '', reply.headers.get('content-type') ?? '');
  }
  assert.deepEqual(Object.fromEntries(types), {
    'logo.svg': 'image/svg+xml',
    'page.css': 'text/css; charset=utf-8',
    'page.js': 'text/javascript; charset=utf-8',
  });
});

test('whatever a merchant calls itself or its order is text on every page', async (t) => {
  const checkout = await openCheckout(t, { env: { HUNDI_BRAND: hostile[0] ?? '' } });
  for (const words of hostile)
    for (const status of ['created', 'succeeded', 'failed', 'reversed', 'expired'] as const) {
      const fields = {
        merchantName: words,
        reference: words,
        transactionNumber: words,
        utr: words,
      };
      const payin = checkout.payin({ ...fields, status });
      const reply = await fetch(checkout.linkOf(payin));
      const text = await reply.text();
      assert.doesNotMatch(text, /<script>|<img src=x|<iframe|\sonmouseover='|[\u202e\u2066\0]/i);
      assert.equal(reply.headers.get('set-cookie'), null);
      assert.equal([...text.matchAll(/<\/main>/g)].length, 1);
      assert.equal([...text.matchAll(/<\/title>/g)].length, status === 'created' ? 2 : 1);
    }
});

test('each status has its page, and only an open payment can be paid', async (t) => {
  const checkout = await openCheckout(t);
  const expected: [PayinView['status'], number, RegExp][] = [
    ['succeeded', 200, /<h1>Payment received<\/h1>/],
    ['failed', 200, /<h1>Payment not completed<\/h1>/],
    ['reversed', 200, /<h1>Payment given back<\/h1>/],
    ['expired', 410, /<h1>This payment link has expired<\/h1>/],
  ];
  for (const [status, code, heading] of expected) {
    const reply = await fetch(checkout.linkOf(checkout.payin({ status, utr: '473102263110' })));
    const text = await reply.text();
    assert.equal(reply.status, code);
    assert.match(text, heading);
    assert.match(text, /473102263110/);
    assert.match(text, /Return to <bdi>Asha Books/);
    assert.doesNotMatch(text, /upi:|class="qr"|\/upi\/pay|<script/);
  }
});

test('what came in is shown, where it is not what was asked for', async (t) => {
  const checkout = await openCheckout(t);
  const paid = checkout.payin({ status: 'succeeded', receivedMinor: 1_20_000_00n });
  const text = await (await fetch(checkout.linkOf(paid))).text();
  assert.match(text, /₹1,20,000\.00/);
  assert.doesNotMatch(text, /1,200\.50/);
});

test('an altered link is refused, shows nothing, and costs no look into the database', async (t) => {
  const checkout = await openCheckout(t);
  const link = new URL(checkout.linkOf(checkout.payin()));
  const other = new URL(checkout.linkOf(checkout.payin({ amountMinor: 1_00n })));
  const altered = [`${link.href}&s=x`, `${link.href}&e=9999999999`, `${checkout.origin}/pay`];
  for (const name of ['o', 'e', 's']) {
    const swapped = new URL(link);
    const own = link.searchParams.get(name) ?? '';
    const theirs = other.searchParams.get(name) ?? '';
    swapped.searchParams.set(name, theirs === own ? String(BigInt(own) + 3_600n) : theirs);
    altered.push(swapped.href);
    swapped.searchParams.delete(name);
    altered.push(swapped.href);
  }
  for (const url of altered) {
    const reply = await fetch(url);
    const text = await reply.text();
    assert.equal(reply.status, 403, url);
    assert.match(text, /This payment link is not valid/);
    assert.doesNotMatch(text, /Asha|upi:|ORDER|shop\.example|₹/);
    const status = await fetch(url.replace('/pay', '/pay/status'));
    assert.equal(status.status, 403);
    assert.deepEqual(await status.json(), { error: 'invalid_link' });
  }
  assert.equal(checkout.looks(), 0);
});

test('a link to a payment that is not there, or is for another amount, is refused', async (t) => {
  const payLinkKeys = [randomBytes(32)];
  const [here, elsewhere] = [
    await openCheckout(t, { payLinkKeys }),
    await openCheckout(t, { payLinkKeys }),
  ];
  const unknown = new URL(elsewhere.linkOf(elsewhere.payin()));
  assert.equal((await fetch(`${here.origin}/pay${unknown.search}`)).status, 403);
  const payin = here.payin();
  const link = here.linkOf(payin);
  here.change(payin, { amountMinor: payin.amountMinor + 1n });
  assert.equal((await fetch(link)).status, 403);
});

test('a link whose time is over is refused, and says what became of the payment', async (t) => {
  const checkout = await openCheckout(t);
  const [unpaid, paid] = [checkout.payin(), checkout.payin({ status: 'succeeded' })];
  checkout.passes(800);
  assert.equal((await fetch(checkout.linkOf(unpaid))).status, 200);
  checkout.passes(101);
  const over = await fetch(checkout.linkOf(unpaid));
  const text = await over.text();
  assert.equal(over.status, 410);
  assert.match(text, /This payment link has expired/);
  assert.doesNotMatch(text, /upi:|class="qr"|\/upi\/pay|<script/);
  const received = await fetch(checkout.linkOf(paid));
  assert.equal(received.status, 410);
  assert.match(await received.text(), /Payment received/);
});

test('a page that is open hears of the payment until an hour after its link', async (t) => {
  const checkout = await openCheckout(t);
  const payin = checkout.payin();
  const status = async () => {
    checkout.passes(1);
    const reply = await fetch(checkout.linkOf(payin).replace('/pay', '/pay/status'));
    assert.equal(reply.headers.get('cache-control'), 'no-store');
    return [reply.status, await reply.json()];
  };
  assert.deepEqual(await status(), [200, { status: 'created' }]);
  checkout.change(payin, { status: 'expired' });
  checkout.passes(900);
  assert.deepEqual(await status(), [200, { status: 'expired' }]);
  checkout.change(payin, { status: 'succeeded' });
  assert.deepEqual(await status(), [200, { status: 'succeeded' }]);
  checkout.passes(3_600);
  assert.deepEqual(await status(), [410, { error: 'expired_link' }]);
});

test('a crowd that asks for one payment is one look into the database', async (t) => {
  const checkout = await openCheckout(t);
  const link = checkout.linkOf(checkout.payin()).replace('/pay', '/pay/status');
  await Promise.all(Array.from({ length: 40 }, () => fetch(link)));
  assert.ok(checkout.looks() < 20, `${checkout.looks()} looks`);
});

test('a way back that is no web page is not offered', async (t) => {
  const sandbox = await openCheckout(t);
  for (const returnUrl of ['javascript:alert(1)', 'data:text/html,x', 'not an address', null]) {
    const payin = sandbox.payin({ returnUrl, status: 'succeeded' });
    assert.doesNotMatch(await (await fetch(sandbox.linkOf(payin))).text(), /Return to|javascript:/);
  }
  const plain = sandbox.payin({ returnUrl: 'http://127.0.0.1:3000/back' });
  assert.match(await (await fetch(sandbox.linkOf(plain))).text(), /Return to/);
});

test('live shows no mark of the sandbox and leads nobody to its bank', async (t) => {
  const key = 'k'.repeat(32);
  const checkout = await openCheckout(t, {
    env: {
      HUNDI_ENV: 'live',
      HUNDI_TOKEN_KEYS: key,
      HUNDI_SEALING_KEYS: key,
      HUNDI_BANK_URL: 'https://bank.example',
      HUNDI_BANK_API_KEY: key,
      HUNDI_BANK_CALLBACK_SECRET: key,
      HUNDI_PUBLIC_URL: 'https://pay.example',
    },
  });
  const payin = checkout.payin({ returnUrl: 'http://shop.example/' });
  const link = checkout.linkOf(payin);
  assert.match(link, /^https:\/\/pay\.example\/pay\?route=pay&o=[\w-]{58}&e=\d{10}&s=[\w-]{43}$/);
  const { status, body } = await checkout.page.payPage(
    Object.fromEntries(new URL(link).searchParams),
  );
  assert.equal(status, 200);
  assert.match(body, /upi:\/\/pay/);
  assert.match(body, /pay\.example/);
  assert.doesNotMatch(body, /Test mode|[Ss]andbox bank|\/upi\/pay|shop\.example/);
});

test('a fault of ours is a calm page with a support id and nothing of the inside', async (t) => {
  const checkout = await openCheckout(t);
  checkout.breaks(new Error('the secret is WORD-CANARY'));
  const reply = await fetch(checkout.linkOf(checkout.payin()));
  const text = await reply.text();
  assert.equal(reply.status, 500);
  assert.match(text, /do not pay again/);
  assert.match(text, /Support id [0-9a-f-]{36}/);
  assert.doesNotMatch(text, /secret|CANARY/);
});

test('while the database is away whoever asks for a page is told when to ask again', async (t) => {
  const checkout = await openCheckout(t);
  checkout.breaks(new DomainError('service.unavailable', { retryAfterSeconds: 1 }));
  const reply = await fetch(checkout.linkOf(checkout.payin()));
  assert.deepEqual([reply.status, reply.headers.get('retry-after')], [503, '1']);
});

test('whoever asks for the head of a page alone is told what the page would be', async (t) => {
  const checkout = await openCheckout(t);
  const link = checkout.linkOf(checkout.payin());
  const style = /href="([^"]+page\.css)"/.exec(await (await fetch(link)).text())?.[1] ?? '';
  await assertHeadAsGet(link);
  await assertHeadAsGet(`${checkout.origin}${style}`);
  await assertHeadAsGet(`${checkout.origin}/pay?o=1`);
  await assertHeadAsGet(`${checkout.origin}/pay/nowhere`);
  checkout.breaks(new Error('away'));
  const hidden = await fetch(checkout.linkOf(checkout.payin()), { method: 'HEAD' });
  assert.equal(hidden.status, 500);
});
