import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  createServer as createTlsServer,
  getCACertificates,
  setDefaultCACertificates,
} from 'node:tls';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { assertFailed, egressFor, request } from './egress-kit.ts';
import { listen, reply } from './listeners.ts';

test('a sandbox endpoint on loopback gets the bytes and headers as they were given', async (t) => {
  const target = await listen(t, (socket) => socket.write(reply(200, 'fine')));
  const egress = egressFor(t);
  const answer = await egress.post(`http://localhost:${target.port}/hook?a=b`, request);
  assert.equal(answer.kind, 'answer');
  assert.equal(answer.status, 200);
  assert.equal(answer.replyHead, 'fine');
  assert.ok(answer.durationMs >= 0 && answer.durationMs < 10_000);
  const [head = '', body] = target.received().split('\r\n\r\n');
  assert.match(head, /^POST \/hook\?a=b HTTP\/1\.1\r\n/);
  assert.match(head, /content-type: application\/json/);
  assert.match(head, /accept-encoding: identity/);
  assert.equal(body, '{"a":1}');
});

test('a thousand posts to one endpoint share a few connections', async (t) => {
  const target = await listen(t, (socket) => socket.write(reply(200)));
  const egress = egressFor(t, { connectionsPerOrigin: 4 });
  const url = `http://127.0.0.1:${target.port}/`;
  const answers = await Promise.all(Array.from({ length: 1000 }, () => egress.post(url, request)));
  assert.ok(answers.every((answer) => answer.kind === 'answer'));
  assert.ok(target.connects() <= 4);
  assert.equal(egress.openOrigins(), 1);
});

test('a busy endpoint gets new connections now and then, and nothing that is on its way waits for it', async (t) => {
  // Answers when as many wait as there are connections: all of them end, and go on, at the same moment.
  const waiting: (() => void)[] = [];
  const target = await listen(t, (socket) => {
    waiting.push(() => socket.write(reply(200)));
    if (waiting.length === 4) for (const answer of waiting.splice(0)) answer();
  });
  const egress = egressFor(t, {
    connectionsPerOrigin: 4,
    connectionLifeMs: 100,
    totalTimeoutMs: 2_000,
  });
  const url = `http://127.0.0.1:${target.port}/`;
  for (
    let sent = 0, beganMs = performance.now();
    sent < 20 || performance.now() - beganMs < 1_000;
    sent++
  ) {
    const answers = await Promise.all(Array.from({ length: 4 }, () => egress.post(url, request)));
    assert.deepEqual(new Set(answers.map(({ kind }) => kind)), new Set(['answer']));
  }
  assert.ok(target.connects() >= 4 * 5, `${String(target.connects())} connections`);
  assert.ok(target.connects() <= 4 * 12, `${String(target.connects())} connections`);
});

test('redirects of every kind are answers and are not followed', async (t) => {
  const inner = await listen(t, (socket) => socket.write(reply(200)));
  for (const status of [300, 301, 302, 303, 307, 308]) {
    const location = `location: http://127.0.0.1:${inner.port}/secret`;
    const outer = await listen(t, (socket) => socket.write(reply(status, '', [location])));
    const answer = await egressFor(t).post(`http://127.0.0.1:${outer.port}/`, request);
    assert.equal(answer.kind, 'answer');
    assert.equal(answer.status, status);
  }
  assert.equal(inner.connects(), 0);
});

test('of an endless body 64 kB are read and 4 kB kept, and the connection is cut', async (t) => {
  let sentBytes = 0;
  const target = await listen(t, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
    const chunk = 'x'.repeat(16_384);
    const pour = (): void => {
      while (!socket.destroyed) {
        sentBytes += chunk.length;
        if (!socket.write(`4000\r\n${chunk}\r\n`)) break;
      }
    };
    socket.on('drain', pour);
    pour();
  });
  const answer = await egressFor(t).post(`http://127.0.0.1:${target.port}/`, request);
  assert.equal(answer.kind, 'answer');
  assert.equal(answer.replyHead, 'x'.repeat(4096));
  await sleep(50);
  assert.equal(target.openSockets(), 0);
  assert.ok(sentBytes < 20_000_000);
});

test('a compressed bomb is not unpacked', async (t) => {
  const bomb = gzipSync(Buffer.alloc(20_000_000));
  const target = await listen(t, (socket) =>
    socket.write(reply(200, bomb, ['content-encoding: gzip'])),
  );
  const answer = await egressFor(t).post(`http://127.0.0.1:${target.port}/`, request);
  assert.equal(answer.kind, 'answer');
  assert.ok(answer.replyHead.length <= 4096);
  assert.doesNotMatch(answer.replyHead, /(?![\t\n\r])\p{Cc}/u);
});

const drips: readonly (readonly [string, string, string])[] = [
  ['headers', 'HTTP/1.1 200 OK\r\n', 'x'],
  ['header lines', 'HTTP/1.1 200 OK\r\n', 'x: y\r\n'],
  ['a body', 'HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n', 'x'],
  ['chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', '1\r\nx\r\n'],
  ['early hints', '', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
];

for (const [name, start, drip] of drips) {
  test(`a receiver that drips ${name} for ever is cut at the deadline`, async (t) => {
    const target = await listen(t, (socket) => {
      socket.write(start);
      const timer = setInterval(() => socket.write(drip), 20);
      socket.on('close', () => clearInterval(timer));
    });
    const egress = egressFor(t, { totalTimeoutMs: 300 });
    const answer = await egress.post(`http://127.0.0.1:${target.port}/`, request);
    assertFailed(answer, /in time/);
    assert.ok(answer.kind === 'failed' && answer.durationMs >= 290 && answer.durationMs < 10_000);
    await sleep(50);
    assert.equal(target.openSockets(), 0);
  });
}

test('what waits behind a silent receiver fails at its own deadline and is not sent later', async (t) => {
  const target = await listen(t, () => undefined);
  const egress = egressFor(t, { totalTimeoutMs: 200, connectionsPerOrigin: 1 });
  const url = `http://127.0.0.1:${target.port}/`;
  const answers = await Promise.all([1, 2, 3].map(() => egress.post(url, request)));
  for (const answer of answers) assertFailed(answer, /in time/);
  const sent = () => target.received().split('POST').length - 1;
  // What was on its way when they failed has arrived.
  await sleep(100);
  const sentInTime = sent();
  assert.ok(sentInTime < 3, 'the deadline of the last one began before it was its turn');
  await sleep(300);
  assert.equal(sent(), sentInTime);
});

const broken: readonly (readonly [string, string, RegExp])[] = [
  ['closes without a word', '', /closed/],
  ['closes in the middle of the body', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc', /closed/],
  ['does not speak HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', /not HTTP/],
  [
    'sends two lengths',
    'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\na',
    /HTTP/,
  ],
  ['sends endless headers', `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(50_000)}`, /headers/],
  ['wants another protocol', 'HTTP/1.1 101 Go\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n', /./],
];

for (const [name, text, reason] of broken) {
  test(`a receiver that ${name} is a failure with a plain reason`, async (t) => {
    const target = await listen(t, (socket) => socket.end(text));
    const answer = await egressFor(t).post(`http://127.0.0.1:${target.port}/`, request);
    assertFailed(answer, reason);
  });
}

test('retry-after is read as seconds or as a date by the receiver’s own clock', async (t) => {
  const date = 'date: Tue, 01 Oct 2024 10:00:00 GMT';
  const cases: readonly (readonly [string[], number | undefined])[] = [
    [['retry-after: 120'], 120_000],
    [['retry-after: 0'], 0],
    [[date, 'retry-after: Tue, 01 Oct 2024 10:01:30 GMT'], 90_000],
    [[date, 'retry-after: Tue, 01 Oct 2024 09:00:00 GMT'], 0],
    [['retry-after: Tue, 01 Oct 2024 10:01:30 GMT'], undefined],
    [['retry-after: -5'], undefined],
    [['retry-after: soon'], undefined],
    [['retry-after: 99999999999999999999'], undefined],
    [[], undefined],
  ];
  const egress = egressFor(t);
  for (const [headers, expected] of cases) {
    const target = await listen(t, (socket) => socket.write(reply(503, '', headers)));
    const answer = await egress.post(`http://127.0.0.1:${target.port}/`, request);
    assert.equal(answer.kind, 'answer');
    assert.equal(answer.retryAfterMs, expected, headers.join());
  }
});

test('long numbers in a reply are covered but for their last four digits', async (t) => {
  const target = await listen(t, (socket) =>
    socket.write(reply(200, 'pan 4111111111111111 ok 42')),
  );
  const answer = await egressFor(t).post(`http://127.0.0.1:${target.port}/`, request);
  assert.equal(answer.kind, 'answer');
  assert.equal(answer.replyHead, 'pan ************1111 ok 42');
});

test('two hundred dead origins fail at once and leave nothing behind', async (t) => {
  const egress = egressFor(t, { connectionsPerOrigin: 2 });
  const posts = Array.from({ length: 200 }, (_, index) =>
    egress.post(`http://127.0.${index}.9:1/`, request),
  );
  for (const answer of await Promise.all(posts)) assertFailed(answer, /refused/);
  const crowd = Array.from({ length: 50 }, () => egress.post('http://127.0.0.1:1/', request));
  for (const answer of await Promise.all(crowd)) assertFailed(answer, /refused/);
  await sleep(20);
  assert.equal(egress.openOrigins(), 0);
});

test('a certificate that nobody vouches for is refused, in the sandbox too', async (t) => {
  let requests = 0;
  const server = createTlsServer(selfSigned(t), (socket) => {
    socket.on('data', () => requests++);
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const answer = await egressFor(t).post(`https://localhost:${port}/`, request);
  assertFailed(answer, /certificate/);
  assert.equal(requests, 0);
});

test('a certificate that is vouched for is accepted for its own name only', async (t) => {
  const mine = selfSigned(t);
  setDefaultCACertificates([...getCACertificates('default'), mine.cert.toString()]);
  const server = createTlsServer(mine, (socket) => {
    socket.on('data', () => socket.write(reply(204)));
    socket.on('error', () => socket.destroy());
    t.after(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const egress = egressFor(t);
  const answer = await egress.post(`https://localhost:${port}/`, request);
  assert.ok(answer.kind === 'answer' && answer.status === 204);
  assertFailed(await egress.post(`https://127.0.0.1:${port}/`, request), /certificate/);
});

test('headers that cannot be sent and a closed egress are failures, never exceptions', async (t) => {
  const target = await listen(t, (socket) => socket.write(reply(200)));
  const url = `http://127.0.0.1:${target.port}/`;
  const egress = egressFor(t);
  const bad = { headers: { 'x-a': 'b\r\nc: d' }, body: Buffer.from('') };
  assert.equal((await egress.post(url, bad)).kind, 'failed');
  await egress.close();
  assert.equal((await egress.post(url, request)).kind, 'failed');
  assert.equal(target.connects(), 0);
});

function selfSigned(t: TestContext): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'egress-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', '-x509', ...curve, ...subject, ...files], { stdio: 'ignore' });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}
