/** A report as it leaves over HTTP: at the pace of its reader, and no longer than there is one. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { openPool, type Pool } from '../../src/db/connection.ts';
import type { Door } from '../../src/http/door.ts';
import { sendFile } from '../../src/http/send-file.ts';
import { openServer } from '../../src/http/server.ts';
import type { DomainError } from '../../src/kit/errors.ts';
import type { OpenReport } from '../../src/reports/open-report.ts';
import { reportAnswer, type ReportQuery } from '../../src/reports/report-answer.ts';
import { openGateway } from '../payments/gateway.ts';
import { today } from './report-world.ts';

const statusWords = {
  queued: 'processing',
  processing: 'processing',
  succeeded: 'success',
  failed: 'failed',
  reversed: 'reversed',
};

interface Shop {
  readonly pool: Pool;
  /** Statements so far. */
  readonly statements: () => number;
  readonly opened: OpenReport[];
  readonly get: (query: string) => Promise<IncomingMessage>;
}

/** A door that gives reports of one merchant with so many payouts. */
async function openShop(t: TestContext, payouts: number): Promise<Shop> {
  const gateway = await openGateway(t);
  const merchantId = await gateway.merchant(100_00n);
  await gateway.pool.query(
    `insert into payouts (merchant_id, payout_id, version, status, status_reason, contract, transaction_number,
       beneficiary_name, beneficiary_account_number, beneficiary_ifsc, currency, amount_minor, fee_minor, gst_minor,
       reserve_no, created_at)
     select $1, (lpad(to_hex((extract(epoch from now()) * 1000)::bigint), 12, '0') || '7000a' || lpad(to_hex(i), 15, '0'))::uuid,
       1, case when i % 3 = 0 then 'queued' else 'succeeded' end, 'test', 'xoompe', 'TX' || i,
       'Asha Rao', '1234567890', 'HDFC0000001', 'INR', 100, 0, 0, 1, now()
     from generate_series(1, $2::int) i`,
    [merchantId, payouts],
  );
  const pool = openPool(gateway.url, 'test reports', 2);
  let statements = 0;
  pool.on('acquire', () => (statements += 1));
  const opened: OpenReport[] = [];
  const door: Door = {
    basePath: '/Shop',
    addRoutes: (app) => {
      app.get('/Report', async (request, reply) => {
        const { stall, ...query } = request.query as ReportQuery & { stall?: string };
        const asked = { db: pool, merchantId, query, statusWords, timeZone: 'UTC' };
        const report = await reportAnswer({ ...asked, now: new Date() });
        opened.push(report);
        sendFile(
          reply,
          { 'x-shop': 'yes' },
          report,
          stall === undefined ? undefined : parseInt(stall, 10),
        );
        return reply;
      });
    },
    refuse: (error) => ({ status: 400, headers: {}, body: JSON.stringify(error.details) }),
  };
  const log = pino({ level: 'silent' });
  const server = openServer({ doors: [door], log, checkReadiness: () => Promise.resolve([]) });
  const port = await server.listen('127.0.0.1', 0);
  t.after(async () => {
    await server.close();
    await pool.end().catch(() => undefined);
  });
  return {
    pool,
    statements: () => statements,
    opened,
    get: async (query) => {
      const request = get({ port, host: '127.0.0.1', path: `/shop/report?${query}`, agent: false });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      return response;
    },
  };
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Until the database is asked for nothing more. */
async function untilStill({ statements }: Shop): Promise<number> {
  for (let before = -1; ;) {
    const now = statements();
    if (now === before) return now;
    before = now;
    await sleep(700);
  }
}

test('a download is named by its type and days, is not kept, and speaks the words of the contract', async (t) => {
  const shop = await openShop(t, 30);
  const response = await shop.get('status=Processing');
  const text = await textOf(response);
  assert.equal(response.statusCode, 200);
  assert.equal(response.headers['content-type'], 'text/csv; charset=utf-8; header=present');
  assert.equal(response.headers['cache-control'], 'no-store');
  assert.equal(response.headers['x-shop'], 'yes');
  assert.equal(
    response.headers['content-disposition'],
    `attachment; filename="transactions-${today(-29)}-to-${today()}.csv"`,
  );
  assert.equal(text.trimEnd().split('\r\n').length, 1 + 10 + 1);
  assert.match(text, /,processing,INR,1\.00,/);
});

test('what cannot be a report is refused with the name of every bad parameter', async (t) => {
  const shop = await openShop(t, 1);
  const faultsOf = async (query: string) => {
    const response = await shop.get(query);
    assert.equal(response.statusCode, 400, query);
    const { fields } = JSON.parse(await textOf(response)) as DomainError['details'];
    return Object.keys(fields ?? {});
  };
  assert.deepEqual(await faultsOf('type=all&format=pdf&status=lost&service_type=x'), [
    'type',
    'format',
    'service_type',
    'status',
  ]);
  assert.deepEqual(await faultsOf('from=2025-01-01&to=2026-01-02'), ['to']);
  assert.deepEqual(await faultsOf('from=2026-02-01&to=2026-01-31'), ['to']);
  assert.deepEqual(await faultsOf('from=2026-02-30&to=2026-03-31'), ['from']);
  assert.deepEqual(await faultsOf('to=yesterday'), ['to']);
  assert.deepEqual(await faultsOf('type=ledger&status=failed'), ['status']);
  assert.equal((await shop.get('from=2024-01-01&to=2024-12-31')).statusCode, 200, 'a leap year');
});

test('a download of more than the network holds', async (t) => {
  const payouts = 40_000;
  const pages = payouts / 250;
  const shop = await openShop(t, payouts);

  await t.test(
    'a reader that stops reading stops the database, and gets all when it goes on',
    async () => {
      const began = shop.statements();
      const response = await shop.get('format=json');
      await once(response, 'readable');
      const stopped = await untilStill(shop);
      assert.ok(stopped - began < pages, `${String(stopped - began)} statements while nobody read`);
      const { rows, totals } = JSON.parse(await textOf(response)) as {
        rows: unknown[];
        totals: { rows: number }[];
      };
      assert.deepEqual([rows.length, totals[0]?.rows], [payouts, payouts]);
      assert.ok(shop.statements() > stopped);
    },
  );

  for (const format of ['csv', 'xlsx', 'json'])
    await t.test(`a reader that hangs up ends the reading of a report in ${format}`, async () => {
      const began = shop.statements();
      const response = await shop.get(`format=${format}`);
      await once(response, 'readable');
      const report = shop.opened.at(-1);
      assert.ok(report);
      const closed = report.body.closed ? Promise.resolve() : once(report.body, 'close');
      response.destroy();
      await closed;
      const ended = await untilStill(shop);
      assert.ok(
        ended - began < pages,
        `${String(ended - began)} statements for ${String(pages)} pages`,
      );
      assert.equal(shop.pool.totalCount, shop.pool.idleCount, 'every connection is back');
    });

  await t.test('a reader that takes nothing for long is given up', async () => {
    const response = await shop.get('format=json&stall=500');
    await once(response, 'readable');
    const report = shop.opened.at(-1);
    assert.ok(report);
    if (!report.body.closed) await once(report.body, 'close');
    await assert.rejects(textOf(response), /aborted|ECONNRESET|terminated/);
  });

  await t.test('a reader that goes on reading is served for longer than that', async () => {
    // The network takes megabytes at a time, so even a steady reader is heard of only now and then.
    const stallMs = 2_500;
    const response = await shop.get(`format=json&stall=${String(stallMs)}`);
    const began = performance.now();
    let text = '';
    for await (const chunk of response) {
      text += String(chunk);
      await sleep(40);
    }
    assert.ok(performance.now() - began > 2 * stallMs);
    assert.equal((JSON.parse(text) as { rows: unknown[] }).rows.length, payouts);
  });

  await t.test(
    'a fault on the way cuts the connection: half a report never passes for a whole one',
    async () => {
      const response = await shop.get('format=json');
      await once(response, 'readable');
      await untilStill(shop);
      await shop.pool.end();
      await assert.rejects(textOf(response), /aborted|ECONNRESET|terminated/);
    },
  );
});
