import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { Door } from '../../src/http/door.ts';
import { sendJson } from '../../src/http/send.ts';
import { openServer } from '../../src/http/server.ts';

const keepAliveMs = 800;

const door: Door = {
  basePath: '/Shop',
  addRoutes: (app) => {
    app.get('/Slow', async (_request, reply) => {
      await sleep(3 * keepAliveMs);
      sendJson(reply, 200, {}, '"late"');
      return reply;
    });
  },
  refuse: () => ({ status: 400, headers: {}, body: '' }),
};

test('A connection is closed when nothing is asked on it for as long as was announced, and not while an answer is under way.', async () => {
  const server = openServer({
    doors: [door],
    checkReadiness: () => Promise.resolve([]),
    log: pino({ level: 'silent' }),
    limits: { keepAliveMs },
  });
  const port = await server.listen('127.0.0.1', 0);
  try {
    const [idle, busy] = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    const [idleHeard, busyHeard] = [heardOn(idle), heardOn(busy)];
    const idleClosed = once(idle, 'close').then(() => performance.now());
    const busyClosed = once(busy, 'close').then(() => performance.now());
    busy.write('GET /Shop/Slow HTTP/1.1\r\nHost: x\r\n\r\n');
    // Asked again before its time is up, it has all of it anew.
    idle.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    await sleep(keepAliveMs / 2);
    const askedMs = performance.now();
    idle.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    assert.ok((await idleClosed) - askedMs >= keepAliveMs);
    assert.equal(idleHeard.text().match(/"live"/g)?.length, 2);
    assert.equal(busyHeard.text(), '');
    assert.ok((await busyClosed) - askedMs >= 2 * keepAliveMs);
    assert.match(busyHeard.text(), /"late"$/);
  } finally {
    await server.close();
  }
});

function heardOn(socket: Socket): { text(): string } {
  let heard = '';
  socket.on('data', (chunk) => (heard += String(chunk)));
  socket.on('error', () => undefined);
  return { text: () => heard };
}
