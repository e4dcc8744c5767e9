import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { PaymentStory } from '../../src/console/answers/payment.ts';
import type { PaymentSummary } from '../../src/console/answers/payments.ts';
import type { SavedFilter } from '../../src/console/answers/saved-filters.ts';
import type { Shelf } from '../../src/console/answers/shelf.ts';
import type { List } from '../../src/console/answers/shared.ts';
import { transaction } from '../../src/db/connection.ts';
import { newId } from '../../src/kit/ids.ts';
import { writePromises } from '../../src/outbox/outbox.ts';
import { desk, openBrowser, withoutBrowser } from '../checkout/browser.ts';
import { openGateway } from '../payments/gateway.ts';
import { onePercent } from '../payments/samples.ts';
import { askConsole, operatorSignedIn, pageSignedIn, type SignedIn } from '../support/console.ts';
import { faultsEverywhere, turnTo } from '../support/pages.ts';
import { insertKnown, knownAt, merchantsNamed, type Known } from '../views/payments-world.ts';
import { openConsoleWorld, type ConsoleWorld } from './console-kit.ts';

/** No worker of the test comes so far. */
const distant = new Date(Date.now() + 3_600_000);

suite('payments at the console of operators', () => {
  let world: ConsoleWorld;
  let owner: SignedIn;
  let known: readonly Known[];
  /** One that a merchant really made. */
  let made: { readonly merchantId: string; readonly payoutId: string; readonly number: string };
  const endings: (() => Promise<void>)[] = [];

  before(async () => {
    world = await openConsoleWorld({ after: (end) => void endings.push(end) });
    const merchants = await merchantsNamed(world.pool, ['Asha Traders', 'Blue Lotus Retail']);
    known = Array.from({ length: 120 }, (_, nth) => knownAt(nth, merchants));
    await insertKnown(world.pool, known);
    owner = await operatorSignedIn(world.pool, 'owner');
    const t = { after: (end: () => Promise<void>) => void endings.unshift(end) };
    const gateway = await openGateway(t, world.url);
    const merchantId = await gateway.merchant(10_000_00n);
    const order = gateway.order(merchantId, { feePlan: onePercent });
    const answer = await gateway.lane().submit(order);
    assert.equal(answer.kind, 'created');
    made = { merchantId, payoutId: order.payoutId, number: order.transactionNumber };
  });
  after(async () => {
    for (const end of endings) await end();
  });

  const ask = (path: string, method = 'GET', body?: unknown) =>
    askConsole(world.address, owner, path, { method, ...(body !== undefined && { body }) });
  const read = async <Answer>(path: string): Promise<Answer> => {
    const answer = await ask(path);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body as Answer;
  };
  const pathOf = () => `/merchants/${made.merchantId}/payouts/${made.payoutId}`;

  test('the list comes in pages, narrowed as asked, and a wrong filter is named', async () => {
    const wanted = known.filter(({ kind, status }) => kind === 'payin' && status === 'expired');
    const first = await read<List<PaymentSummary>>('/payments?kind=payin&status=expired&limit=5');
    const rest = await read<List<PaymentSummary>>(
      `/payments?kind=payin&status=expired&limit=200&cursor=${first.next ?? ''}`,
    );
    assert.equal(first.rows.length + rest.rows.length, wanted.length);
    assert.equal(rest.next, null);
    const refused = await ask('/payments?min=1e3&currency=GBP');
    assert.equal(refused.status, 422);
    const { fields } = (refused.body as { error: { fields: object } }).error;
    assert.deepEqual(Object.keys(fields).sort(), ['currency', 'min']);
  });

  test('the whole list is one file, and what a spreadsheet might run is text in it', async () => {
    const { status, body, headers } = await ask('/payments/export?kind=payout');
    assert.equal(status, 200);
    assert.match(headers.get('content-disposition') ?? '', /attachment; filename="payments-/);
    const lines = String(body).trim().split('\r\n');
    const payouts = known.filter(({ kind }) => kind === 'payout').length;
    assert.equal(lines.length, 1 + payouts + 1);
  });

  test('a filter is kept for the person alone, once under a name', async () => {
    const path = '/saved-filters/payments';
    const kept = { name: 'Failed payouts', query: 'kind=payout&status=failed' };
    assert.equal((await ask(path, 'POST', kept)).status, 200);
    assert.equal((await ask(path, 'POST', kept)).status, 409);
    const [mine] = await read<SavedFilter[]>(path);
    assert.equal(mine?.name, kept.name);
    const other = await operatorSignedIn(world.pool, 'viewer');
    const theirs = await askConsole(world.address, other, path);
    assert.deepEqual(theirs.body, []);
    assert.equal((await ask(`${path}/${mine.filterId}`, 'DELETE')).status, 204);
    assert.deepEqual(await read(path), []);
    for (const page of ['settlements', 'merchants', 'ledger'])
      assert.equal((await ask(`/saved-filters/${page}`, 'POST', kept)).status, 200);
    assert.equal((await ask('/saved-filters/elsewhere', 'POST', kept)).status, 404);
  });

  test('a story explains the fee, masks the account and ends at zero', async () => {
    const story = await read<PaymentStory>(pathOf());
    const { payment, sums, events, isBalanced, nextLookAt } = story;
    assert.equal(payment.number, made.number);
    const [amount = 0n, fee = 0n, gst = 0n, total = 0n] = sums.map((line) =>
      BigInt(line.amount.minor),
    );
    assert.equal(amount + fee + gst, total);
    assert.ok(fee > 0n);
    assert.ok(isBalanced);
    assert.notEqual(nextLookAt, null);
    const hold = events.find(({ journal }) => journal?.kind === 'reserve')?.journal;
    const legs = hold?.legs.map(({ money }) => BigInt(money.minor)) ?? [];
    assert.equal(
      legs.reduce((sum, minor) => sum + minor, 0n),
      total,
    );
    const text = JSON.stringify(story);
    const { rows } = await world.pool.query<{ account: string }>(
      'select beneficiary_account_number as account from payouts where payout_id = $1',
      [made.payoutId],
    );
    assert.ok(!text.includes(rows[0]?.account ?? '?'), 'the account number is masked');
    const [first] = known;
    const elsewhere = `/merchants/${first?.merchantId ?? ''}/payouts/${made.payoutId}`;
    assert.equal((await ask(elsewhere)).status, 404);
  });

  test('pay-ins and transfers have a story too', async () => {
    for (const kind of ['payin', 'transfer'] as const) {
      const one = known.find((each) => each.kind === kind) as Known;
      const story = await read<PaymentStory>(`/merchants/${one.merchantId}/${kind}s/${one.id}`);
      assert.equal(story.payment.status, one.status);
      assert.ok(story.events.length > 0);
    }
  });

  test('a case is opened with a note, stands on the shelf, and is closed once', async () => {
    const note = { note: 'The beneficiary says that nothing came.' };
    const opened = await ask(`${pathOf()}/cases`, 'POST', note);
    assert.equal(opened.status, 200, JSON.stringify(opened.body));
    const { caseId } = opened.body as { caseId: string };
    const shelf = await read<Shelf>('/shelf');
    const item = shelf.items.find((each) => each.caseId === caseId);
    assert.equal(item?.number, made.number);
    assert.ok(
      shelf.items.some(({ why }) => why === 'late'),
      'what never ended is there as well',
    );
    assert.ok(shelf.atRisk.some(({ currency, minor }) => currency === 'INR' && BigInt(minor) > 0n));
    const close = `/merchants/${made.merchantId}/cases/${caseId}/close`;
    assert.equal((await ask(close, 'POST', {})).status, 422);
    assert.equal((await ask(close, 'POST', { note: 'It came.' })).status, 204);
    assert.equal((await ask(close, 'POST', { note: 'It came.' })).status, 409);
    const { rows } = await world.pool.query<{ actor: string }>(
      `select actor from audit_events where action = 'case.closed' and merchant_id = $1`,
      [made.merchantId],
    );
    assert.deepEqual(rows, [{ actor: `operator:${owner.personId}` }]);
  });

  test('asking now brings the next look forward', async () => {
    const later = `update outbox set due_at = now() + interval '1 hour' where outbox_id = $1`;
    await world.pool.query(later, [made.payoutId]);
    assert.equal((await ask(`${pathOf()}/ask`, 'POST', {})).status, 204);
    const { nextLookAt } = await read<PaymentStory>(pathOf());
    assert.ok(Date.parse(nextLookAt ?? '') <= Date.now());
  });

  suite('in a browser', { skip: withoutBrowser }, () => {
    let browser: Browser;
    before(async () => {
      browser = await openBrowser();
    });
    after(() => browser.close());

    test('keys lead from the list to a payment, and the address says what is filtered for', async () => {
      const page = await pageSignedIn(browser, world.address, owner, desk);
      await page.goto(`${world.address}/console/payments?kind=payout`);
      const search = page.getByRole('searchbox');
      await page.getByRole('table', { name: 'Payments' }).waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type(made.number);
      await page.waitForURL(/q=/);
      assert.equal(await search.inputValue(), made.number);
      await page.getByRole('row').nth(1).getByText(made.number).waitFor();
      await search.blur();
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.waitForURL(new RegExp(`/payments/${made.merchantId}/payout/${made.payoutId}`));
      await page.getByRole('heading', { name: 'How the sums come about' }).waitFor();
      await page.getByText('T-accounts').first().click();
      await page.getByText('Fee income INR').first().waitFor();
      await page.context().close();
    });

    test('a held payment is credited from the shelf, and a callback is sent again from the page of its payment', async () => {
      const { pool, address } = world;
      const held = known.find(
        (one) => one.kind === 'payin' && one.status === 'expired' && one.currency === 'INR',
      );
      assert.ok(held);
      await pool.query(
        `insert into payin_facts (merchant_id, payin_id, fact_key, provider, payment_id, source, kind, amount_minor,
           fee_minor, gst_minor, verdict, seen_at)
         values ($1, $2, 'late', $3, 'PAID-LATE', 'callback', 'received', 4200, 0, 0, 'held', now())`,
        [held.merchantId, held.id, held.provider],
      );
      const { rows } = await pool.query<{ at: Date }>(
        'select at from payout_changes where payout_id = $1',
        [made.payoutId],
      );
      const at = rows[0]?.at ?? new Date();
      const about = { merchantId: made.merchantId, subjectId: made.payoutId, subjectVersion: 1 };
      const promise = {
        topic: 'webhook',
        target: newId<'endpoint'>(0),
        payload: '{}',
        at,
      } as const;
      await transaction(pool, (tx) =>
        Promise.all(
          writePromises(tx, [
            { ...about, ...promise, outboxId: newId<'delivery'>(at.getTime()), dueAt: distant },
          ]),
        ),
      );

      const page = await pageSignedIn(browser, address, owner, desk);
      await page.goto(`${address}/console/shelf`);
      const row = page.getByRole('row').filter({ hasText: held.number }).first();
      await row.getByText('₹42.00').waitFor();
      await row.getByRole('button', { name: 'Credit' }).click();
      await page.getByLabel('Why? The word goes to the audit.').fill('agreed with the merchant');
      await page.getByRole('dialog').getByRole('button', { name: 'Credit' }).click();
      await page.getByText('Promised: a worker does it in a moment.').waitFor();
      const promised = await pool.query<{ payload: string }>(
        `select payload from outbox where topic = 'release' and subject_id = $1`,
        [held.id],
      );
      assert.match(promised.rows[0]?.payload ?? '', /"PAID-LATE".*"wallet"/);

      await page.goto(`${address}/console/payments/${made.merchantId}/payout/${made.payoutId}`);
      await page.getByRole('button', { name: 'Send it again' }).click();
      await page.getByText('It is sent again.').waitFor();
      const { rows: again } = await pool.query<{ due: Date }>(
        `select due_at as due from outbox where topic = 'webhook' and subject_id = $1`,
        [made.payoutId],
      );
      assert.ok(again[0] !== undefined && again[0].due < distant);
      await page.context().close();
    });

    test('the whole list as a file tells how far it is, can be stopped, and is kept when it is not', async () => {
      const page = await pageSignedIn(browser, world.address, owner, desk);
      const wanted = '**/payments/export?*';
      // The file does not come before somebody has lost patience.
      await page.route(wanted, () => undefined);
      await page.goto(`${world.address}/console/payments?kind=payin`);
      const begin = page.getByRole('button', { name: 'All of them as CSV' });
      await begin.click();
      await page.getByText('Rows so far').waitFor();
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByText('Stopped: nothing was kept').waitFor();
      await page.unroute(wanted);
      const file = page.waitForEvent('download');
      await begin.click();
      assert.match((await file).suggestedFilename(), /^payments-.*\.csv$/);
      await page.context().close();
    });

    test('axe finds no fault with any page, on a desk and a telephone, light and dark', async () => {
      const page = await pageSignedIn(browser, world.address, owner, desk);
      const faults: string[] = [];
      // A page that is left in between begins anew, with as many filters shown as its address needs.
      for (const [path, ready] of [
        ['/payments', 'Show more'],
        [`/payments/${made.merchantId}/payout/${made.payoutId}`, 'How the sums come about'],
        ['/payments?min=1&status=failed', 'Fewer filters'],
        ['/shelf', 'At risk in INR'],
        ['/payments?q=nothing-of-this-name', 'Nothing matches'],
      ] as const) {
        await turnTo(page, `${world.address}/console${path}`);
        await page.getByText(ready).first().waitFor();
        faults.push(...(await faultsEverywhere(page, `payments ${path.slice(0, 40)}`)));
      }
      assert.deepEqual(faults, []);
      await page.context().close();
    });
  });
});
