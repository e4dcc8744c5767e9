import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { openPool, type Pool } from '../../src/db/connection.ts';
import type { MerchantId } from '../../src/kit/ids.ts';
import { everyPayment, listPayments } from '../../src/views/list-payments.ts';
import type { PaymentFilter } from '../../src/views/payment-filter.ts';
import { searchPayments } from '../../src/views/search-payments.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { bornMs, insertKnown, knownAt, merchantsNamed, type Known } from './payments-world.ts';

suite('the payments of all merchants', () => {
  let database: TestDatabase;
  let pool: Pool;
  let merchants: readonly MerchantId[];
  let all: readonly Known[];

  before(async () => {
    database = await createTestDatabase();
    pool = openPool(database.url, 'test', 4);
    merchants = await merchantsNamed(pool, ['First', 'Second', 'Third', 'Without payments']);
    all = Array.from({ length: 700 }, (_, nth) => knownAt(nth, merchants.slice(0, 3)));
    await insertKnown(pool, all);
  });
  after(async () => {
    await pool.end();
    await database.drop();
  });

  const expected = (isSo: (one: Known) => boolean) =>
    all
      .filter(isSo)
      .map(({ id }) => id)
      .sort()
      .reverse();

  async function pagesOf(filter: PaymentFilter, limit: number): Promise<string[]> {
    const ids: string[] = [];
    let cursor: string | null = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
    for (let pages = 0; cursor !== null; pages += 1) {
      assert.ok(pages < 200, 'the pages come to an end');
      const page: Awaited<ReturnType<typeof listPayments>> = await listPayments(pool, filter, {
        cursor,
        limit,
        nowMs,
      });
      assert.ok(page.rows.length <= limit);
      ids.push(...page.rows.map(({ paymentId }) => paymentId));
      cursor = page.next;
    }
    return ids;
  }

  const nowMs = Date.now();
  const day = 86_400_000;
  const filters: readonly (readonly [string, PaymentFilter, (one: Known) => boolean])[] = [
    ['without a filter', {}, () => true],
    ['of a kind', { kind: 'payin' }, ({ kind }) => kind === 'payin'],
    ['that failed', { status: 'failed' }, ({ status }) => status === 'failed'],
    [
      'payouts under way',
      { kind: 'payout', status: 'processing' },
      ({ kind, status }) => kind === 'payout' && status === 'processing',
    ],
    ['of a contract', { contract: 'xprizo' }, ({ contract }) => contract === 'xprizo'],
    ['by a rail', { method: 'NEFT' }, ({ method }) => method === 'NEFT'],
    [
      'through a provider',
      { provider: 'other-bank' },
      ({ provider, kind }) => provider === 'other-bank' && kind !== 'transfer',
    ],
    ['in a currency', { currency: 'KES' }, ({ currency }) => currency === 'KES'],
    [
      'of an amount',
      { minAmountMinor: 1_000n, maxAmountMinor: 2_000n },
      ({ amountMinor }) => amountMinor >= 1_000n && amountMinor <= 2_000n,
    ],
    [
      'of some days',
      { fromMs: bornMs + 2 * day, toMs: bornMs + 5 * day },
      ({ atMs }) => atMs >= bornMs + 2 * day && atMs < bornMs + 5 * day,
    ],
    [
      'of everything at once',
      {
        kind: 'payout',
        status: 'failed',
        currency: 'INR',
        minAmountMinor: 500n,
        contract: 'xpayout',
      },
      (one) =>
        one.kind === 'payout' &&
        one.status === 'failed' &&
        one.currency === 'INR' &&
        one.amountMinor >= 500n &&
        one.contract === 'xpayout',
    ],
  ];
  for (const [name, filter, isSo] of filters)
    test(`${name}, page after page, each is told once, newest first`, async () => {
      const wanted = expected(isSo);
      assert.ok(wanted.length > 0);
      assert.deepEqual(await pagesOf(filter, 23), wanted);
    });

  test('of one merchant, and of one without any', async () => {
    const [first, last] = [merchants[0] ?? '', merchants[3] ?? ''];
    const wanted = expected(({ merchantId }) => merchantId === first);
    assert.deepEqual(await pagesOf({ merchantId: first }, 50), wanted);
    assert.deepEqual(await listPayments(pool, { merchantId: last }, { limit: 50, nowMs }), {
      rows: [],
      next: null,
    });
  });

  test('the whole list comes in one go', async () => {
    const ids: string[] = [];
    for await (const rows of everyPayment(pool, { currency: 'INR' }, nowMs))
      ids.push(...rows.map(({ paymentId }) => paymentId));
    assert.deepEqual(
      ids,
      expected(({ currency }) => currency === 'INR'),
    );
  });

  test('one is found by whatever names it', async () => {
    const found = async (text: string, filter: PaymentFilter = {}) =>
      (await searchPayments(pool, text, filter)).map(
        ({ number, reference }) => number ?? reference,
      );
    const payout = all.find(({ kind }) => kind === 'payout') as Known;
    const payin = all.find(({ kind }) => kind === 'payin') as Known;
    const transfer = all.find(
      ({ kind, method }) => kind === 'transfer' && method === 'send',
    ) as Known;
    assert.deepEqual(await found(payout.id), [payout.number]);
    assert.deepEqual(await found(payin.number), [payin.number]);
    assert.deepEqual(await found(`REF-${transfer.number}`), [`REF-${transfer.number}`]);
    assert.deepEqual(await found(`UTR${payout.number}`), [payout.number]);
    assert.deepEqual(await found(`9000000${payout.number.slice(2)}`), [payout.number]);
    assert.deepEqual(await found(`p${payin.number}@bank`), [payin.number]);
    assert.deepEqual(await found(`UPI${payin.number}`), [payin.number]);
    const small = (known: Known) => known.number.toLowerCase();
    assert.deepEqual(await found(payin.id.toUpperCase()), [payin.number]);
    assert.deepEqual(await found(small(payin)), [payin.number], 'in another case');
    assert.deepEqual(await found(`utr${small(payout)}`), [payout.number]);
    assert.deepEqual(await found(`ref-${small(transfer)}`), [`REF-${transfer.number}`]);
    await pool.query(
      `insert into payin_facts select (jsonb_populate_record(f, $2)).* from payin_facts f where payin_id = $1`,
      [payin.id, { fact_key: 'by mail', payment_id: 'P0', utr: null, payer_vpa: 'asha@bank' }],
    );
    assert.deepEqual(await found('Asha@Bank'), [payin.number]);
    assert.deepEqual(await found('nothing-has-this-name'), []);
    assert.deepEqual(await found(payin.number, { kind: 'payout' }), []);
  });
});
