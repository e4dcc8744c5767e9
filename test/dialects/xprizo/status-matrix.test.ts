/** docs/status-matrix.md, row by row: each is a story of its own with a merchant of its own. */
import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { verifyBooks } from '../../../src/settlements/verify-books.ts';
import { readDocument, sectionOf, tableIn } from '../../kit/documents.ts';
import { depositWorld } from './deposit-world.ts';
import { seenOf, stageFor, untilStatus } from './matrix-stage.ts';
import { chapters } from './matrix-stories.ts';

const world = depositWorld();

/** As the contract prints them: the number, and whether there is a key. */
const printed: Readonly<Record<string, readonly [number, boolean]>> = {
  NotFound: [-1, false],
  Active: [0, true],
  Pending: [1, false],
  Rejected: [3, true],
  Cancelled: [4, true],
  Hold: [5, true],
  Void: [6, true],
};

function isLike(text: string, wanted: string): boolean {
  const parts = wanted.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`).test(text);
}

const page = readDocument('docs/status-matrix.md');
const rowsOf = (endpoint: string) => tableIn(sectionOf(page, endpoint));

for (const [endpoint, [, , stories]] of Object.entries(chapters))
  test(`${endpoint}: the document and its stories have the same rows`, () => {
    assert.deepEqual(
      rowsOf(endpoint).map((row) => row['When']),
      Object.keys(stories),
    );
  });

// Most of the time is waited for somebody.
describe('every row', { concurrency: 8 }, () => {
  for (const [endpoint, [currency, fundMinor, stories]] of Object.entries(chapters))
    for (const row of rowsOf(endpoint))
      it(`${endpoint}: ${row['When'] ?? ''}`, async () => {
        const [ask, ...then] = stories[row['When'] ?? ''] ?? [];
        assert.ok(ask, 'the row has a story');
        const stage = await stageFor(world(), currency, fundMinor);
        const answer = await ask(stage);
        const answers = row['Answer']?.split(' or ') ?? [];
        assert.ok(
          answers.some((one) => isLike(answer, one)),
          answer,
        );
        for (const step of then)
          await (typeof step === 'string' ? untilStatus(stage, step) : step(stage));
        const status = row['Status'] ?? '';
        const { code, hasKey, value, told, books } = await seenOf(stage, status);
        assert.deepEqual([code, hasKey], printed[status]);
        assert.ok(isLike(value, row['`value`'] ?? ''), value);
        assert.equal(told, row['Webhooks']);
        assert.equal(books, row['Books']);
      });
});

test('the books of all of it are right', async () => {
  const { breaks } = await verifyBooks(world().app.pool);
  assert.deepEqual(breaks, []);
});
