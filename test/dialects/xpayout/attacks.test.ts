/** A request that was signed and then changed in any way is refused, and nothing comes of it. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { after, before, test } from 'node:test';
import {
  call,
  openGateway,
  openMerchant,
  payout,
  signed,
  type Gateway,
  type Sent,
  type TestMerchant,
} from './gateway.ts';

let gateway: Gateway;
let merchant: TestMerchant;
let other: TestMerchant;
before(async () => {
  gateway = await openGateway();
  merchant = await openMerchant(gateway);
  other = await openMerchant(gateway);
});
after(() => gateway.close());

/** On a bare request: what fetch would tidy up arrives as it is. Header lists are sent as several headers. */
async function sendRaw(
  sent: Omit<Sent, 'headers'> & { headers: Record<string, string | string[]> },
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const { path, method, body } = sent;
    const length = { 'content-length': String(Buffer.byteLength(body ?? '')) };
    const headers = { ...('transfer-encoding' in sent.headers ? {} : length), ...sent.headers };
    const asked = httpRequest(gateway.url, { path, method, headers }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('end', () => {
        resolve({ status: reply.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

type Change = (
  sent: Sent,
) => Omit<Sent, 'headers'> & { headers: Record<string, string | string[]> };

const withHeader =
  (name: string, value: string | string[]): Change =>
  (sent) => ({ ...sent, headers: { ...sent.headers, [name]: value } });
const without =
  (name: string): Change =>
  ({ headers: { [name]: _, ...headers }, ...sent }) => ({ ...sent, headers });
const withBody =
  (change: (body: string) => string | Buffer): Change =>
  (sent) => ({ ...sent, body: change(String(sent.body)) });
const withPath =
  (change: (path: string) => string): Change =>
  (sent) => ({ ...sent, path: change(sent.path) });
const edited =
  (name: string, change: (value: string) => string): Change =>
  (sent) => ({ ...sent, headers: { ...sent.headers, [name]: change(sent.headers[name] ?? '') } });

const now = () => String(Math.floor(Date.now() / 1_000));

/** Of an order: the body, the headers, the path and the method, each spoiled in its ways. */
const onOrders: Readonly<Record<string, Change>> = {
  'another amount': withBody((body) => body.replace('"amount":100', '"amount":1000')),
  'another account': withBody((body) => body.replace('123456789012', '123456789013')),
  'another order': withBody((body) => body.replace('ORDER-', 'OTHER-')),
  're-serialised': withBody((body) => JSON.stringify(JSON.parse(body), null, 2)),
  'keys in another order': withBody((body) =>
    JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(body) as object).toReversed())),
  ),
  'a space behind': withBody((body) => `${body} `),
  'a line feed behind': withBody((body) => `${body}\n`),
  'a byte order mark': withBody((body) => `\uFEFF${body}`),
  'no body': withBody(() => ''),
  'half of the body': withBody((body) => body.slice(0, body.length / 2)),
  'a duplicate key': withBody((body) => body.replace('{', '{"amount":1,')),
  gzip: (sent) => ({
    ...withBody((body) => gzipSync(body))(sent),
    headers: { ...sent.headers, 'content-encoding': 'gzip' },
  }),
  'in UTF-16': withBody((body) => Buffer.from(body, 'utf16le')),
  'an empty object': withBody(() => '{}'),
  'chunked with another body': (sent) => ({
    ...withBody((body) => body.replace('"amount":100', '"amount":101'))(sent),
    headers: { ...sent.headers, 'transfer-encoding': 'chunked' },
  }),
  PUT: (sent) => ({ ...sent, method: 'PUT' }),
  PATCH: (sent) => ({ ...sent, method: 'PATCH' }),
  DELETE: (sent) => ({ ...sent, method: 'DELETE' }),
  HEAD: (sent) => ({ ...sent, method: 'HEAD' }),
  OPTIONS: (sent) => ({ ...sent, method: 'OPTIONS' }),
  GET: (sent) => ({ ...sent, method: 'GET' }),
  'no route': withPath(() => '/sitemap.xml'),
  'an empty route': withPath(() => '/sitemap.xml?route='),
  'a route in capitals': withPath((path) => path.replace('api_create_order', 'API_CREATE_ORDER')),
  'a route with a dot': withPath((path) => `${path}.`),
  'a route with a slash': withPath((path) => `${path}/`),
  'a route with an encoded slash': withPath((path) => `${path}%2f`),
  'a route with a NUL': withPath((path) => `${path}%00`),
  'a route with a line feed': withPath((path) => `${path}%0a`),
  'a route with a space': withPath((path) => `${path}+`),
  'the route twice': withPath((path) => `${path}&route=api_create_order`),
  'the route twice, once encoded': withPath((path) => `${path}&%72oute=api_create_order`),
  'two routes': withPath((path) => `${path}&route=api_balance`),
  'another route first': withPath((path) => path.replace('route=', 'route=api_balance&route=')),
  'the name of the parameter in capitals': withPath((path) => path.replace('route', 'ROUTE')),
  'a list of routes': withPath((path) => path.replace('route', 'route[]')),
  'a parameter that no version signs': withPath((path) => `${path}&amount=1`),
  'a broken escape': withPath((path) => `${path}&x=%ff`),
  'two slashes': withPath((path) => `/${path}`),
  'a path within': withPath((path) => path.replace('?', '/x?')),
  'a dotted path': withPath((path) => path.replace('/sitemap.xml', '/x/../admin')),
  'an encoded slash in the path': withPath((path) => path.replace('/sitemap', '/%2fsitemap')),
  'a path parameter': withPath((path) => path.replace('?', ';a=b?')),
  'no key': without('x-api-key'),
  'an empty key': withHeader('x-api-key', ''),
  'half a key': edited('x-api-key', (key) => key.slice(0, -1)),
  'a key in capitals': edited('x-api-key', (key) => key.toUpperCase()),
  'two keys': edited('x-api-key', (key) => `${key}, ${key}`),
  'no time': without('x-timestamp'),
  'a later time': edited('x-timestamp', (time) => String(Number(time) + 1)),
  'an earlier time': edited('x-timestamp', (time) => String(Number(time) - 1)),
  'a time with a fraction': edited('x-timestamp', (time) => `${time}.0`),
  'a time in milliseconds': edited('x-timestamp', (time) => `${time}000`),
  'a hexadecimal time': edited('x-timestamp', (time) => `0x${Number(time).toString(16)}`),
  'a time with a sign': edited('x-timestamp', (time) => `+${time}`),
  'a negative time': edited('x-timestamp', (time) => `-${time}`),
  'a time with a zero before': edited('x-timestamp', (time) => `0${time}`),
  'a time as a date': withHeader('x-timestamp', new Date().toISOString()),
  'a time in Arabic digits': withHeader('x-timestamp', encodeURIComponent('١٧١٤٧٢٣٢٠٠')),
  'an empty time': withHeader('x-timestamp', ''),
  'two times': (sent) =>
    withHeader('x-timestamp', [sent.headers['x-timestamp'] ?? '', now()])(sent),
  'no nonce': without('x-nonce'),
  'an empty nonce': withHeader('x-nonce', ''),
  'another nonce': withHeader('x-nonce', 'another_nonce'),
  'a nonce of ten thousand characters': withHeader('x-nonce', 'n'.repeat(10_000)),
  'a short nonce': withHeader('x-nonce', 'short'),
  'a nonce in another case': edited('x-nonce', (nonce) =>
    nonce.toUpperCase().replace(/^[0-9-]*$/, 'X'),
  ),
  'a nonce with a space': edited('x-nonce', (nonce) => `${nonce.slice(0, 8)} ${nonce.slice(8)}`),
  'two nonces': (sent) =>
    withHeader('x-nonce', [sent.headers['x-nonce'] ?? '', 'second_nonce'])(sent),
  'no signature': without('x-signature'),
  'an empty signature': withHeader('x-signature', ''),
  'zeros for a signature': withHeader('x-signature', '0'.repeat(64)),
  'half a signature': edited('x-signature', (text) => text.slice(0, 32)),
  'a signature and more': edited('x-signature', (text) => `${text}00`),
  'a signature with a prefix': edited('x-signature', (text) => `sha256=${text}`),
  'a signature in base64': edited('x-signature', (text) =>
    Buffer.from(text, 'hex').toString('base64'),
  ),
  'one bit of the signature': edited('x-signature', (text) =>
    text.replace(/.$/, (c) => (c === '0' ? '1' : '0')),
  ),
  'a signature in full-width digits': edited('x-signature', (text) =>
    encodeURIComponent(`０${text.slice(1)}`),
  ),
  'two signatures': (sent) =>
    withHeader('x-signature', [sent.headers['x-signature'] ?? '', '0'.repeat(64)])(sent),
  'signature version 2 over version 1': withHeader('x-signature-version', '2'),
  'signature version 3': withHeader('x-signature-version', '3'),
  'signature version 0': withHeader('x-signature-version', '0'),
  'an empty version': withHeader('x-signature-version', ''),
  'the key of another merchant': (sent) => withHeader('x-api-key', other.apiKey)(sent),
  'signed with the secret of another merchant': (sent) =>
    withHeader(
      'x-signature',
      signed({ ...merchant, apiSecret: other.apiSecret }, { ...order(), body: sent.body }).headers[
        'x-signature'
      ] ?? '',
    )(sent),
  'signed with the key for a secret': (sent) => resigned(sent, merchant.apiKey),
  'signed with an empty secret': (sent) => resigned(sent, ''),
  'signed over the body alone, as callbacks are': (sent) =>
    withHeader(
      'x-signature',
      createHmac('sha256', merchant.apiSecret).update(String(sent.body)).digest('hex'),
    )(sent),
  'signed for another route': (sent) => ({
    ...sent,
    headers: signed(merchant, { route: 'api_balance', method: 'POST', body: sent.body }).headers,
  }),
  'signed for another method': (sent) => ({
    ...sent,
    headers: signed(merchant, { ...order(), method: 'GET', body: sent.body }).headers,
  }),
  'signed with the query in the route': (sent) => ({
    ...sent,
    path: `${sent.path}&a=b`,
    headers: signed(merchant, { ...order(), route: 'api_create_order&a=b', body: sent.body })
      .headers,
  }),
  'signed 301 seconds ago': (sent) => ({
    ...sent,
    headers: signed(merchant, { ...order(), body: sent.body, atMs: Date.now() - 301_500 }).headers,
  }),
  'signed 302 seconds ahead': (sent) => ({
    ...sent,
    headers: signed(merchant, { ...order(), body: sent.body, atMs: Date.now() + 302_500 }).headers,
  }),
};

function order() {
  return { route: 'api_create_order', method: 'POST' as const };
}

function resigned(sent: Sent, secret: string): Sent {
  const { headers } = signed({ ...merchant, apiSecret: secret }, { ...order(), body: sent.body });
  return { ...sent, headers };
}

test('more than eighty ways to change a signed order, each refused without an effect', async () => {
  assert.ok(Object.keys(onOrders).length >= 80, String(Object.keys(onOrders).length));
  for (const [name, change] of Object.entries(onOrders)) {
    const sent = signed(merchant, { ...order(), body: payout() });
    const { status, text } = await sendRaw(change(sent));
    assert.ok(status >= 400 && status < 500, `${name}: ${String(status)} ${text}`);
    assert.ok(!text.includes(merchant.apiSecret) && !text.includes('stack'), name);
  }
  const { rows } = await gateway.pool.query('select from payouts');
  assert.equal(rows.length, 0);
});

test('what overrides a method or hides in a header changes nothing', async () => {
  const sent = signed(merchant, { route: 'api_balance' });
  const headers = {
    ...sent.headers,
    'x-http-method-override': 'POST',
    'x-original-url': '/?route=x',
  };
  assert.equal((await sendRaw({ ...sent, headers })).status, 200);
});

test('the order that was attacked goes through as its merchant signed it', async () => {
  const reply = await call(gateway, merchant, { ...order(), body: payout() });
  assert.equal(reply.status, 200, reply.text);
});

test('version 2 finds a changed, added, dropped or swapped parameter', async () => {
  const signQuery = (query: string) => {
    const sent = signed(merchant, { route: 'api_order_status' });
    const base = [
      'GET',
      'api_order_status',
      sent.headers['x-timestamp'],
      sent.headers['x-nonce'],
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      query,
    ].join('\n');
    const signature = createHmac('sha256', merchant.apiSecret).update(base).digest('hex');
    const version = { 'x-signature': signature, 'x-signature-version': '2' };
    return { method: 'GET', headers: { ...sent.headers, ...version } };
  };
  const query = 'order_id=A-1&route=api_order_status';
  const at = async (path: string) => (await sendRaw({ ...signQuery(query), path })).status;
  assert.equal(await at('/?route=api_order_status&order_id=A-1'), 404);
  assert.equal(await at('/?order_id=%41-1&route=api_order_status'), 404);
  for (const changed of ['order_id=A-2', 'order_id=A-1&x=1', 'reference_id=A-1', 'order_id=', ''])
    assert.equal(await at(`/?route=api_order_status&${changed}`), 401, changed);
});
