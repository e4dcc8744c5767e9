import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPool } from '../../src/db/connection.ts';
import { createTestDatabase } from '../kit/database.ts';
import { hearAt, promise } from '../webhooks/delivery-kit.ts';
import { cliWith, documentOf } from './cli-kit.ts';

test('of a long reply to a webhook the beginning is shown, with what steers a terminal spelled; --json has all of it', async (t) => {
  const database = await createTestDatabase();
  const pool = openPool(database.url, 'test', 2);
  t.after(async () => {
    await pool.end();
    await database.drop();
  });
  const hearer = await hearAt(pool, 'http://127.0.0.1:9/hook');
  const [event] = await promise(pool, hearer, 1);
  assert.ok(event);
  const reply = `<html>\r\n\tक्ष\u202e😀${'x'.repeat(3_000)}end`;
  for (const [no, head] of [reply, 'short', null].entries())
    await pool.query(
      `insert into webhook_attempts (merchant_id, outbox_id, attempt_no, started_at, duration_ms, http_status, reply_head)
       values ($1, $2, $3, now(), 7, 500, $4)`,
      [hearer.merchantId, event.outboxId, no + 1, head],
    );
  const cli = cliWith({ DATABASE_URL: database.url });
  const words = ['webhook', 'show', `evt_${event.outboxId}`];
  const { stdout } = await cli(...words);
  const rows = stdout.slice(stdout.indexOf('no  started')).trimEnd().split('\n').slice(1);
  assert.deepEqual(
    rows.map((row) => row.split(/ {2}/).at(-1)),
    [
      `<html>\\r\\n\\tक्ष\\u{202e}😀${'x'.repeat(186)}… (3017 characters; --json shows all)`,
      'short',
      '-',
    ],
  );
  const { attempts } = documentOf(await cli(...words, '--json')) as {
    attempts: { replyHead: string | null }[];
  };
  assert.deepEqual(
    attempts.map(({ replyHead }) => replyHead),
    [reply, 'short', null],
  );
});
