/** Settlements at the console of operators, step by step, through its API: who may take which, and what each does. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { DraftDetailAnswer } from '../../src/console/answers/drafts.ts';
import type { SettlementDetail, SettlementSummary } from '../../src/console/answers/settlements.ts';
import type { SettlementAnswer } from '../../src/console/answers/merchant-settlements.ts';
import type { List } from '../../src/console/answers/shared.ts';
import type { StatementAnswer } from '../../src/console/answers/wallet.ts';
import { newId, type MerchantId } from '../../src/kit/ids.ts';
import { fundWallet } from '../../src/merchants/fund-wallet.ts';
import { allowAddress } from '../../src/settlements/allow-list.ts';
import { requestSettlement } from '../../src/settlements/request-settlement.ts';
import { setTerms } from '../../src/settlements/terms.ts';
import { verifyBooks } from '../../src/settlements/verify-books.ts';
import { hash, tronAddress, utr } from '../settlements/settlement-world.ts';
import {
  askConsole,
  merchantSignedIn,
  operatorSignedIn,
  type SignedIn,
} from '../support/console.ts';
import { openConsoleWorld, type ConsoleWorld } from './console-kit.ts';
import { settle } from './id-makers.ts';

suite('settlements at the console of operators', () => {
  let world: ConsoleWorld;
  let asha: SignedIn;
  let ravi: SignedIn;
  const endings: (() => Promise<void>)[] = [];
  before(async () => {
    world = await openConsoleWorld({ after: (end) => void endings.push(end) });
    asha = await operatorSignedIn(world.pool, 'finance');
    ravi = await operatorSignedIn(world.pool, 'owner');
  });
  after(async () => {
    const { breaks } = await verifyBooks(world.pool);
    assert.deepEqual(breaks, []);
    for (const end of endings) await end();
  });

  const ask = async (who: SignedIn, path: string, body?: object) => {
    const asked = body === undefined ? {} : { method: 'POST', body };
    const { status, body: answer } = await askConsole(world.address, who, path, asked);
    const code = (answer as { error?: { code: string } }).error?.code;
    return { status, code, answer };
  };
  const read = async <Answer>(path: string): Promise<Answer> => {
    const { status, answer } = await ask(asha, path);
    assert.equal(status, 200, JSON.stringify(answer));
    return answer as Answer;
  };
  const take = async (who: SignedIn, path: string, step: string, body: object = {}) =>
    (await ask(who, `${path}/${step}`, body)).status;
  /** One of 500.00 that somebody has asked for. */
  const requested = async (name: string) => {
    const merchantId = await world.newMerchant(name);
    const settlementId = await settle(world.pool, merchantId);
    return { merchantId, settlementId, path: `/settlements/${merchantId}/${settlementId}` };
  };
  const sent = async (name: string) => {
    const one = await requested(name);
    assert.equal(await take(ravi, one.path, 'approve'), 204);
    assert.equal(await take(asha, one.path, 'record', { transfer: utr() }), 204);
    return one;
  };
  const draft = (merchantId: MerchantId, kind: string, change: object) =>
    ask(asha, '/drafts', { kind, merchantId, change, reason: 'as the bank wrote' });
  const approve = async (who: SignedIn, { merchantId, draftId, hash: agreed }: DraftDetailAnswer) =>
    ask(who, `/drafts/${merchantId}/${draftId}/approve`, { hash: agreed });
  const available = async (merchantId: MerchantId) => {
    const { rows } = await world.pool.query<{ minor: bigint }>(
      `select posted_minor - held_minor as minor from accounts where merchant_id = $1 and account = 'wallet:INR'`,
      [merchantId],
    );
    return rows[0]?.minor;
  };

  test('from the request to the arrival: each step by a person of the console, and every rupee told', async () => {
    const { path, merchantId } = await requested('Asha Traders');
    const before = await read<SettlementDetail>(path);
    assert.deepEqual(before.steps, ['approve', 'reject', 'withdraw']);
    assert.equal(await take(asha, path, 'complete'), 409);
    assert.equal(await take(ravi, path, 'approve'), 204);
    assert.equal(await take(asha, path, 'record', { transfer: 'no' }), 422);
    const transfer = utr();
    assert.equal(await take(asha, path, 'record', { transfer }), 204);
    assert.equal(await take(asha, path, 'complete'), 204);
    const { settlement, steps, events, isBalanced, balances, sums } =
      await read<SettlementDetail>(path);
    assert.deepEqual([settlement.status, settlement.transferReference], ['completed', transfer]);
    assert.deepEqual(steps, ['return']);
    assert.ok(isBalanced);
    assert.deepEqual(
      balances.map(({ account, change }) => [account, change.minor]),
      [
        ['wallet:INR', '-50000'],
        ['settlement_clearing:INR', '50000'],
      ],
    );
    assert.equal(sums.at(-1)?.amount.minor, '50000');
    const takers = events.flatMap(({ lines }) => lines.filter((line) => line.startsWith('By ')));
    assert.ok(takers.includes('By finance of the test') && takers.includes('By owner of the test'));
    const booked = events.find(({ journal }) => journal?.kind === 'post')?.journal;
    assert.deepEqual(
      booked?.touched.map(({ account, before: at, after: then }) => [
        account,
        at.minor,
        then.minor,
      ]),
      [
        ['settlement_clearing:INR', '0', '50000'],
        ['wallet:INR', '100000', '50000'],
      ],
    );
    assert.equal(await available(merchantId), 500_00n);
  });

  test('while nothing is sent one person withdraws it; afterwards giving the money back takes two', async () => {
    const early = await requested('Early Birds');
    assert.equal(await take(asha, early.path, 'withdraw', {}), 422);
    assert.equal(await take(asha, early.path, 'withdraw', { reason: 'asked for twice' }), 204);
    assert.equal(await available(early.merchantId), 1_000_00n);

    const late = await sent('Late Comers');
    assert.equal(await take(asha, late.path, 'withdraw', { reason: 'the bank refused it' }), 409);
    const { settlementId, merchantId } = late;
    const change = { settlementId, reason: 'the bank refused it' };
    const { answer } = await draft(merchantId, 'settlement.fail', change);
    const made = answer as DraftDetailAnswer;
    const { drafts } = await read<SettlementDetail>(late.path);
    assert.deepEqual(
      drafts.map(({ draftId, title }) => [draftId, title]),
      [[made.draftId, made.title]],
    );
    assert.equal((await approve(asha, made)).code, 'console.own_draft');
    assert.equal(await available(merchantId), 500_00n);
    assert.equal((await approve(ravi, made)).status, 200);
    assert.equal(await available(merchantId), 1_000_00n);
    assert.equal((await approve(ravi, made)).status, 409);
  });

  test('what came back is in the wallet again once two have said so, and by a transfer that did nothing before', async () => {
    const { path, merchantId, settlementId } = await sent('Back Again');
    assert.equal(await take(ravi, path, 'complete'), 204);
    const { settlement } = await read<SettlementDetail>(path);
    const change = { settlementId, reason: 'account closed' };
    const same = { ...change, reference: settlement.transferReference };
    const spent = (await draft(merchantId, 'settlement.return', same)).answer as DraftDetailAnswer;
    assert.equal((await approve(ravi, spent)).code, 'settlement.transfer_spent');
    const other = { ...change, reference: utr() };
    const made = (await draft(merchantId, 'settlement.return', other)).answer as DraftDetailAnswer;
    assert.deepEqual(made.rows.at(-1), {
      ...{ name: 'came back by', from: null, to: other.reference, isChanged: true },
    });
    assert.equal((await approve(ravi, made)).status, 200);
    assert.equal(await available(merchantId), 1_000_00n);
    // Nothing is left for the other draft to give back.
    assert.equal((await approve(ravi, spent)).status, 409);
  });

  test('a quote for USDT is a price: two people agree to exactly what it comes to, while it is good', async () => {
    const { merchantId, settlementId, path } = await inUsdt('Deccan Exports');
    assert.equal(await take(asha, path, 'record', { transfer: hash() }), 409);
    const quote = (rate: string, minutes: number) => ({
      ...{ settlementId, rate, direction: 'INR_PER_USDT', spreadBasisPoints: 50 },
      ...{ feeMinor: '1000', quotedBy: 'Desk' },
      quoteExpiresAt: new Date(Date.now() + minutes * 60_000).toISOString(),
    });
    const wrong = await draft(merchantId, 'settlement.convert', quote('dear', 60));
    assert.equal(wrong.status, 422);
    const over = (await draft(merchantId, 'settlement.convert', quote('89.25', -1))).answer;
    assert.equal((await approve(ravi, over as DraftDetailAnswer)).code, 'settlement.quote_expired');
    const [first, second] = await Promise.all(
      ['89.25', '90'].map(
        async (rate) =>
          (await draft(merchantId, 'settlement.convert', quote(rate, 60)))
            .answer as DraftDetailAnswer,
      ),
    );
    assert.ok(first && second);
    const gets = first.rows.find(({ name }) => name === 'the merchant is sent');
    // 500.00 less the fee of 10.00, at 89.25.
    assert.equal(gets?.to, 'USDT 5.490196');
    assert.equal((await approve(ravi, first)).status, 200);
    assert.equal((await approve(ravi, second)).status, 409);
    const { steps, sums } = await read<SettlementDetail>(path);
    assert.deepEqual(steps, ['convert', 'record', 'withdraw']);
    assert.deepEqual(sums.at(-1)?.amount, { minor: '5490196', currency: 'USDT' });
    const reader = await merchantSignedIn(world.pool, merchantId, 'reader');
    const { answer: told } = await ask(reader, `/settlements/${settlementId}`);
    const { quote: own } = told as SettlementAnswer;
    assert.deepEqual([own?.rate, own?.receives.minor], ['89.25 INR PER USDT', '5490196']);
    assert.doesNotMatch(JSON.stringify(told), /spread|Desk/);
    assert.equal(await take(asha, path, 'record', { transfer: hash() }), 204);
    assert.equal(await take(asha, path, 'complete'), 204);
    assert.ok((await read<SettlementDetail>(path)).isBalanced);
  });

  test('its merchant sees how far it is, what it is sent and why it came back, and nobody of the operator', async () => {
    const { merchantId, settlementId, path } = await sent('Nilgiri Teas');
    const reader = await merchantSignedIn(world.pool, merchantId, 'reader');
    const seen = async () => {
      const { status, answer } = await ask(reader, `/settlements/${settlementId}`);
      assert.equal(status, 200, JSON.stringify(answer));
      return answer as SettlementAnswer;
    };
    const under = await seen();
    assert.deepEqual(
      under.changes.map(({ status, because }) => [status, because]),
      [
        ['requested', null],
        ['approved', null],
        ['sent', under.transferReference],
      ],
    );
    assert.deepEqual([under.amount.minor, under.quote, under.requestedBy], ['50000', null, null]);
    assert.equal(await take(asha, path, 'complete'), 204);
    const back = { settlementId, reference: utr(), reason: 'the account is closed' };
    const made = await draft(merchantId, 'settlement.return', back);
    assert.equal((await approve(ravi, made.answer as DraftDetailAnswer)).status, 200);
    const after = await seen();
    assert.equal(after.changes.at(-1)?.because, `${back.reference}: the account is closed`);
    for (const inside of [asha.personId, ravi.personId, 'of the test', 'clearing', 'somebody'])
      assert.ok(!JSON.stringify(after).includes(inside), inside);

    const developer = await merchantSignedIn(world.pool, merchantId, 'developer');
    const entryOf = async (who: SignedIn) =>
      ((await ask(who, '/statement')).answer as StatementAnswer).rows[0];
    assert.deepEqual(
      [(await entryOf(reader))?.settlementId, (await entryOf(developer))?.settlementId],
      [settlementId, null],
      'the statement leads there, whoever may read settlements',
    );

    const theirs = await requested('Coorg Coffee');
    const foreign = await ask(reader, `/settlements/${theirs.settlementId}`);
    assert.deepEqual([foreign.status, foreign.code], [404, 'console.not_found']);
  });

  test('the list is narrowed by merchant, status, network and transfer, and goes page by page', async () => {
    const merchantId = await world.newMerchant('Many and More');
    const settlementId = await settle(world.pool, merchantId);
    const at = new Date();
    const money = { minor: 60_00n, currency: 'INR' } as const;
    await fundWallet(world.pool, {
      actor: 'test',
      merchantId,
      fundingId: newId(at.getTime()),
      money,
      at,
    });
    for (let nth = 0; nth < 54; nth += 1)
      await requestSettlement(world.pool, {
        ...{ merchantId, settlementId: newId<'settlement'>(at.getTime()), by: 'somebody', at },
        ...{ amountMinor: 1_00n, address: 'HDFC0000001/1234567890' },
      });
    const list = (query: string) => read<List<SettlementSummary>>(`/settlements?${query}`);
    const first = await list('q=many+and');
    const rest = await list(`q=many+and&cursor=${first.next ?? ''}`);
    assert.deepEqual([first.rows.length, rest.rows.length, rest.next], [50, 5, null]);
    assert.ok([...first.rows, ...rest.rows].every((row) => row.merchantId === merchantId));
    assert.deepEqual(
      (await list(`q=${settlementId}`)).rows.map((row) => row.settlementId),
      [settlementId],
    );
    const usdt = await list('network=TRC20');
    assert.ok(usdt.rows.length > 0 && usdt.rows.every(({ currency }) => currency === 'USDT'));
    const done = await list(`status=requested&merchant=${merchantId}`);
    assert.equal(done.rows.length, 50);
    assert.equal((await ask(asha, '/settlements?status=gone')).status, 422);
    assert.equal((await ask(asha, '/settlements?cursor=x')).status, 422);
  });

  /** One of 500.00 to a TRC20 address that two people have agreed to. */
  async function inUsdt(name: string) {
    const merchantId = await world.newMerchant(name);
    const at = new Date();
    const order = { merchantId, actor: 'test', nowMs: at.getTime() };
    await setTerms(world.pool, order, { enabled: true, coolingOffHours: 0 });
    const money = { minor: 1_000_00n, currency: 'INR' } as const;
    await fundWallet(world.pool, {
      actor: 'test',
      merchantId,
      fundingId: newId(at.getTime()),
      money,
      at,
    });
    const { address } = await allowAddress(world.pool, {
      ...{ merchantId, network: 'TRC20', address: tronAddress(), label: '', by: 'somebody', at },
      isKnownIfsc: () => true,
    });
    const settlementId = newId<'settlement'>(at.getTime());
    const about = { merchantId, settlementId, by: 'somebody', at };
    await requestSettlement(world.pool, { ...about, amountMinor: 500_00n, address });
    const path = `/settlements/${merchantId}/${settlementId}`;
    assert.equal(await take(ravi, path, 'approve'), 204);
    return { merchantId, settlementId, path };
  }
});
