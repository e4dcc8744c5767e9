/** Two people, one exact change: what a draft binds, and what makes it void. All of it through the API of the console. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { transaction } from '../../src/db/connection.ts';
import { platformId, writeAuditEvent } from '../../src/merchants/audit.ts';
import { findMerchant } from '../../src/merchants/find-merchant.ts';
import { setFees } from '../../src/merchants/change-merchant.ts';
import type { DraftDetailAnswer, DraftAnswer } from '../../src/console/answers/drafts.ts';
import type { List } from '../../src/console/answers/shared.ts';
import type { TermsAnswer } from '../../src/console/answers/terms.ts';
import { openConsoleWorld, type ConsoleWorld } from '../console/console-kit.ts';
import { askConsole, operatorSignedIn, type SignedIn } from '../support/console.ts';

const plan = {
  ...{ basisPoints: 150, flatMinor: '200', minimumMinor: '0', maximumMinor: null },
  ...{ gstBasisPoints: 1_800, slabs: [] },
};

suite('drafts', () => {
  let world: ConsoleWorld;
  let asha: SignedIn;
  let ravi: SignedIn;
  const endings: (() => Promise<void>)[] = [];
  before(async () => {
    world = await openConsoleWorld({ after: (end: () => Promise<void>) => void endings.push(end) });
    asha = await operatorSignedIn(world.pool, 'finance');
    ravi = await operatorSignedIn(world.pool, 'admin');
  });
  after(async () => {
    for (const end of endings) await end();
  });

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- what is answered
  async function ask<T>(who: SignedIn, path: string, body?: unknown, method = 'POST') {
    const asked = body === undefined ? {} : { method, body };
    const { status, body: answer } = await askConsole(world.address, who, path, asked);
    return { status, body: answer as T & { error?: { code: string; message: string } } };
  }
  const draft = (change: object, merchantId: string | null, kind = 'merchant.fees') =>
    ask<DraftDetailAnswer>(asha, '/drafts', { kind, merchantId, change, reason: 'as agreed' });
  const place = ({ merchantId, draftId }: DraftAnswer) => `/drafts/${merchantId}/${draftId}`;
  const approve = (who: SignedIn, made: DraftDetailAnswer, hash = made.hash) =>
    ask<DraftDetailAnswer>(who, `${place(made)}/approve`, { hash });
  const feesOf = async (merchantId: string) =>
    (await findMerchant(world.pool, merchantId))?.fees.basisPoints;

  test('a fee plan is what it was until a second person approves, who sees both sides', async () => {
    const merchantId = await world.newMerchant('Asha Traders');
    const { body: made, status } = await draft({ service: 'payout', fees: plan }, merchantId);
    assert.equal(status, 200, JSON.stringify(made));
    assert.equal(await feesOf(merchantId), 0);
    const { body: read } = await ask<DraftDetailAnswer>(ravi, place(made));
    const rate = read.rows.find(({ name }) => name === 'rate');
    assert.deepEqual(rate, {
      ...{ name: 'rate', from: '0.00 %', to: '1.50 %', isChanged: true },
    });
    assert.equal(read.isOwn, false);
    const done = await approve(ravi, read);
    assert.deepEqual([done.status, done.body.status], [200, 'approved']);
    assert.equal(await feesOf(merchantId), 150);
    const { rows } = await world.pool.query<{ action: string; actor: string }>(
      'select action, actor from audit_events where merchant_id = $1 order by event_no',
      [merchantId],
    );
    assert.deepEqual(rows.slice(1), [
      { action: 'draft.made', actor: `operator:${asha.personId}` },
      { action: 'merchant.fees_set', actor: `operator:${ravi.personId}` },
      { action: 'draft.approved', actor: `operator:${ravi.personId}` },
    ]);
  });

  test('nobody approves or rejects an own draft, whatever the page says', async () => {
    const merchantId = await world.newMerchant();
    const { body: made } = await draft({ service: 'payout', fees: plan }, merchantId);
    const own = await approve(asha, made);
    assert.deepEqual([own.status, own.body.error?.code], [403, 'console.own_draft']);
    const rejected = await ask(asha, `${place(made)}/reject`, { reason: 'no' });
    assert.equal(rejected.body.error?.code, 'console.own_draft');
    assert.equal(await feesOf(merchantId), 0);
    const withdrawn = await ask<DraftDetailAnswer>(asha, `${place(made)}/withdraw`, {});
    assert.equal(withdrawn.body.status, 'withdrawn');
    assert.equal((await approve(ravi, made)).status, 409);
  });

  test('an edit makes what was read void: the approval of the earlier text changes nothing', async () => {
    const merchantId = await world.newMerchant();
    const { body: made } = await draft({ service: 'payout', fees: plan }, merchantId);
    const change = { service: 'payout', fees: { ...plan, basisPoints: 9_000 } };
    const edited = await ask<DraftDetailAnswer>(asha, place(made), { change, reason: 'x' }, 'PUT');
    assert.equal(edited.status, 200, JSON.stringify(edited.body));
    const stale = await approve(ravi, made);
    assert.deepEqual([stale.status, stale.body.error?.code], [409, 'console.conflict']);
    assert.equal(await feesOf(merchantId), 0);
    const stolen = await ask(ravi, place(made), { change, reason: 'mine' }, 'PUT');
    assert.equal(stolen.status, 403, 'only the maker edits');
    assert.equal((await approve(ravi, edited.body)).status, 200);
    assert.equal(await feesOf(merchantId), 9_000);
    const { body: read } = await ask<DraftDetailAnswer>(ravi, place(made));
    assert.deepEqual(
      read.history.map(({ what, hash, reason, rows }) => ({
        ...{ what, isInForce: hash === read.hash, reason },
        rate: rows.find(({ name }) => name === 'rate')?.to,
      })),
      [
        { what: 'made', isInForce: false, reason: 'as agreed', rate: '1.50 %' },
        { what: 'edited', isInForce: true, reason: 'x', rate: '90.00 %' },
        { what: 'approved', isInForce: true, reason: null, rate: undefined },
      ],
    );
    assert.deepEqual(
      read.history.map(({ by }) => by),
      ['finance of the test', 'finance of the test', 'admin of the test'],
    );
  });

  test('what a draft asks for comes back as it is sent, so that it can be edited', async () => {
    const merchantId = await world.newMerchant();
    const slabs = [{ fromMinor: '100000', basisPoints: 20, flatMinor: '50' }];
    const change = { service: 'payin', fees: { ...plan, slabs } };
    const { body: made } = await draft(change, merchantId);
    assert.deepEqual(made.change, change);
    const again = await ask<DraftDetailAnswer>(
      ...([asha, place(made), { change: made.change, reason: 'the same' }, 'PUT'] as const),
    );
    assert.deepEqual([again.status, again.body.change], [200, change]);
    assert.match(JSON.stringify(again.body.rows), /from ₹1000.00: 0.20 % \+ ₹0.50/);
  });

  test('a draft whose subject has moved meanwhile is refused', async () => {
    const merchantId = await world.newMerchant();
    const { body: made } = await draft({ service: 'payout', fees: plan }, merchantId);
    const order = { merchantId, actor: 'cli', nowMs: Date.now() };
    await setFees(world.pool, order, { basisPoints: 10 });
    const late = await approve(ravi, made);
    assert.equal(late.status, 409);
    assert.match(late.body.error?.message ?? '', /changed meanwhile/);
    assert.equal(await feesOf(merchantId), 10);
  });

  test('two approvals at once count once', async () => {
    const merchantId = await world.newMerchant();
    const vera = await operatorSignedIn(world.pool, 'owner');
    const { body: made } = await draft({ service: 'payout', fees: plan }, merchantId);
    const both = await Promise.all([approve(ravi, made), approve(vera, made)]);
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409]);
    const { rows } = await world.pool.query(
      `select from audit_events where merchant_id = $1 and action = 'merchant.fees_set'`,
      [merchantId],
    );
    assert.equal(rows.length, 1);
  });

  test('a maker who has lost the role, and a draft of four days, are too late', async () => {
    const merchantId = await world.newMerchant();
    const gone = await operatorSignedIn(world.pool, 'finance');
    const body = { kind: 'merchant.fees', merchantId, change: { service: 'payin', fees: plan } };
    const asked = { method: 'POST', body: { ...body, reason: 'as agreed' } };
    const made = (await askConsole(world.address, gone, '/drafts', asked))
      .body as DraftDetailAnswer;
    await world.pool.query(`update people set role = 'viewer' where person_id = $1`, [
      gone.personId,
    ]);
    const refused = await approve(ravi, made);
    assert.match(refused.body.error?.message ?? '', /may not make drafts any more/);
    const { body: old } = await draft({ service: 'payout', fees: plan }, merchantId);
    await world.pool.query(
      `update drafts set expires_at = made_at where merchant_id = $1 and draft_id = $2`,
      [merchantId, old.draftId],
    );
    assert.equal((await approve(ravi, old)).status, 410);
    const open = await ask<List<DraftAnswer>>(ravi, `/drafts?merchantId=${merchantId}`);
    assert.deepEqual(
      open.body.rows.map(({ draftId }) => draftId),
      [made.draftId],
    );
  });

  test('each kind of change is done exactly, and read back', async () => {
    const merchantId = await world.newMerchant();
    await ask(ravi, `/merchants/${merchantId}/credentials/xpayout`, {});
    await ask(ravi, `/merchants/${merchantId}/xpayout/addresses`, { addresses: ['203.0.113.7'] });
    const limits = {
      authenticationPerMinute: 5,
      payoutPerMinute: null,
      bulkPerMinute: 1,
      queryPerMinute: 9,
    };
    const terms = {
      ...{ code: 'GOLD', payoutFees: plan, payinFees: null, providers: null },
      ...{ payoutRails: ['IMPS'], payinMethods: null },
    };
    const kinds: readonly (readonly [string, string | null, object])[] = [
      ['merchant.limits', merchantId, limits],
      ['merchant.addresses', merchantId, { addresses: ['203.0.113.0/24'] }],
      ['settlement.terms', merchantId, { enabled: true, coolingOffHours: 2 }],
      ['xpayout.addresses', merchantId, { addresses: ['203.0.113.7'] }],
      ['marketplace.terms', null, terms],
      ['xpayout.marketplace', merchantId, { code: 'GOLD' }],
      ['xpayout.caps', merchantId, { orderCapMinor: '100000', dayCapMinor: null }],
      ['exchange.rate', null, { from: 'USD', into: 'INR', rate: '83.1', spreadBasisPoints: 50 }],
    ];
    for (const [kind, about, change] of kinds) {
      const { body: made, status } = await draft(change, about, kind);
      assert.equal(status, 200, `${kind}: ${JSON.stringify(made)}`);
      const done = await approve(ravi, made);
      assert.equal(done.status, 200, `${kind}: ${JSON.stringify(done.body)}`);
      const again = await draft(change, about, kind);
      assert.equal(again.body.error?.message, 'This would change nothing.', kind);
    }
    const { body: inForce } = await ask<TermsAnswer>(ravi, '/terms');
    assert.deepEqual(
      inForce.marketplaces
        .filter(({ code }) => code !== 'STANDARD')
        .map(({ setAt: _, ...each }) => each),
      [{ ...terms, version: 1, setBy: 'admin of the test' }],
    );
    assert.deepEqual(
      inForce.rates.map(({ setAt: _, ...each }) => each),
      [
        {
          ...{ from: 'USD', into: 'INR', rate: '83.1', spreadBasisPoints: 50 },
          ...{ version: 1, setBy: 'admin of the test' },
        },
      ],
    );
    assert.ok(!inForce.currencies.includes('USDT') && inForce.payoutRails.includes('IMPS'));
    const wrong = await draft({ addresses: ['198.51.100.1'] }, merchantId, 'xpayout.addresses');
    assert.equal(wrong.status, 422, 'an address that the merchant has not registered');
    assert.equal((await draft({ code: 'NONE' }, merchantId, 'xpayout.marketplace')).status, 422);
    assert.equal((await draft({}, merchantId, 'nonsense')).status, 422);
  });

  test('one person switches off, and two switch on again', async () => {
    const off = { kind: 'method', name: 'payin.card', reason: 'stolen cards' };
    assert.equal((await ask(asha, '/switches/off', off)).status, 200);
    assert.equal((await ask(asha, '/switches/off', off)).status, 409);
    const on = { kind: 'method', name: 'payin.card', reason: 'it is over' };
    const { body: made } = await draft(on, null, 'switch.on');
    assert.equal(made.merchant, null);
    assert.equal((await approve(asha, made)).body.error?.code, 'console.own_draft');
    assert.equal((await approve(ravi, made)).status, 200);
    const { body } = await ask<{ off: unknown[]; turns: unknown[] }>(asha, '/switches');
    assert.deepEqual([body.off.length, body.turns.length], [0, 2]);
  });

  test('an approval and the command line that turn one switch at one moment do not wait for each other', async () => {
    const off = { kind: 'method', name: 'payin.upi', reason: 'a bank that lies' };
    assert.equal((await ask(asha, '/switches/off', off)).status, 200);
    const on = { kind: 'method', name: 'payin.upi', reason: 'it is over' };
    const { body: made } = await draft(on, null, 'switch.on');
    const approved = await transaction(world.pool, async (tx) => {
      await tx.query(
        `insert into switches select kind, name, version + 1, false, 'it is over', 'cli', now()
         from switches where kind = 'method' and name = 'payin.upi'`,
      );
      const approving = approve(ravi, made);
      await somebodyWaits();
      const details = { by: 'the command line' };
      const event = { actor: 'cli', action: 'switch.on', details, nowMs: Date.now() };
      await writeAuditEvent(tx, { merchantId: platformId, ...event });
      return { answer: approving };
    });
    const { status, body } = await approved.answer;
    assert.deepEqual([status, body.error?.code], [409, 'console.conflict']);
    assert.match(body.error?.message ?? '', /Somebody else turned it just now/);
  });

  async function somebodyWaits(): Promise<void> {
    for (;;) {
      const { rowCount } = await world.pool.query(
        'select from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0',
      );
      if (rowCount !== 0) return;
      await setTimeout(10);
    }
  }
});
