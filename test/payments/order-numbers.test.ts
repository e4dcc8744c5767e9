import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ZoneClock } from '../../src/kit/zone-clock.ts';
import { OrderNumbers, pruneOrderNumbers } from '../../src/payments/order-numbers.ts';
import { openGateway } from './gateway.ts';

const zone = new ZoneClock('Asia/Kolkata');
const noon = new Date('2026-04-07T06:30:00.500Z');

test('a number is the local second and a count within it, which starts anew with every second', async (t) => {
  const { pool } = await openGateway(t);
  const numbers = new OrderNumbers(pool, zone);
  assert.equal(await numbers.take(noon), 'GW202604071200000001');
  assert.equal(await numbers.take(noon), 'GW202604071200000002');
  assert.equal(await numbers.take(new Date(noon.getTime() + 1_000)), 'GW202604071200010001');
});

test('three processes in one second never hand out a number twice', async (t) => {
  const { pool } = await openGateway(t);
  const supplies = [0, 1, 2].map(() => new OrderNumbers(pool, zone));
  const taken = await Promise.all(
    supplies.flatMap((supply) => Array.from({ length: 1_000 }, () => supply.take(noon))),
  );
  assert.equal(new Set(taken).size, taken.length);
});

test('when four digits are not enough within a second the count grows', async (t) => {
  const { pool } = await openGateway(t);
  await pool.query(`insert into number_blocks (series, next_value) values ($1, 9999)`, [
    'GW20260407120000',
  ]);
  const numbers = new OrderNumbers(pool, zone);
  assert.equal(await numbers.take(noon), 'GW202604071200009999');
  assert.equal(await numbers.take(noon), 'GW2026040712000010000');
});

test('callers of two seconds at once are all served', async (t) => {
  const { pool } = await openGateway(t);
  const numbers = new OrderNumbers(pool, zone);
  const taken = await Promise.all(
    Array.from({ length: 60 }, (_, nth) =>
      numbers.take(new Date(noon.getTime() + (nth % 2) * 1_000)),
    ),
  );
  assert.equal(new Set(taken).size, 60);
});

test('counters of seconds that are long over are forgotten, and no others', async (t) => {
  const { pool } = await openGateway(t);
  const numbers = new OrderNumbers(pool, zone);
  await numbers.take(noon);
  await numbers.take(new Date(noon.getTime() + 86_400_000));
  await pool.query(`insert into number_blocks (series, next_value) values ('TX260101', 7)`);
  await pruneOrderNumbers(pool, zone, new Date(noon.getTime() + 2.5 * 86_400_000));
  const { rows } = await pool.query<{ series: string }>(
    'select series from number_blocks order by series',
  );
  assert.deepEqual(
    rows.map(({ series }) => series),
    ['GW20260408120000', 'TX260101', 'wallet'],
  );
});
