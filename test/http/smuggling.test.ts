/** Pairs of requests that two parsers may cut apart in two ways: here no byte of a body is ever taken for a request. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { CallHandler } from '../../src/http/direct.ts';
import type { Door } from '../../src/http/door.ts';
import { sendJson } from '../../src/http/send.ts';
import { openServer, type HttpServer } from '../../src/http/server.ts';

/** What was served, in order: its path, and its body. */
const served: string[] = [];

const order: CallHandler = (call, reply) => {
  served.push(`${call.raw.url ?? ''} ${String(call.body)}`);
  sendJson(reply, 200, {}, '{"made":true}');
};

const door: Door = {
  basePath: '/Shop',
  addRoutes: (app) => {
    app.all('/Order', (request, reply) => {
      order(request, reply);
    });
    app.all('/Hidden', (request, reply) => {
      order(request, reply);
    });
  },
  direct: { '/Order': order },
  refuse: (error) => ({ status: 400, headers: {}, body: JSON.stringify({ no: error.code }) }),
};

let server: HttpServer;
let port: number;

before(async () => {
  server = openServer({
    doors: [door],
    checkReadiness: () => Promise.resolve([]),
    log: pino({ level: 'silent' }),
    limits: { headersMs: 1_000, requestMs: 1_500 },
  });
  port = await server.listen('127.0.0.1', 0);
});
after(() => server.close());

interface Heard {
  readonly text: string;
  readonly firstMs: number;
  readonly hungUp: boolean;
  readonly hungUpMs: number;
}

/** Everything that comes back, until the server hangs up or `waitMs` is over. */
function send(pieces: readonly (string | Buffer)[], waitMs = 400, gapMs = 0): Promise<Heard> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    let firstMs = Infinity;
    const beganMs = performance.now();
    const end = (hungUp: boolean) => {
      socket.destroy();
      const hungUpMs = hungUp ? performance.now() - beganMs : Infinity;
      resolve({ text, firstMs, hungUp, hungUpMs });
    };
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      firstMs = Math.min(firstMs, performance.now() - beganMs);
      text += data.toString('latin1');
    });
    socket.on('close', () => {
      end(true);
    });
    setTimeout(end, waitMs, false);
    void (async () => {
      for (const piece of pieces) {
        if (socket.destroyed) return;
        socket.write(piece);
        if (gapMs > 0) await sleep(gapMs);
      }
    })();
  });
}

const hidden = 'POST /Shop/Hidden HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nh';
const head = 'POST /Shop/Order HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
const whole = `0\r\n\r\n${hidden}`;
const length = String(whole.length);

/** Headers, and what follows the empty line. */
const pairs: Readonly<Record<string, string>> = {
  'CL and TE': `${head}Content-Length: ${length}\r\nTransfer-Encoding: chunked\r\n\r\n${whole}`,
  'TE and CL': `${head}Transfer-Encoding: chunked\r\nContent-Length: ${length}\r\n\r\n${whole}`,
  'CL 0 and TE': `${head}Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n${whole}`,
  'two lengths': `${head}Content-Length: 0\r\nContent-Length: ${length}\r\n\r\n${whole}`,
  'two lengths, turned': `${head}Content-Length: ${length}\r\nContent-Length: 0\r\n\r\n${whole}`,
  'a list of lengths': `${head}Content-Length: 0, ${length}\r\n\r\n${whole}`,
  'a length with a sign': `${head}Content-Length: +${length}\r\n\r\n${whole}`,
  'a negative length': `${head}Content-Length: -1\r\n\r\n${whole}`,
  'a length in hex': `${head}Content-Length: 0x5\r\n\r\n${whole}`,
  'a length with a space in it': `${head}Content-Length: 1 0\r\n\r\n${whole}`,
  'an endless length': `${head}Content-Length: 99999999999999999999\r\n\r\n${whole}`,
  'a space before the colon': `${head}Content-Length : 0\r\n\r\n${whole}`,
  'TE with a space before the colon': `${head}Transfer-Encoding : chunked\r\nContent-Length: ${length}\r\n\r\n${whole}`,
  'TE xchunked': `${head}Transfer-Encoding: xchunked\r\n\r\n${whole}`,
  'TE xchunked and CL': `${head}Transfer-Encoding: xchunked\r\nContent-Length: ${length}\r\n\r\n${whole}`,
  'TE chunked, identity': `${head}Transfer-Encoding: chunked, identity\r\n\r\n${whole}`,
  'TE identity and CL': `${head}Transfer-Encoding: identity\r\nContent-Length: ${length}\r\n\r\n${whole}`,
  'TE twice, the last one not chunked': `${head}Transfer-Encoding: chunked\r\nTransfer-Encoding: cow\r\n\r\n${whole}`,
  'TE with a tab': `${head}Transfer-Encoding:\tchunked\r\nContent-Length: ${length}\r\n\r\n${whole}`,
  'TE with a vertical tab': `${head}Transfer-Encoding: \u000bchunked\r\nContent-Length: ${length}\r\n\r\n${whole}`,
  'TE in quotes': `${head}Transfer-Encoding: "chunked"\r\n\r\n${whole}`,
  'TE behind a folded line': `${head}X: y\r\n Transfer-Encoding: chunked\r\nContent-Length: ${length}\r\n\r\n${whole}`,
  'a folded TE': `${head}Transfer-Encoding:\r\n chunked\r\nContent-Length: ${length}\r\n\r\n${whole}`,
  'a folded length': `${head}Content-Length:\r\n 0\r\n\r\n${whole}`,
  'a bare LF in the headers': `${head}X: y\nTransfer-Encoding: chunked\r\nContent-Length: ${length}\r\n\r\n${whole}`,
  'a bare CR in the headers': `${head}X: y\rTransfer-Encoding: chunked\r\nContent-Length: ${length}\r\n\r\n${whole}`,
  'headers that end in LF LF': `${head}Content-Length: ${length}\n\n${whole}`,
  'a NUL in a header': `${head}X: a\u0000b\r\nContent-Length: ${length}\r\n\r\n${whole}`,
  'a size of a chunk with 0x': `${head}Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n${hidden}`,
  'a size of a chunk with a sign': `${head}Transfer-Encoding: chunked\r\n\r\n+0\r\n\r\n${hidden}`,
  'a size of a chunk that wraps': `${head}Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n\r\n${hidden}`,
  'a size of a chunk behind a space': `${head}Transfer-Encoding: chunked\r\n\r\n 5\r\nhello\r\n0\r\n\r\n`,
  'a chunk that ends in LF': `${head}Transfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n${hidden}`,
  'a chunk longer than its size': `${head}Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n${hidden}`,
  'an extension with a bare LF': `${head}Transfer-Encoding: chunked\r\n\r\n5;x=\ny\r\nhello\r\n0\r\n\r\n${hidden}`,
  'a line without a version': `POST /Shop/Order\r\n\r\n${hidden}`,
  'version 1.0 with TE': `POST /Shop/Order HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${whole}`,
  'version 2.0': `POST /Shop/Order HTTP/2.0\r\nHost: x\r\nContent-Length: 0\r\n\r\n${hidden}`,
  'two hosts': `${head}Host: y\r\nContent-Length: 2\r\n\r\n{}`,
  'an upgrade to h2c': `${head}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\nContent-Length: ${length}\r\n\r\n${whole}`,
};

test('two requests that are written one behind the other are two', async () => {
  served.length = 0;
  const { text } = await send([`${head}Content-Length: 2\r\n\r\n{}${hidden}`]);
  assert.deepEqual(served, ['/Shop/Order {}', '/Shop/Hidden h']);
  assert.equal(text.split('HTTP/1.1 200').length, 3);
});

for (const [what, bytes] of Object.entries(pairs))
  test(`${what}: what is hidden in it is never served`, async () => {
    served.length = 0;
    const { text, firstMs, hungUp, hungUpMs } = await send([bytes]);
    const report = JSON.stringify({ served, text, firstMs, hungUp });
    assert.ok(!served.some((one) => one.startsWith('/Shop/Hidden')), report);
    assert.ok(Math.min(firstMs, hungUpMs) < 100, report);
    assert.ok(text.split('HTTP/1.1').length <= 2, report);
    if (text.includes('request.malformed')) assert.ok(hungUp, report);
  });

const asked = 'GET /Shop/Order HTTP/1.1\r\nHost: x\r\n';
const inChunks = `${head}Transfer-Encoding: chunked\r\n\r\n`;

/** Each in one piece. */
const floods: Readonly<Record<string, string>> = {
  'a giant header': `${asked}X: ${'x'.repeat(1_000_000)}\r\n\r\n`,
  'very many headers': `${asked}${'a:b\r\n'.repeat(100_000)}\r\n`,
  'a giant target': `GET /Shop/${'x'.repeat(1_000_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
  'giant trailers': `${inChunks}0\r\n${'a:b\r\n'.repeat(100_000)}\r\n`,
  'a giant extension': `${inChunks}1;${'x'.repeat(1_000_000)}\r\nh\r\n0\r\n\r\n`,
  'a body that is too large': `${head}Content-Length: 300000\r\n\r\n${'x'.repeat(300_000)}`,
};

test('a flood in one piece is refused at once, and nothing of it is served', async () => {
  served.length = 0;
  for (const [what, bytes] of Object.entries(floods)) {
    const { text, firstMs, hungUp, hungUpMs } = await send([bytes], 3_000);
    assert.ok(text === '' || /^HTTP\/1\.1 4\d\d /.test(text), `${what}: ${text}`);
    assert.ok(Math.min(firstMs, hungUpMs) < 500, `${what} took ${firstMs} ms`);
    assert.ok(hungUp, what);
  }
  assert.deepEqual(served, []);
});

/** Piece by piece, for longer than anybody may take. */
const drips: Readonly<Record<string, readonly string[]>> = {
  'slow headers': [asked, ...Array.from({ length: 80 }, () => 'X: y\r\n')],
  'one slow header': [`${asked}X: `, ...Array.from({ length: 80 }, () => 'x')],
  'a slow body': [`${head}Content-Length: 100\r\n\r\n`, ...Array.from({ length: 80 }, () => 'x')],
  'slow chunks': [inChunks, ...Array.from({ length: 80 }, () => '1\r\nx\r\n')],
  nothing: [],
};

test('what drips in is cut off at the deadline, and two hundred of them hold nobody up', async () => {
  served.length = 0;
  const lag = monitorEventLoopDelay({ resolution: 10 });
  lag.enable();
  const dripping = Object.entries(drips).flatMap(([what, pieces]) =>
    Array.from({ length: 40 }, async () => ({ what, heard: await send(pieces, 8_000, 100) })),
  );
  let slowestMs = 0;
  for (let time = 0; time < 40; time++) {
    const { text, firstMs } = await send([`${asked}Connection: close\r\n\r\n`], 2_000);
    assert.match(text, /^HTTP\/1\.1 200/);
    slowestMs = Math.max(slowestMs, firstMs);
  }
  for (const { what, heard } of await Promise.all(dripping)) {
    assert.match(heard.text, /^HTTP\/1\.1 4\d\d /, what);
    assert.ok(heard.hungUp && heard.hungUpMs < 5_000, `${what}: ${heard.hungUpMs} ms`);
  }
  lag.disable();
  assert.equal(served.length, 40);
  assert.ok(slowestMs < 1_000, `somebody waited ${slowestMs} ms`);
  const p99Ms = lag.percentile(99) / 1e6;
  assert.ok(p99Ms < 200, `the loop stood still for ${p99Ms} ms`);
});
