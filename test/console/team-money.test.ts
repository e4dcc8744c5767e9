/** What a merchant's people see and do with money, over the real API of the dashboard. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId, type MerchantId } from '../../src/kit/ids.ts';
import { fundWallet } from '../../src/merchants/fund-wallet.ts';
import { assertBooksAreRight, available } from '../payments/gateway.ts';
import { askConsole, merchantSignedIn, type SignedIn } from '../support/console.ts';
import { openConsoleWorld, type ConsoleWorld } from './console-kit.ts';

const form = {
  ...{ name: 'Asha Rao', accountNumber: '1234567890', ifsc: 'HDFC0000001' },
  ...{ vpa: '', mobile: '', amount: '500.00', reference: '' },
};

suite('money at the dashboard', () => {
  let world: ConsoleWorld;
  const endings: (() => Promise<void>)[] = [];
  before(async () => {
    world = await openConsoleWorld({ after: (end: () => Promise<void>) => void endings.push(end) });
  });
  after(async () => {
    for (const end of endings) await end();
  });

  async function team(fundMinor: bigint, role: 'admin' | 'reader' = 'admin') {
    const merchantId = await world.newMerchant();
    if (fundMinor > 0n) await fund(merchantId, fundMinor);
    return { merchantId, who: await merchantSignedIn(world.pool, merchantId, role) };
  }
  const fund = (merchantId: MerchantId, minor: bigint) => {
    const at = new Date();
    const fundingId = newId<'funding'>(at.getTime());
    return fundWallet(world.pool, {
      actor: 'test',
      merchantId,
      fundingId,
      money: { minor, currency: 'INR' },
      at,
    });
  };
  const get = async <Answer>(who: SignedIn, path: string): Promise<Answer> => {
    const { status, body } = await askConsole(world.address, who, path);
    assert.equal(status, 200, JSON.stringify(body));
    return body as Answer;
  };
  const post = (who: SignedIn, path: string, body: unknown) =>
    askConsole(world.address, who, path, { method: 'POST', body });
  const payouts = async (merchantId: string) => {
    const { rows } = await world.pool.query<{ count: number }>(
      'select count(*)::int as count from payouts where merchant_id = $1',
      [merchantId],
    );
    return rows[0]?.count;
  };

  test('a payout by hand is priced before, held once for one form, and shown on home, list and page', async () => {
    const { merchantId, who } = await team(1_000_00n);
    const quoted = await post(who, '/payouts/quote', form);
    const { quote } = quoted.body as { quote: { total: object; isCovered: boolean } };
    assert.deepEqual(quote.total, { minor: '50000', currency: 'INR' });
    assert.equal(quote.isCovered, true);
    const order = { ...form, formKey: randomUUID() };
    const twice = await Promise.all([post(who, '/payouts', order), post(who, '/payouts', order)]);
    const ids = new Set(twice.map(({ body }) => (body as { paymentId: string }).paymentId));
    assert.equal(ids.size, 1, JSON.stringify(twice));
    assert.equal(await payouts(merchantId), 1);
    assert.equal(await available(world.pool, merchantId), 500_00n);
    const [paymentId = ''] = ids;
    const home = await get<{ balances: object[]; last: { paymentId: string }[] }>(who, '/home');
    assert.deepEqual(home.balances[0], {
      available: { minor: '50000', currency: 'INR' },
      held: { minor: '50000', currency: 'INR' },
    });
    assert.equal(home.last[0]?.paymentId, paymentId);
    const shown = await get<{ status: string; changes: object[] }>(who, `/payments/${paymentId}`);
    assert.deepEqual([shown.status, shown.changes.length], ['queued', 1]);
    const { rows } = await world.pool.query(
      `select from audit_events where merchant_id = $1 and actor = $2 and action = 'payout.ordered'`,
      [merchantId, `person:${who.personId}`],
    );
    assert.ok(rows.length > 0, 'the audit names who ordered it');
    const again = await post(who, '/payouts/quote', form);
    assert.equal((again.body as { quote: { marks: string[] } }).quote.marks.length, 1);
  });

  test('what cannot be paid is refused by its field and moves nothing', async () => {
    const { merchantId, who } = await team(100_00n);
    const order = (fields: object) =>
      post(who, '/payouts', { ...form, formKey: randomUUID(), ...fields });
    const bad = await order({ ifsc: 'HDFC1', amount: '1.234', accountNumber: '12' });
    assert.equal(bad.status, 422);
    assert.deepEqual(Object.keys((bad.body as { error: { fields: object } }).error.fields).sort(), [
      'accountNumber',
      'amount',
      'ifsc',
    ]);
    assert.equal((await order({ vpa: 'asha@upi' })).status, 422, 'one place, not two');
    assert.equal((await order({ formKey: 'x' })).status, 422);
    assert.equal(await payouts(merchantId), 0);
    const poor = await order({});
    assert.equal(
      (poor.body as { error: { code: string } }).error.code,
      'payout.insufficient_funds',
    );
    assert.equal(await available(world.pool, merchantId), 100_00n);
    const { who: reader, merchantId: other } = await team(1_000_00n, 'reader');
    const refused = await post(reader, '/payouts', { ...form, formKey: randomUUID() });
    assert.equal(refused.status, 403);
    assert.equal(await payouts(other), 0);
  });

  test('the list finds by the beginning of a number, narrows by kind and state, and goes on page by page', async () => {
    const { who } = await team(10_000_00n);
    const made: string[] = [];
    for (const reference of ['SEARCH-1', 'SEARCH-2', 'OTHER-1']) {
      const order = { ...form, reference, amount: '100', formKey: randomUUID() };
      const { body } = await post(who, '/payouts', order);
      made.push((body as { paymentId: string }).paymentId);
    }
    type Page = { rows: { paymentId: string }[]; next: string | null };
    const idsOf = async (query: string) => {
      const { rows, next } = await get<Page>(who, `/payments?${query}`);
      return { ids: rows.map(({ paymentId }) => paymentId), next };
    };
    for (const search of ['SEARCH-', 'search-'])
      assert.deepEqual((await idsOf(`search=${search}`)).ids, [made[1], made[0]], search);
    assert.deepEqual((await idsOf('kind=payin')).ids, []);
    assert.deepEqual((await idsOf('state=open')).ids, made.toReversed());
    assert.deepEqual((await idsOf('state=failed')).ids, []);
    const first = await idsOf('limit=2');
    assert.deepEqual(first.ids, [made[2], made[1]]);
    const second = await idsOf(`limit=2&cursor=${String(first.next)}`);
    assert.deepEqual([second.ids, second.next], [[made[0]], null]);
    for (const query of ['limit=0', 'state=odd', 'from=yesterday', 'cursor=1'])
      assert.equal((await askConsole(world.address, who, `/payments?${query}`)).status, 422, query);
  });

  test('the statement shows every entry once, with the balance that it left', async () => {
    const { merchantId, who } = await team(100_00n);
    for (const minor of [1n, 20n, 300n]) await fund(merchantId, minor);
    type Page = { rows: { balance: { minor: string }; service: string }[]; next: string | null };
    const balances: string[] = [];
    let cursor = '';
    for (let pages = 0; pages < 5; pages += 1) {
      const { rows, next } = await get<Page>(who, `/statement?limit=2${cursor}`);
      balances.push(...rows.map(({ balance }) => balance.minor));
      assert.ok(rows.every(({ service }) => service === 'funding'));
      if (next === null) break;
      cursor = `&cursor=${next}`;
    }
    assert.deepEqual(balances, ['10321', '10021', '10001', '10000']);
  });

  test('a file with bad rows is told line by line, and only its good rows are paid, once', async () => {
    const { merchantId, who } = await team(1_000_00n);
    const lines = [
      'name,account_number,ifsc,vpa,mobile,amount,reference',
      'Asha Rao,1234567890,HDFC0000001,,,100.00,BATCH-1',
      '"Rao, Asha",1.23E+11,HDFC0000001,,,100.00,BATCH-2',
      'Ravi Kumar,,,ravi@upi,,50,',
      'Ravi Kumar,,,ravi@upi,,50,',
      'Meena,1234567890,HDFC0000001,,,-5,BATCH-1',
      'Zoya Ali,1234567890,HDFC0000001,,,70.00,BATCH-1',
      '',
    ];
    const checked = await post(who, '/payout-batches/check', { lines });
    assert.equal(checked.status, 200, JSON.stringify(checked.body));
    const { rows, goodRows, badRows } = checked.body as {
      rows: { line: number; faults: string[]; marks: string[] }[];
      goodRows: number;
      badRows: number;
    };
    assert.deepEqual([goodRows, badRows], [3, 3], JSON.stringify(rows));
    assert.match(rows[1]?.faults.join() ?? '', /shortened this number/);
    assert.match(rows[3]?.marks.join() ?? '', /line 4/);
    assert.match(rows[5]?.faults.join() ?? '', /stands on line 2 already/);
    assert.equal(await payouts(merchantId), 0, 'checking moves nothing');
    const order = { lines, fileName: 'salaries.csv', formKey: randomUUID() };
    const stale = await post(who, '/payout-batches', { ...order, shown: 'INR 3 1' });
    assert.equal(stale.status, 409);
    const confirmed = { ...order, shown: 'INR 3 20000' };
    const first = await post(who, '/payout-batches', confirmed);
    const second = await post(who, '/payout-batches', confirmed);
    const { batchId } = first.body as { batchId: string };
    assert.equal((second.body as { batchId: string }).batchId, batchId);
    const ended = await untilEnded(who, batchId);
    assert.deepEqual(ended.counts, { created: 3 });
    assert.equal(await payouts(merchantId), 3);
    assert.equal(await available(world.pool, merchantId), 800_00n);
    for (const [search, count] of [
      ['ALARIES', 1],
      ['bonus', 0],
    ] as const) {
      const path = `/payout-batches?search=${search}`;
      const { body: listed } = await askConsole(world.address, who, path);
      assert.equal((listed as { rows: unknown[] }).rows.length, count, search);
    }
    const late = await post(who, `/payout-batches/${batchId}/stop`, {});
    assert.equal(late.status, 409, 'what is done is not stopped');
    const result = await askConsole(world.address, who, `/payout-batches/${batchId}/result`);
    assert.match(
      String(result.body),
      /^line,name,to,.*\r\n2,Asha Rao,HDFC0000001 1234567890,100\.00/,
    );
    await assertBooksAreRight(world.pool);
  });

  test('a file that is stopped makes no more payouts, and every row says whether it was made', async () => {
    const { merchantId, who } = await team(1_000_00n);
    // Before the file: to sign in takes as long as many of its rows.
    const reader = await merchantSignedIn(world.pool, merchantId, 'reader');
    const rows = 400;
    const lines = Array.from(
      { length: rows },
      (_, nth) => `Payee ${String(nth)},p${String(nth)}@upi,1`,
    );
    const { body } = await post(who, '/payout-batches', {
      lines: ['name,vpa,amount', ...lines],
      ...{ fileName: 'salaries.csv', shown: `INR ${String(rows)} ${String(rows)}00` },
      formKey: randomUUID(),
    });
    const { batchId } = body as { batchId: string };
    const stop = `/payout-batches/${batchId}/stop`;
    assert.equal((await post(reader, stop, {})).status, 403);
    const both = await Promise.all([post(who, stop, {}), post(who, stop, {})]);
    assert.deepEqual(
      both.map(({ status }) => status),
      [200, 200],
    );
    const { counts } = await untilEnded(who, batchId);
    const { created = 0, stopped = 0 } = counts;
    assert.deepEqual([created + stopped, await payouts(merchantId)], [rows, created]);
    assert.ok(stopped > 0, JSON.stringify(counts));
    const again = await post(who, stop, {});
    assert.deepEqual(
      [again.status, (again.body as { stoppedBy: string }).stoppedBy],
      [200, 'admin of the test'],
    );
    assert.equal(await payouts(merchantId), created);
    await assertBooksAreRight(world.pool);
  });

  async function untilEnded(who: SignedIn, batchId: string) {
    type Batch = { endedAt: string | null; counts: Record<string, number> };
    for (let tries = 0; tries < 600; tries += 1) {
      const batch = await get<Batch>(who, `/payout-batches/${batchId}`);
      if (batch.endedAt !== null) return batch;
      await sleep(100);
    }
    throw new Error('The batch did not end.');
  }
});
