/** What stands in a request line need not begin with a path: who refuses it is who would have served it. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { pino } from 'pino';
import type { Door } from '../../src/http/door.ts';
import { sendJson } from '../../src/http/send.ts';
import { openServer, type HttpServer } from '../../src/http/server.ts';
import { DomainError } from '../../src/kit/errors.ts';

/** Owns `basePath`; every refusal is `no: <code>` and names the door. */
const doorAt = (basePath: string, name: string): Door => ({
  basePath,
  addRoutes: (app) => {
    app.post('/Echo', (request, reply) => {
      sendJson(reply, 200, {}, JSON.stringify({ by: name, body: String(request.body) }));
    });
    app.get('/Full', () => {
      throw new DomainError('rate.exceeded');
    });
  },
  refuse: ({ code }) => ({
    status: 400,
    headers: {},
    body: JSON.stringify({ no: code, by: name }),
  }),
});

const shop = doorAt('/Shop', 'shop');
const others = doorAt('/', 'root');

let both: HttpServer;
let alone: HttpServer;
const ports = { both: 0, alone: 0 };

before(async () => {
  const open = (doors: readonly Door[]) =>
    openServer({
      doors,
      checkReadiness: () => Promise.resolve([]),
      log: pino({ level: 'silent' }),
      limits: { bodyBytes: 1_000 },
    });
  both = open([shop, others]);
  alone = open([shop]);
  ports.both = await both.listen('127.0.0.1', 0);
  ports.alone = await alone.listen('127.0.0.1', 0);
});
after(() => Promise.all([both.close(), alone.close()]));

/** All that comes back for a target as it is; `fetch` would tidy it up. */
async function ask(port: number, line: string, rest = '\r\n'): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${rest}`);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

const shopBases = [
  '/Shop',
  'http://x/Shop',
  'HTTPS://x:1/shop',
  '/%53hop',
  '/%73%68%6f%70',
  'http://x/S%68op',
];

test('with its origin, or with letters encoded, a target is served and refused by one and the same door', async () => {
  const large = `Content-Length: 1001\r\n\r\n${'x'.repeat(1_001)}`;
  for (const base of shopBases)
    for (const port of [ports.both, ports.alone]) {
      const refusals = [
        [await ask(port, `GET ${base}/nowhere?x=/`), 'request.route_unknown'],
        [await ask(port, `GET ${base}/%zz`), 'request.malformed'],
        [await ask(port, `GET ${base}/Full?x=1`), 'rate.exceeded'],
        [await ask(port, `POST ${base}/Echo`, large), 'request.too_large'],
        [await ask(port, `GET ${base}/Full`, 'Bad Header: x\r\n\r\n'), 'request.malformed'],
      ] as const;
      for (const [answer, code] of refusals)
        assert.ok(answer.endsWith(`{"no":"${code}","by":"shop"}`), `${base} ${code}: ${answer}`);
      const served = await ask(port, `POST ${base}/Echo`, 'Content-Length: 1\r\n\r\nx');
      assert.ok(served.endsWith('{"by":"shop","body":"x"}'), `${base}: ${served}`);
    }
});

test('a path that only looks like that of a door belongs to whoever has the root', async () => {
  const paths = ['/%2FShop/Full', '/Shop%2FFull', '/%2553hop/Full', '//Shop/Full', '/%ZZ'];
  for (const path of [...paths, 'http://x', 'http://x?/Shop/Full', 'http://x/other/Shop/Full']) {
    const answer = await ask(ports.both, `GET ${path}`);
    assert.match(answer, /\{"no":"request\.(route_unknown|malformed)","by":"root"\}$/, path);
  }
});

test('nonsense in place of a target is refused cleanly, and so is what belongs to nobody', async () => {
  for (const target of ['http://[', 'http://', 'http://x', 'ftp://x/Shop/Full', '*', '/%ZZ', '/'])
    for (const port of [ports.both, ports.alone]) {
      const answer = await ask(port, `${target === '*' ? 'OPTIONS' : 'GET'} ${target}`);
      assert.match(answer, /^HTTP\/1\.1 40[04] [\s\S]*\r\n\r\n\{"(error|no)":"/, target);
      assert.ok(!answer.includes('shop'), target);
    }
});

test('without a Host, and with an expectation that nobody meets, a request is refused in the words of its door', async () => {
  const body = 'Content-Length: 1\r\n\r\nx';
  const send = async (headers: string, version = '1.1', times = 2) => {
    const socket = connect(ports.both, '127.0.0.1');
    // What comes behind must find the connection closed.
    socket.write(`POST /Shop/Echo HTTP/${version}\r\n${headers}${body}`.repeat(times));
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    assert.equal(text.split('HTTP/1.1 ').length, 2, text);
    return text;
  };
  const refused =
    /^HTTP\/1\.1 400 [\s\S]*connection: close[\s\S]*\r\n\r\n\{"no":"request\.malformed","by":"shop"\}$/i;
  assert.match(await send(''), refused);
  assert.match(await send('Host: x\r\nExpect: a-miracle\r\n'), refused);
  assert.match(await send('', '1.0', 1), /\{"by":"shop","body":"x"\}$/, 'HTTP/1.0 has none');
  const met = await ask(ports.both, 'POST /Shop/Echo', `Expect: 100-continue\r\n${body}`);
  assert.match(met, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 [\s\S]*"body":"x"\}$/);
});
