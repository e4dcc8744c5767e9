import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { Client } from 'pg';
import { auditHeadTeller } from '../../src/audit-heads.ts';
import { openPool, transaction, type Pool } from '../../src/db/connection.ts';
import { newId, type MerchantId } from '../../src/kit/ids.ts';
import { platformId, writeAuditEvent } from '../../src/merchants/audit.ts';
import { listAuditStreams, verifyStream } from '../../src/merchants/audit-chain.ts';
import { createMerchant } from '../../src/merchants/create-merchant.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';

const nowMs = Date.UTC(2026, 10, 26);

suite('the chain of the audit', () => {
  let database: TestDatabase;
  let pool: Pool;
  before(async () => {
    database = await createTestDatabase();
    pool = openPool(database.url, 'test', 8);
  });
  after(async () => {
    await pool.end();
    await database.drop();
  });

  const write = (merchantId: MerchantId, action: string) =>
    transaction(pool, (tx) =>
      writeAuditEvent(tx, {
        merchantId,
        actor: 'test',
        action,
        details: { n: 1n, s: '"x' },
        nowMs,
      }),
    );

  const created = async (name: string) => {
    const merchantId = newId<'merchant'>(nowMs);
    const about = { merchantId, name, environment: 'sandbox', actor: 'test', nowMs } as const;
    await createMerchant(pool, about);
    return merchantId;
  };

  test('events that are written at the same time get numbers without gaps, and what is rolled back gets none', async () => {
    const merchantId = newId<'merchant'>(nowMs);
    await Promise.all(Array.from({ length: 20 }, (_, n) => write(merchantId, `a${String(n)}`)));
    await assert.rejects(
      transaction(pool, async (tx) => {
        await writeAuditEvent(tx, {
          ...{ merchantId, actor: 'test', action: 'never', details: {}, nowMs },
        });
        throw new Error('changed its mind');
      }),
    );
    await write(merchantId, 'last');
    await write(platformId, 'elsewhere');
    const { rows } = await pool.query<{ event_no: bigint }>(
      'select event_no from audit_events where merchant_id = $1 order by event_no',
      [merchantId],
    );
    assert.deepEqual(
      rows.map((row) => row.event_no),
      Array.from({ length: 21 }, (_, n) => BigInt(n + 1)),
    );
    assert.deepEqual(await verifyStream(pool, merchantId), { events: 21, breaks: [] });
  });

  test('a changed row, a lost row, a row put in and a cut tail are each found', async () => {
    const owner = new Client({ connectionString: database.url });
    await owner.connect();
    const broken = async (sql: string) => {
      const merchantId = newId<'merchant'>(nowMs);
      for (const action of ['one', 'two', 'three', 'four']) await write(merchantId, action);
      await owner.query(sql, [merchantId]);
      return (await verifyStream(pool, merchantId)).breaks;
    };
    try {
      assert.deepEqual(
        await broken(
          `update audit_events set details = '{"n":"2"}' where merchant_id = $1 and event_no = 2`,
        ),
        [{ eventNo: '2', what: 'changed' }],
      );
      assert.deepEqual(
        await broken('delete from audit_events where merchant_id = $1 and event_no = 2'),
        [{ eventNo: '2', what: 'missing' }],
      );
      assert.deepEqual(
        await broken('delete from audit_events where merchant_id = $1 and event_no = 4'),
        [{ eventNo: '4', what: 'missing' }],
      );
      assert.deepEqual(
        await broken(
          `insert into audit_events (merchant_id, event_id, event_no, actor, action, details, at, hash)
           select merchant_id, gen_random_uuid(), 5, actor, action, details, at, hash
           from audit_events where merchant_id = $1 and event_no = 4`,
        ),
        [{ eventNo: '5', what: 'beyond the head' }],
      );
      assert.deepEqual(
        await broken(
          `insert into audit_events (merchant_id, event_id, event_no, actor, action, details, at, hash)
           select merchant_id, gen_random_uuid(), 0, 'zoya', action, details, at, hash
           from audit_events where merchant_id = $1 and event_no = 1`,
        ),
        [{ eventNo: '0', what: 'beyond the head' }],
      );
      await owner.query('drop index audit_events_number_key');
      assert.deepEqual(
        await broken(
          `insert into audit_events (merchant_id, event_id, event_no, actor, action, details, at, hash)
           select merchant_id, gen_random_uuid(), event_no, 'zoya', action, details, at, hash
           from audit_events where merchant_id = $1 and event_no = 2`,
        ),
        [{ eventNo: '2', what: 'there twice' }],
      );
    } finally {
      await owner.end();
    }
  });

  test('a stream that is gone with its head, and one whose head alone is gone, are found', async () => {
    const owner = new Client({ connectionString: database.url });
    await owner.connect();
    try {
      const [gone, headless] = [await created('Gone'), await created('Headless')];
      await owner.query('delete from audit_heads where merchant_id = any ($1)', [[gone, headless]]);
      await owner.query('delete from audit_events where merchant_id = $1', [gone]);
      const streams = (await listAuditStreams(pool)).map(({ merchantId }) => merchantId);
      assert.ok(streams.includes(gone) && streams.includes(headless) && streams[0] === platformId);
      assert.deepEqual(await verifyStream(pool, gone), {
        events: 0,
        breaks: [{ eventNo: '1', what: 'missing' }],
      });
      const { breaks } = await verifyStream(pool, headless);
      assert.deepEqual(breaks[0], { eventNo: '1', what: 'beyond the head' });
    } finally {
      await owner.end();
    }
  });

  test('the log is told each head once, and again when its stream has grown', async () => {
    const [first, second] = [newId<'merchant'>(nowMs), newId<'merchant'>(nowMs)];
    for (const merchantId of [first, second]) await write(merchantId, 'one');
    const lines: { readonly stream: string; readonly eventNo: string; readonly hash: string }[] =
      [];
    const log = { info: (line: (typeof lines)[number]) => void lines.push(line) };
    const tell = auditHeadTeller(pool, log as never);
    const told = async () => {
      lines.length = 0;
      await tell();
      return lines.filter(({ stream }) => stream === first || stream === second);
    };
    assert.deepEqual((await told()).map(({ stream }) => stream).sort(), [first, second].sort());
    assert.deepEqual(await told(), []);
    await write(second, 'two');
    const { rows } = await pool.query<{ hash: string }>(
      `select encode(hash, 'hex') as hash from audit_events where merchant_id = $1 and event_no = 2`,
      [second],
    );
    assert.deepEqual(await told(), [{ stream: second, eventNo: '2', hash: rows[0]?.hash }]);
  });

  test('the running program can neither change nor remove what was written', async () => {
    for (const verb of [
      'update audit_events set actor = $1',
      'delete from audit_events where actor = $1',
    ])
      await assert.rejects(pool.query(verb, ['x']), /permission denied/);
  });
});
