import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { Door } from '../../src/http/door.ts';
import { sendJson } from '../../src/http/send.ts';
import { openServer } from '../../src/http/server.ts';
import { wipePieces } from '../../src/http/wipe-pieces.ts';

/** A door that sees the pieces as they came, keeps them, and says what they were as a whole. */
async function opened(t: TestContext) {
  const kept: Buffer[] = [];
  const door: Door = {
    basePath: '/Shop',
    addRoutes: (app) => {
      app.addHook('preParsing', (_request, _reply, payload, done) => {
        payload.on('data', (piece: Buffer) => kept.push(piece));
        done();
      });
      app.addHook('preParsing', wipePieces);
      app.post('/Echo', (request, reply) => {
        sendJson(reply, 200, {}, (request.body as Buffer).toString());
      });
    },
    refuse: ({ code }) => ({ status: 400, headers: {}, body: JSON.stringify(code) }),
  };
  const server = openServer({
    doors: [door],
    checkReadiness: () => Promise.resolve([]),
    log: pino({ level: 'silent' }),
    limits: { bodyBytes: 100 },
  });
  const port = await server.listen('127.0.0.1', 0);
  t.after(() => server.close());
  return { kept, port };
}

/** Sends the pieces one by one, each in a packet of its own, and resolves to all that is answered. */
async function send(port: number, pieces: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (bytes) => (heard += bytes.toString()));
  socket.on('error', () => undefined);
  socket.setNoDelay(true);
  socket.write(
    'POST /Shop/Echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n' +
      'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
  );
  for (const piece of pieces) {
    await sleep(20);
    socket.write(`${piece.length.toString(16)}\r\n${piece}\r\n`);
  }
  socket.write('0\r\n\r\n');
  await once(socket, 'close');
  return heard;
}

const isBlank = (piece: Buffer) => piece.every((byte) => byte === 0);

test('a body arrives whole, and nothing is left of the pieces that it came in', async (t) => {
  const { kept, port } = await opened(t);
  assert.match(await send(port, ['"one ', 'two ', 'three"']), /"one two three"$/);
  assert.deepEqual([kept.length, kept.every(isBlank)], [3, true]);
});

test('nothing is left of a body that is too long', async (t) => {
  const { kept, port } = await opened(t);
  const answer = await send(port, ['a'.repeat(60), 'b'.repeat(60)]);
  assert.match(answer, /^HTTP\/1.1 400 [^]*too_large/);
  assert.ok(kept.length > 0 && kept.every(isBlank));
});

test('nothing is left of a body whose caller hung up', async (t) => {
  const { kept, port } = await opened(t);
  const socket = connect(port, '127.0.0.1');
  socket.write(
    'POST /Shop/Echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n"half',
  );
  for (let turn = 0; turn < 1_000 && kept.length === 0; turn += 1) await sleep(10);
  socket.destroy();
  for (let turn = 0; turn < 1_000 && !kept.every(isBlank); turn += 1) await sleep(10);
  assert.deepEqual([kept.length, kept.every(isBlank)], [1, true]);
});
