import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { arraysOf, rowsFrom, type Columns } from '../../src/db/columns.ts';
import { binaryArray } from '../../src/db/binary-array.ts';
import { openBatchClient } from '../../src/db/connection.ts';
import { createTestDatabase } from '../kit/database.ts';

interface Row {
  id: string | null;
  words: string | null;
  small: number | null;
  large: bigint | null;
  yes: boolean | null;
  at: Date | null;
  names: readonly string[];
  amounts: readonly bigint[];
}

const columns: Columns<Row> = {
  id: 'uuid',
  words: 'text',
  small: 'integer',
  large: 'bigint',
  yes: 'boolean',
  at: 'timestamptz',
  names: 'text[]',
  amounts: 'bigint[]',
};

const statement = {
  name: 'back',
  text: `select id::text, words, small, large, yes, trunc(extract(epoch from at) * 1000)::text as at_ms,
    names::text[] as names, amounts::bigint[]::text[] as amounts
    from ${rowsFrom(columns)}`,
};

// What PostgreSQL itself cannot hold in a text is left out.
const text = fc.string({ unit: 'binary', maxLength: 200 }).filter((value) => !value.includes('\0'));
const large = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const row: fc.Arbitrary<Row> = fc.record({
  id: fc.option(fc.uuid()),
  words: fc.option(text),
  small: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  large: fc.option(large),
  yes: fc.option(fc.boolean()),
  at: fc.option(
    fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
  ),
  names: fc.array(text, { minLength: 1, maxLength: 3 }),
  amounts: fc.array(large, { minLength: 1, maxLength: 3 }),
});

test('Rows come out of PostgreSQL as they went in, whatever their columns hold.', async () => {
  const database = await createTestDatabase();
  const client = await openBatchClient(database.url, 'test');
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 20 }), async (rows) => {
        const back = await client.query({ ...statement, values: arraysOf(columns, rows) });
        const expected = rows.map(({ at, amounts, ...same }) => ({
          ...same,
          amounts: amounts.map(String),
          at_ms: at === null ? null : String(at.getTime()),
        }));
        assert.deepEqual(back.rows, expected);
      }),
      { numRuns: 150 },
    );
  } finally {
    await client.end();
    await database.drop();
  }
});

test('An array that outgrows its first buffer is still whole.', async () => {
  const database = await createTestDatabase();
  const client = await openBatchClient(database.url, 'test');
  try {
    const texts = Array.from({ length: 500 }, (_, index) => `${index} `.repeat(200));
    const { rows } = await client.query<{ texts: string[] }>('select $1::text[] as texts', [
      binaryArray('text', texts),
    ]);
    assert.deepEqual(rows[0]?.texts, texts);
  } finally {
    await client.end();
    await database.drop();
  }
});

test('A value that its type cannot hold is refused before PostgreSQL takes it for another one.', () => {
  const refused = [
    () => binaryArray('bigint', [2n ** 63n]),
    () => binaryArray('bigint', [-(2n ** 63n) - 1n]),
    () => binaryArray('bigint', [1]),
    () => binaryArray('integer', [2 ** 31]),
    () => binaryArray('integer', [0.5]),
    () => binaryArray('uuid', ['00000000-0000-0000-0000-00000000000g']),
    () => binaryArray('uuid', ['00000000-0000-0000-0000-0000000000000']),
    () => binaryArray('uuid', ['000000000000000000000000000000000000']),
    () => binaryArray('text', [5]),
    () => binaryArray('boolean', ['true']),
    () => binaryArray('timestamptz', [new Date(Number.NaN)]),
  ];
  for (const attempt of refused) assert.throws(attempt, /^(?:Type|Range)Error: Not /);
});
