import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { test } from 'node:test';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import pg from 'pg';
import { Client } from '../../src/db/client.ts';
import { isConnectionLost } from '../../src/db/sqlstate.ts';
import { createTestDatabase } from '../kit/database.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (how: { type: 'minor' }) => void;

test('What a statement brought and took is free as soon as it is answered, not at the next full collection.', async () => {
  const database = await createTestDatabase();
  const ours = new Client({ connectionString: database.url, pipeline: true });
  const driver = new pg.Client({
    connectionString: database.url,
    pipeline: true,
    query_timeout: 10_000,
  });
  try {
    await Promise.all([ours.connect(), driver.connect()]);
    const kept = await oldBytesAfter(ours);
    const keptByDriver = await oldBytesAfter(driver);
    assert.ok(kept < 2_000_000, `${kept} bytes are old, ${keptByDriver} with the bare driver`);
  } finally {
    await Promise.all([ours.end(), driver.end()]);
    await database.drop();
  }
});

/** Growth of the old objects over 200 statements, each with forty thousand bytes of values. */
async function oldBytesAfter(client: pg.Client): Promise<number> {
  const ask = async (nth: number) => {
    const values = Array.from({ length: 1_000 }, (_, index) => `${nth} ${index}`.padEnd(16, '-'));
    await client.query('select cardinality($1::text[])', [values]);
  };
  for (let nth = 0; nth < 20; nth++) await ask(nth);
  const before = oldBytes();
  for (let nth = 0; nth < 200; nth++) {
    await ask(nth);
    if (nth % 10 === 9) collect({ type: 'minor' });
  }
  collect({ type: 'minor' });
  return oldBytes() - before;
}

function oldBytes(): number {
  return getHeapSpaceStatistics()
    .filter(({ space_name }) => space_name === 'old_space')
    .reduce((sum, { space_used_size }) => sum + space_used_size, 0);
}

test('A statement is answered to whoever waits for it, by promise or by callback, its refusal too.', async () => {
  const database = await createTestDatabase();
  const client = new Client({ connectionString: database.url });
  try {
    await client.connect();
    assert.deepEqual((await client.query('select 1 as one')).rows, [{ one: 1 }]);
    assert.deepEqual((await client.query('select $1::int as it', [2])).rows, [{ it: 2 }]);
    await assert.rejects(client.query('select nothing'), { code: '42703' });
    const heard = await new Promise((resolve) => {
      client.query('select $1::int as it', [3], (error, { rows }) => {
        resolve({ error, rows: rows as unknown });
      });
    });
    assert.deepEqual(heard, { error: null, rows: [{ it: 3 }] });
    const refused = await new Promise((resolve) => {
      client.query('select nothing', (error) => {
        resolve(error);
      });
    });
    assert.match(String(refused), /"nothing" does not exist/);
  } finally {
    await client.end();
    await database.drop();
  }
});

test('A server that answers nothing any more is taken for lost, and everything that waits for it is told.', async () => {
  const database = await createTestDatabase();
  const line = await lineTo(database.url);
  const client = new Client({
    connectionString: line.url,
    pipeline: true,
    query_timeout: 1_000,
  });
  const errors: Error[] = [];
  client.on('error', (error) => errors.push(error));
  try {
    await client.connect();
    await client.query('select pg_sleep(0.2)');
    line.freeze();
    const lost = await Promise.allSettled([client.query('select 1'), client.query('select 2')]);
    for (const result of lost)
      assert.ok(result.status === 'rejected' && isConnectionLost(result.reason));
    assert.equal(errors.length, 1);
  } finally {
    await client.end().catch(() => undefined);
    await line.stop();
    await database.drop();
  }
});

/** A wire to the server that can be made to pass nothing on. */
async function lineTo(url: string) {
  const { host, port, user, database } = new pg.Client({ connectionString: url });
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    near.pipe(far);
    far.pipe(near);
    for (const socket of [near, far]) socket.on('error', () => undefined);
    sockets.push(near, far);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `postgres://${user ?? ''}@127.0.0.1:${(server.address() as AddressInfo).port}/${database ?? ''}`,
    freeze: () => {
      for (const socket of sockets) {
        socket.unpipe();
        socket.pause();
      }
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
