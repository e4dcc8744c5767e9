import assert from 'node:assert/strict';
import { once, type EventEmitter } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import pg from 'pg';
import { Client } from '../../src/db/client.ts';
import { isConnectionLost, isUniqueViolation } from '../../src/db/sqlstate.ts';
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

test('Statements asked for in one write are answered in their order and kind, and from the second time on all at once.', async () => {
  const database = await createTestDatabase();
  const client = new Client({ connectionString: database.url, pipeline: true });
  try {
    await client.connect();
    await client.query(
      'create temporary table kept (id integer primary key, at timestamptz, note text)',
    );
    const { connection } = client as unknown as { readonly connection: EventEmitter };
    let readyCount = 0;
    connection.on('readyForQuery', () => (readyCount += 1));
    const together = (id: string) =>
      client.inOneWrite(() =>
        Promise.all([
          client.query({ name: 'begin', text: 'begin' }),
          client.query({
            name: 'keep',
            text: 'insert into kept values ($1, $2, $3)',
            values: [id, '2026-11-27T01:02:03.004Z', null],
          }),
          client.query({
            name: 'kept',
            text: 'select id, at, note from kept where id <= $1 order by id',
            values: [id],
          }),
          client.query({ name: 'commit', text: 'commit' }),
        ]),
      );
    const row = (id: number) => ({ id, at: new Date('2026-11-27T01:02:03.004Z'), note: null });
    for (const [id, roundTrips, rows] of [
      ['1', 4, [row(1)]],
      ['2', 1, [row(1), row(2)]],
      ['3', 1, [row(1), row(2), row(3)]],
    ] as const) {
      readyCount = 0;
      const results = await together(id);
      assert.deepEqual(
        results.map(({ command, rowCount }) => [command, rowCount]),
        [
          ['BEGIN', null],
          ['INSERT', 1],
          ['SELECT', rows.length],
          ['COMMIT', null],
        ],
      );
      assert.deepEqual(results[2].rows, rows);
      assert.equal(readyCount, roundTrips);
    }
  } finally {
    await client.end();
    await database.drop();
  }
});

test('Of statements in one write, those before a failure are answered, and none behind it is run.', async () => {
  const database = await createTestDatabase();
  const client = new Client({ connectionString: database.url, pipeline: true });
  try {
    await client.connect();
    await client.query('create temporary table kept (id integer primary key)');
    const keep = { name: 'keep', text: 'insert into kept values ($1)' };
    const together = (...ids: string[]) =>
      client.inOneWrite(() =>
        Promise.allSettled(ids.map((id) => client.query({ ...keep, values: [id] }))),
      );
    await together('1');
    const [first, second, third] = await together('2', '1', '3');
    assert.equal(first?.status, 'fulfilled');
    for (const failed of [second, third])
      assert.ok(failed?.status === 'rejected' && isUniqueViolation(failed.reason));
    const { rows } = await client.query('select id from kept');
    // One Sync stands behind all three, so the first went the way of the second.
    assert.deepEqual(rows, [{ id: 1 }]);
  } finally {
    await client.end();
    await database.drop();
  }
});

test('A value that nobody can read fails the statements it came with, and the connection goes on.', async () => {
  const database = await createTestDatabase();
  const client = new Client({ connectionString: database.url, pipeline: true });
  let isReadable = true;
  pg.types.setTypeParser(pg.types.builtins.MONEY, (text) => {
    if (!isReadable) throw new Error('nobody reads this');
    return text;
  });
  const priced = { name: 'priced', text: `select '12.50'::money as price` };
  const ask = () => client.inOneWrite(() => Promise.allSettled([client.query(priced)]));
  try {
    await client.connect();
    await ask();
    isReadable = false;
    const [unread] = await ask();
    assert.ok(unread.status === 'rejected');
    assert.match(String(unread.reason), /nobody reads this/);
    isReadable = true;
    assert.equal((await ask())[0].status, 'fulfilled');
  } finally {
    await client.end();
    await database.drop();
  }
});

test('When the server is lost under statements in one write, each of them is told.', async () => {
  const database = await createTestDatabase();
  const line = await lineTo(database.url);
  const client = new Client({ connectionString: line.url, pipeline: true, query_timeout: 500 });
  client.on('error', () => undefined);
  const one = { name: 'one', text: 'select 1 as one' };
  const twice = () =>
    client.inOneWrite(() => Promise.allSettled([client.query(one), client.query(one)]));
  try {
    await client.connect();
    await client.query(one);
    line.freeze();
    for (const result of [...(await twice()), ...(await twice())])
      assert.ok(result.status === 'rejected' && isConnectionLost(result.reason));
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

test('What is unanswered when the connection ends, and what is asked after that, is told that it is lost, whether the driver has a word for it or not.', async () => {
  const database = await createTestDatabase();
  const line = await lineTo(database.url);
  const client = new Client({ connectionString: line.url, pipeline: true });
  client.on('error', () => undefined);
  const one = { name: 'one', text: 'select 1 as one' };
  const twice = () =>
    client.inOneWrite(() => Promise.allSettled([client.query(one), client.query(one)]));
  const answered = async (asked: readonly Promise<PromiseSettledResult<unknown>[]>[]) =>
    (await Promise.race([Promise.all(asked), sleep(2_000, [])])).flat();
  try {
    await client.connect();
    await client.query(one);
    line.freeze();
    const under = [Promise.allSettled([client.query('select 2')]), twice()];
    // The driver's word for it, without its list of what it has sent.
    client.emit('end');
    const told = await answered(under);
    told.push(...(await answered([Promise.allSettled([client.query('select 3')]), twice()])));
    assert.equal(told.length, 6);
    for (const result of told)
      assert.ok(result.status === 'rejected' && isConnectionLost(result.reason));
  } finally {
    await line.stop();
    await client.end().catch(() => undefined);
    await database.drop();
  }
});
