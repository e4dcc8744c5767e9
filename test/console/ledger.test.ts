/** The books on the pages of operators are the books of the database. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  AccountRow,
  JournalAnswer,
  ProofRow,
  StatementRow,
  TrialBalance,
} from '../../src/console/answers/ledger.ts';
import type { OverviewAnswer } from '../../src/console/answers/overview.ts';
import type { List } from '../../src/console/answers/shared.ts';
import { newId } from '../../src/kit/ids.ts';
import { fundWallet } from '../../src/merchants/fund-wallet.ts';
import { rollUp } from '../../src/views/roll-up.ts';
import { openBrowser, desk, withoutBrowser } from '../checkout/browser.ts';
import { askConsole, operatorSignedIn, pageSignedIn } from '../support/console.ts';
import { faultsEverywhere, turnTo } from '../support/pages.ts';
import { openConsoleWorld } from './console-kit.ts';

/** Two merchants; the first was funded with 1.00, 2.00, … 60.00, the second with 500.00. */
async function openFunded(t: TestContext) {
  const world = await openConsoleWorld(t);
  const first = await world.newMerchant('Asha Traders');
  const second = await world.newMerchant('Deccan Foods');
  const fund = (merchantId: typeof first, minor: bigint) =>
    fundWallet(world.pool, {
      actor: 'test',
      ...{ merchantId, fundingId: newId<'funding'>(Date.now()), at: new Date() },
      money: { minor, currency: 'INR' },
    });
  for (let rupees = 1n; rupees <= 60n; rupees += 1n) await fund(first, rupees * 100n);
  await fund(second, 500_00n);
  await rollUp(world.pool, 'Asia/Kolkata', new Date());
  const operator = await operatorSignedIn(world.pool);
  const ask = async <Answer>(path: string, method = 'GET') => {
    const { status, body } = await askConsole(world.address, operator, path, { method });
    assert.ok(status < 300, JSON.stringify(body));
    return body as Answer;
  };
  return { ...world, first, second, operator, ask };
}

const total = 60n * 61n * 50n;

test('the trial balance has every account with its balance and adds up to nothing', async (t) => {
  const { ask } = await openFunded(t);
  const { currencies, journalsBehind } = await ask<TrialBalance>('/ledger');
  assert.equal(journalsBehind, '0');
  const [rupees] = currencies;
  assert.equal(rupees?.sum.minor, '0');
  assert.deepEqual(
    rupees.lines.map(({ account, balance }) => [account, balance.minor]),
    [
      ['funding:INR', String(-total - 500_00n)],
      ['wallet:INR', String(total + 500_00n)],
    ],
  );
});

test('accounts are found by merchant and by name, page after page, each once', async (t) => {
  const { ask, second } = await openFunded(t);
  const seen: AccountRow[] = [];
  let cursor = '';
  do {
    const { rows, next } = await ask<List<AccountRow>>(
      `/ledger/accounts?cursor=${encodeURIComponent(cursor)}`,
    );
    seen.push(...rows);
    cursor = next ?? '';
  } while (cursor !== '');
  assert.equal(
    new Set(seen.map(({ merchantId, account }) => merchantId + account)).size,
    seen.length,
  );
  assert.ok(seen.length >= 20);
  const { rows } = await ask<List<AccountRow>>('/ledger/accounts?q=deccan');
  assert.ok(rows.length > 0 && rows.every(({ merchantId }) => merchantId === second));
  const wallets = await ask<List<AccountRow>>('/ledger/accounts?q=wallet:INR');
  assert.deepEqual(
    wallets.rows.map(({ balance }) => balance.minor),
    [String(total), '50000'],
  );
});

test('a statement goes back to the first journal, and each balance is the one before it and the amount', async (t) => {
  const { ask, first } = await openFunded(t);
  const entries: StatementRow[] = [];
  let cursor = '';
  do {
    const { rows, next } = await ask<List<StatementRow>>(
      `/merchants/${first}/ledger/wallet:INR?cursor=${encodeURIComponent(cursor)}`,
    );
    entries.push(...rows);
    cursor = next ?? '';
  } while (cursor !== '');
  assert.deepEqual(
    entries.map(({ amount }) => amount.minor),
    Array.from({ length: 60 }, (_, nth) => String((60 - nth) * 100)),
  );
  let balance = 0n;
  for (const entry of entries.toReversed()) {
    balance += BigInt(entry.amount.minor);
    assert.equal(entry.balance.minor, balance.toString());
  }
  assert.equal(balance, total);
  const other = await ask<List<StatementRow>>(`/merchants/${first}/ledger/funding:INR`);
  assert.equal(other.rows[0]?.balance.minor, String(-total));
  const none = await ask<List<StatementRow>>(`/merchants/${first}/ledger/suspense:INR`);
  assert.deepEqual(none, { rows: [], next: null });
});

test('a journal shows its legs, and what is none is not found', async (t) => {
  const { ask, address, operator, first, second } = await openFunded(t);
  const journal = await ask<JournalAnswer>(`/merchants/${first}/journals/wallet:INR/7`);
  assert.deepEqual(journal.legs, [
    { debit: 'funding:INR', credit: 'wallet:INR', money: { minor: '700', currency: 'INR' } },
  ]);
  for (const path of [
    `/merchants/${second}/journals/wallet:INR/7`,
    `/merchants/${first}/journals/wallet:INR/x`,
    `/merchants/${first}/ledger/nothing:INR`,
  ]) {
    const { status } = await askConsole(address, operator, path);
    assert.equal(status, 404, path);
  }
});

test('what an account stood at before and after a journal is told of any, however many there are around it', async (t) => {
  const { ask, pool, ...world } = await openFunded(t);
  const merchantId = await world.newMerchant('Of Many Journals');
  const book = async (from: number, to: number) => {
    await pool.query(
      `insert into journals (merchant_id, account, journal_no, kind, currency, subject_id, fact, debits, credits,
         amounts_minor, recorded_at)
       select $1, 'wallet:INR', n, 'record', 'INR', gen_random_uuid(), 'funded', array['funding:INR'],
         array['wallet:INR'], array[n], now()
       from generate_series($2::bigint, $3::bigint) n`,
      [merchantId, from, to],
    );
    await pool.query(
      `update accounts set journal_count = $2, posted_minor = $2::bigint * ($2::bigint + 1) / 2
       where merchant_id = $1 and account = 'wallet:INR'`,
      [merchantId, to],
    );
    await rollUp(pool, 'Asia/Kolkata', new Date());
  };
  await book(1, 1_500);
  await book(1_501, 1_600);
  await book(1_601, 2_100);
  const marks = await pool.query<{ no: bigint }>(
    `select distinct journal_no as no from balance_marks where merchant_id = $1 order by 1`,
    [merchantId],
  );
  assert.deepEqual(
    marks.rows.map(({ no }) => no),
    [1_500n, 2_100n],
  );
  for (const no of [1n, 999n, 1_500n, 1_501n, 2_100n]) {
    const { touched } = await ask<JournalAnswer>(
      `/merchants/${merchantId}/journals/wallet:INR/${String(no)}`,
    );
    const before = (no * (no - 1n)) / 2n;
    const money = (minor: bigint) => ({ minor: minor.toString(), currency: 'INR' });
    assert.deepEqual(touched, [
      { account: 'funding:INR', before: money(-before), after: money(-before - no) },
      { account: 'wallet:INR', before: money(before), after: money(before + no) },
    ]);
  }
});

test('the proofs run once at a time, their result is kept with who ran them, and a broken book is told', async (t) => {
  const { ask, address, operator, pool, first } = await openFunded(t);
  const newest = async () => {
    for (let tries = 0; tries < 600; tries += 1) {
      const [run] = (await ask<List<ProofRow>>('/ledger/proofs')).rows;
      if (run !== undefined && run.state !== 'running') return run;
      await sleep(100);
    }
    throw new Error('It never ended.');
  };
  const begun = await Promise.all(
    [1, 2].map(() => askConsole(address, operator, '/ledger/proofs', { method: 'POST', body: {} })),
  );
  assert.deepEqual(begun.map(({ status }) => status).sort(), [200, 409]);
  const held = await newest();
  assert.deepEqual(
    [held.state, held.done, held.askedBy, held.breaks],
    ['held', held.total, 'owner of the test', []],
  );
  await pool.query(
    'update accounts set posted_minor = posted_minor + 1 where merchant_id = $1 and ruled',
    [first],
  );
  await ask('/ledger/proofs', 'POST');
  const broken = await newest();
  assert.equal(broken.state, 'broken');
  assert.ok(broken.breaks.every(({ merchantId }) => merchantId === first));
  const viewer = await operatorSignedIn(pool, 'viewer');
  const { status } = await askConsole(address, viewer, '/ledger/proofs', {
    method: 'POST',
    body: {},
  });
  assert.equal(status, 403);
});

test(
  'overview and ledger in a browser, on a desk and a telephone: no fault, light or dark',
  { skip: withoutBrowser },
  async (t) => {
    const { address, operator, first, pool } = await openFunded(t);
    const browser = await openBrowser();
    t.after(() => browser.close());
    const faults: string[] = [];
    const page = await pageSignedIn(browser, address, operator, desk);
    page.on('pageerror', (error) => faults.push(error.message));
    for (const path of [
      '/overview',
      '/ledger',
      '/ledger?tab=accounts',
      '/ledger?tab=proofs',
      `/ledger/${first}/wallet:INR`,
      `/ledger/${first}/wallet:INR/7`,
    ]) {
      await turnTo(page, `${address}/console${path}`);
      faults.push(...(await faultsEverywhere(page, path)));
    }
    assert.deepEqual(faults, []);

    // Another process proves the books, and takes its time.
    await pool.query(
      `insert into proof_runs (run_id, asked_by, asked_at, state, done, total, breaks, seen_at)
       values (gen_random_uuid(), 'cli', now(), 'running', 3, 40, '[]', now())`,
    );
    await page.goto(`${address}/console/ledger?tab=proofs`);
    await page.getByText('3 of 40').waitFor();
    await page.getByRole('button', { name: 'Give up' }).click();
    await page.locator('button[aria-busy=true]', { hasText: 'Give up' }).waitFor();
    const { rows } = await pool.query<{ by: string }>(
      'select cancel_asked_by as by from proof_runs',
    );
    assert.deepEqual(rows, [{ by: `operator:${operator.personId}` }]);
    await pool.query(`update proof_runs set state = 'cancelled', ended_at = now()`);
    await page.getByText('Given up').waitFor();
  },
);

test('proofs that are given up end between two merchants, and say so', async (t) => {
  const { ask, pool, url } = await openFunded(t);
  const superuser = new Client({ connectionString: url });
  await superuser.connect();
  const newest = async () => {
    const [run] = (await ask<List<ProofRow>>('/ledger/proofs')).rows;
    assert.ok(run);
    return run;
  };
  const seenAt = async () => {
    const { rows } = await pool.query<{ seen: Date }>(
      'select max(seen_at) as seen from proof_runs',
    );
    return rows[0]?.seen.getTime() ?? 0;
  };
  // On a slow machine the proofs may lose patience with the lock before they are given up.
  for (let state = 'stopped', tries = 0; state === 'stopped'; tries += 1) {
    assert.ok(tries < 5);
    await superuser.query('begin; lock table journals in access exclusive mode');
    const { runId } = await ask<{ runId: string }>('/ledger/proofs', 'POST');
    await ask(`/ledger/proofs/${runId}/cancel`, 'POST');
    const asked = await seenAt();
    while ((await seenAt()) === asked && (await newest()).state === 'running') await sleep(50);
    await superuser.query('rollback');
    while ((await newest()).state === 'running') await sleep(50);
    ({ state } = await newest());
    if (state !== 'stopped') assert.equal(state, 'cancelled');
  }
  await superuser.end();
});

test('the overview is refused to nobody signed in, and names no period that there is not', async (t) => {
  const { address, operator, ask } = await openFunded(t);
  const overview = await ask<OverviewAnswer>('/overview?period=month');
  assert.equal(overview.currencies.find(({ currency }) => currency === 'INR')?.steps.length, 30);
  const stranger = await askConsole(address, { site: '/console' }, '/overview');
  const wrong = await askConsole(address, operator, '/overview?period=year');
  assert.deepEqual([stranger.status, wrong.status], [401, 422]);
});
