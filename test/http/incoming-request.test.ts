import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pino } from 'pino';
import type { Door } from '../../src/http/door.ts';
import type { CallHandler } from '../../src/http/direct.ts';
import { IncomingRequest } from '../../src/http/incoming-request.ts';
import { sendJson } from '../../src/http/send.ts';
import { openServer, type HttpServer } from '../../src/http/server.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const bodies: string[] = [];
const seen: WeakRef<object>[] = [];
const answer: CallHandler = ({ body, raw }, reply) => {
  assert.ok(raw instanceof IncomingRequest);
  bodies.push(String(body));
  seen.push(new WeakRef(raw));
  const send = () => {
    sendJson(reply, 200, {}, String(body));
  };
  if (String(body) === '"later"') setTimeout(send, 20);
  else send();
};

const door: Door = {
  basePath: '/Shop',
  addRoutes: (app) => {
    app.post('/Order', (request, reply) => {
      answer(request, reply);
    });
  },
  direct: { '/Order': answer },
  refuse: (error) => ({ status: 400, headers: {}, body: JSON.stringify({ no: error.code }) }),
};

let server: HttpServer;
let port: number;

before(async () => {
  server = openServer({
    doors: [door],
    checkReadiness: () => Promise.resolve([]),
    log: pino({ level: 'silent' }),
  });
  port = await server.listen('127.0.0.1', 0);
});
after(() => server.close());

const order = (body: string, path = '/Shop/Order') =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
  `Content-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`;

async function open(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  await once(socket, 'connect');
  return socket;
}

/** What comes back until as many answers are there. */
async function answersOf(socket: Socket, count: number): Promise<string[]> {
  let text = '';
  while ((text.match(/HTTP\/1\.1 /g) ?? []).length < count || !text.endsWith('"')) {
    const [piece] = (await once(socket, 'data')) as [Buffer];
    text += piece.toString();
  }
  return text.split(/(?=HTTP\/1\.1 )/).map((one) => one.slice(one.indexOf('\r\n\r\n') + 4));
}

test('A body that comes in pieces is whole before anybody hears of it, whichever way it is served.', async () => {
  for (const path of ['/Shop/Order', '/shop/order']) {
    bodies.length = 0;
    const socket = await open();
    const text = order('"₹ 100 in three pieces"', path);
    const bytes = Buffer.from(text);
    // The second cut is inside the sign of the rupee.
    const cuts = [0, bytes.indexOf('"₹'), bytes.indexOf('₹') + 1, bytes.length];
    for (const [nth, cut] of cuts.slice(1).entries()) {
      assert.deepEqual(bodies, []);
      socket.write(bytes.subarray(cuts[nth], cut));
      await sleep(20);
    }
    if (bodies.length === 0) await once(socket, 'data');
    assert.deepEqual(bodies, ['"₹ 100 in three pieces"'], path);
    socket.destroy();
  }
});

test('Requests one behind the other on a connection are answered in their order, each with its own body.', async () => {
  const socket = await open();
  const asked = ['"a"', '"b"', '"c"', '"d"'];
  socket.write(
    asked.map((body, nth) => order(body, nth === 2 ? '/shop/order' : undefined)).join(''),
  );
  assert.deepEqual(await answersOf(socket, 4), asked);
  socket.write(order('"again"'));
  assert.deepEqual(await answersOf(socket, 1), ['"again"']);
  socket.destroy();
});

test('Whoever hangs up inside the body has asked for nothing, and hurts nobody.', async () => {
  bodies.length = 0;
  for (let nth = 0; nth < 20; nth++) {
    const socket = await open();
    socket.write(order('"never whole"').slice(0, -(1 + (nth % 5))));
    await sleep(2);
    if (nth % 2 === 0) socket.destroy();
    else socket.resetAndDestroy();
  }
  const socket = await open();
  socket.write(order('"whole"'));
  assert.deepEqual(await answersOf(socket, 1), ['"whole"']);
  assert.deepEqual(bodies, ['"whole"']);
  socket.destroy();
});

test('A connection that is idle keeps nothing of the request that it brought last, answered at once or later.', async () => {
  for (const body of ['"last"', '"later"']) {
    seen.length = 0;
    const socket = await open();
    socket.write(order(body));
    await answersOf(socket, 1);
    await sleep(50);
    collect();
    assert.equal(seen.length, 1);
    assert.ok(seen[0]?.deref() === undefined, body);
    socket.destroy();
  }
});
