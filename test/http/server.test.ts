import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { pino } from 'pino';
import { notServedNow, unavailableOr } from '../../src/db/unavailable.ts';
import type { CallHandler } from '../../src/http/direct.ts';
import type { Door } from '../../src/http/door.ts';
import { sendJson } from '../../src/http/send.ts';
import { openServer, type HttpServer } from '../../src/http/server.ts';
import { DomainError } from '../../src/kit/errors.ts';
import { assertHeadAsGet } from '../kit/head.ts';

/** Which way each order came. */
const ways: ('framework' | 'direct')[] = [];

const order: CallHandler = (call, reply) => {
  ways.push('params' in call ? 'framework' : 'direct');
  const text = String(call.body);
  if (text === '"refuse"') {
    reply.headers({ 'x-left': '0' });
    reply.send(new DomainError('rate.exceeded'));
  } else if (text === '"break"') throw new Error('the secret is WORD-CANARY');
  else sendJson(reply, 201, { 'x-order': 'made' }, JSON.stringify({ made: text }));
};

/** A door with words of its own: every refusal is `no: <code>`. */
const door: Door = {
  basePath: '/Shop',
  addRoutes: (app) => {
    app.post('/Echo', (request, reply) => {
      const { length } = request.body as Buffer;
      sendJson(reply, 200, {}, JSON.stringify({ length }));
    });
    app.get('/Slow', async (_request, reply) => {
      await sleep(600);
      sendJson(reply, 200, {}, '"done"');
      return reply;
    });
    app.post('/Order', (request, reply) => {
      order(request, reply);
    });
    app.get('/Broken', () => {
      throw new Error('the secret is WORD-CANARY');
    });
    app.get('/Full', () => {
      const full = new pg.DatabaseError('no room for WORD-CANARY', 1, 'error');
      full.code = '53100';
      throw unavailableOr(full);
    });
    app.get('/Held', () => Promise.reject(notServedNow('service.unavailable', 'ACCOUNTS_HELD', 1)));
    app.get('/Cut', () => Promise.reject(unavailableOr(new Error('Connection ended')) as Error));
    app.get('/Late', () => Promise.reject(new Error('timeout exceeded when trying to connect')));
    // Nothing listens there.
    app.get('/Away', () => new pg.Client('postgres://x@127.0.0.1:1/WORD-CANARY').connect());
  },
  direct: { '/Order': order },
  refuse: (error, supportId) => ({
    status: 400,
    headers: { 'x-shop': 'yes' },
    body: JSON.stringify({ no: error.code, because: error.details.reason, supportId }),
  }),
};

const lines: string[] = [];
let obstacles: () => Promise<readonly string[]> = () => Promise.resolve([]);
let server: HttpServer;
let port: number;

function open(): HttpServer {
  return openServer({
    doors: [door],
    checkReadiness: () => obstacles(),
    log: pino({ level: 'debug' }, { write: (line) => lines.push(line) }),
    limits: { bodyBytes: 1_000, headersMs: 500, requestMs: 1_000 },
  });
}

before(async () => {
  server = open();
  port = await server.listen('127.0.0.1', 0);
});
after(() => server.close());

function get(path: string, options?: RequestInit): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`, options);
}

/** Everything that comes back for these bytes, until the server hangs up. */
async function raw(text: string, to = port): Promise<string> {
  const socket = connect(to, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(text);
  return readAll(socket);
}

async function readAll(socket: Socket): Promise<string> {
  let received = '';
  try {
    for await (const chunk of socket) received += String(chunk);
  } catch {
    // A connection that is cut says no more.
  }
  return received;
}

test('a path of a door is refused in the words of that door, others in plain ones', async () => {
  for (const path of ['/Shop/nowhere', '/shop/', '/SHOP', '/shop/echo', '/shop/%zz', '/shop?x=1']) {
    const reply = await get(path);
    assert.equal(reply.headers.get('x-shop'), 'yes', path);
    assert.match(await reply.text(), /"no":"request\.(route_unknown|malformed)"/);
  }
  for (const path of ['/', '/Shopping', '/nowhere', '/..', '/%zz']) {
    const reply = await get(path);
    assert.equal(reply.headers.get('x-shop'), null, path);
    assert.ok(reply.status === 404 || reply.status === 400, path);
  }
  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND']) {
    const answer = await raw(
      `${method} /Shop/Echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    assert.match(answer, /^HTTP\/1\.1 400/, method);
    assert.ok(!/access-control/i.test(answer));
  }
});

test('routes do not depend on case or on a slash at the end', async () => {
  for (const path of ['/Shop/Echo', '/shop/echo', '/SHOP/ECHO/']) {
    const reply = await get(path, { method: 'POST', body: 'hello' });
    assert.equal(await reply.text(), '{"length":5}', path);
    assert.equal(reply.headers.get('cache-control'), 'no-store');
    assert.equal(reply.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(reply.headers.get('server'), null);
    assert.equal(reply.headers.get('x-powered-by'), null);
  }
});

test('a request of the plainest shape passes the framework by and is answered as through it', async () => {
  const ask = async (body: string, path = '/Shop/Order', type = 'application/json') => {
    const headers = { 'content-type': type };
    const reply = await get(path, { method: 'POST', body, headers });
    const shown = [...reply.headers].filter(([name]) => name !== 'date');
    const text = (await reply.text()).replace(/"supportId":"[^"]*"/, '');
    return { status: reply.status, headers: shown, text };
  };
  const long = 'x'.repeat(998);
  for (const body of ['"one"', '"refuse"', '"break"', '"₹"', `"${long}"`, `"${long}x"`]) {
    ways.length = 0;
    const direct = await ask(body);
    assert.deepEqual(await ask(body, '/shop/order'), direct, body);
    assert.deepEqual(await ask(body, '/Shop/Order?x=1'), direct, body);
    assert.deepEqual(await ask(body, undefined, 'application/json; charset=utf-8'), direct, body);
    const isLarge = direct.text.includes('too_large');
    const expected = ['direct', 'framework', 'framework', 'framework'];
    assert.deepEqual(ways, isLarge ? [] : expected, body);
  }
  const head = 'POST /Shop/Order HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  ways.length = 0;
  const pieces = await raw(
    `${head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\n"ab\r\n2\r\nc"\r\n0\r\n\r\n`,
  );
  const together = await raw(`${head}Content-Length: 3\r\nConnection: close\r\n\r\n"a"`);
  assert.match(pieces, /^HTTP\/1\.1 201[\s\S]*\{"made":"\\"abc\\""\}$/);
  assert.match(together, /^HTTP\/1\.1 201[\s\S]*\{"made":"\\"a\\""\}$/);
  assert.deepEqual(ways, ['framework', 'direct']);
  const packed = await raw(
    `${head}Content-Length: 3\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"a"`,
  );
  assert.match(packed, /accept-encoding: identity[\s\S]*"no":"request\.unsupported_type"/);
  assert.deepEqual(ways, ['framework', 'direct'], 'nobody was asked');
  const late = await raw(`${head}Content-Length: 100\r\n\r\n"only this`);
  assert.match(late, /^HTTP\/1\.1 400[\s\S]*x-shop: yes[\s\S]*did not arrive in time/);
});

test('a body over its limit is refused, announced or not', async () => {
  const announced = await get('/Shop/Echo', { method: 'POST', body: 'x'.repeat(1_001) });
  assert.match(await announced.text(), /request\.too_large/);
  const chunk = `${(600).toString(16)}\r\n${'x'.repeat(600)}\r\n`;
  const answer = await raw(
    `POST /Shop/Echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}${chunk}0\r\n\r\n`,
  );
  assert.match(answer, /request\.too_large/);
});

test('a body or headers that do not arrive are answered in bounded time, and the connection ends', async () => {
  const startedMs = performance.now();
  const [body, headers, nothing] = await Promise.all([
    raw('POST /Shop/Echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nonly this'),
    raw('POST /Shop/Echo HTTP/1.1\r\nHost: x\r\nContent-'),
    raw(''),
  ]);
  assert.ok(performance.now() - startedMs < 20_000);
  assert.match(body, /^HTTP\/1\.1 400[\s\S]*x-shop: yes[\s\S]*did not arrive in time/);
  assert.match(headers, /^HTTP\/1\.1 408/);
  assert.match(nothing, /^HTTP\/1\.1 408/);
});

test('what is not HTTP is refused, in the words of the door when the path can be read', async () => {
  const shop = await raw('GET /Shop/Echo HTTP/1.1\r\nBad Header: x\r\n\r\n');
  assert.match(shop, /^HTTP\/1\.1 400[\s\S]*x-shop: yes[\s\S]*"no":"request\.malformed"/);
  const both =
    'POST /Shop/Echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n';
  assert.match(await raw(both), /^HTTP\/1\.1 400/);
  const garbage = await raw('\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n');
  assert.match(garbage, /^HTTP\/1\.1 400[\s\S]*"error":"Bad Request"/);
  const large = await raw(`GET /other HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`);
  assert.match(large, /^HTTP\/1\.1 431/);
});

test('bytes behind a whole request never become the answer to it', async () => {
  const answer = await raw('GET /Shop/Slow HTTP/1.1\r\nHost: x\r\n\r\n\u0000garbage\r\n\r\n');
  assert.ok(!answer.includes('400'), answer);
});

test('a fault of ours says nothing but an id that is in the log, and the log repeats no words', async () => {
  lines.length = 0;
  const reply = (await (await get('/Shop/Broken?card=CARD-CANARY')).json()) as Record<
    string,
    string
  >;
  assert.deepEqual(Object.keys(reply), ['no', 'supportId']);
  assert.equal(reply.no, 'service.internal');
  assert.equal(lines.length, 1);
  const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  assert.equal(line.supportId, reply.supportId);
  assert.equal(line.route, '/Shop/Broken');
  assert.match(JSON.stringify(line.at), /server\.test\.ts/);
  assert.ok(!/CANARY/.test(lines[0] ?? ''));
});

test('a database that is away is no fault of ours: the caller is told to come back, and the log says where', async () => {
  lines.length = 0;
  const reply = (await (await get('/Shop/Away')).json()) as Record<string, string>;
  assert.equal(reply.no, 'service.unavailable');
  assert.equal(lines.length, 1);
  const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  assert.deepEqual([line.msg, line.errorCode], ['refused', 'ECONNREFUSED']);
  assert.ok(!/CANARY/.test(lines[0] ?? ''));
});

test('live means the process answers; ready is what the checks say, and takes no longer than a second', async () => {
  const ready = async () => {
    await assertHeadAsGet(`http://127.0.0.1:${String(port)}/health/ready`);
    const reply = await get('/health/ready');
    assert.equal(reply.headers.get('retry-after'), reply.status === 503 ? '2' : null);
    return [reply.status, await reply.text()];
  };
  assert.deepEqual(await ready(), [200, '{"status":"ready"}']);
  obstacles = () => Promise.resolve(['schema']);
  assert.deepEqual(await ready(), [503, '{"status":"not ready","obstacles":["schema"]}']);
  obstacles = () => Promise.reject(new Error('no route to host'));
  assert.deepEqual(await ready(), [503, '{"status":"not ready","obstacles":["database"]}']);
  obstacles = () => new Promise(() => undefined);
  const startedMs = performance.now();
  assert.equal((await ready())[0], 503);
  assert.ok(performance.now() - startedMs < 10_000);
  assert.equal((await get('/health/live')).status, 200);
  obstacles = () => Promise.resolve([]);
});

test('closing answers what is under way, turns readiness off and lets no connection linger', async () => {
  const closing = open();
  const at = await closing.listen('127.0.0.1', 0);
  const idle = connect(at, '127.0.0.1');
  idle.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
  const idleAnswer = readAll(idle);
  const slow = connect(at, '127.0.0.1');
  slow.write('GET /Shop/Slow HTTP/1.1\r\nHost: x\r\n\r\n');
  const slowAnswer = readAll(slow);
  await sleep(100);
  const startedMs = performance.now();
  const closed = closing.close();
  assert.match(await slowAnswer, /^HTTP\/1\.1 200[\s\S]*"done"$/);
  assert.match(await idleAnswer, /"live"/);
  await closed;
  assert.ok(performance.now() - startedMs < 20_000);
  await assert.rejects(fetch(`http://127.0.0.1:${at}/health/live`));
});

test('the log says why the database served nobody, also where a part of the program had found it out', async () => {
  lines.length = 0;
  const reply = await (await get('/Shop/Full')).text();
  assert.match(reply, /service\.unavailable/);
  const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  assert.deepEqual([line.msg, line.errorCode], ['refused', '53100'], 'its disk is full');
  assert.ok(!/CANARY|53100/.test(reply) && !/CANARY/.test(lines[0] ?? ''));
  for (const [path, code] of [
    ['Held', 'ACCOUNTS_HELD'],
    ['Cut', 'CONNECTION_LOST'],
    ['Late', 'DATABASE_TIMEOUT'],
  ] as const) {
    lines.length = 0;
    const said = await (await get(`/Shop/${path}`)).text();
    assert.match(said, /service\.unavailable/);
    const { errorCode } = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    assert.equal(errorCode, code, 'also where the database has no code for it');
    assert.ok(!said.includes(code), 'for the log alone');
  }
});
