/** Transfers between wallets, as the people of both their owners see them at the dashboard. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { PaymentAnswer, PaymentRow } from '../../src/console/answers/merchant-payments.ts';
import type { StatementAnswer } from '../../src/console/answers/wallet.ts';
import { newId } from '../../src/kit/ids.ts';
import { acceptTransfer, refuseTransfer } from '../../src/transfers/end-approval.ts';
import { exchangeWithin, quoteExchange } from '../../src/transfers/exchange-within.ts';
import { requestMoney, sendMoney } from '../../src/transfers/move-money.ts';
import { askConsole, merchantSignedIn, type SignedIn } from '../support/console.ts';
import { openBazaar, type Owner } from '../transfers/transfer-kit.ts';
import { openConsoleWorld } from './console-kit.ts';

const nobody = { profileNo: null, name: 'test' } as const;

async function openMarket(t: TestContext) {
  const endings: (() => Promise<void>)[] = [];
  const world = await openConsoleWorld({ after: (end) => void endings.push(end) });
  const bazaar = await openBazaar(t, { url: world.url });
  t.after(async () => {
    for (const end of endings) await end();
  });
  const get = async <Answer>(who: SignedIn, path: string): Promise<Answer> => {
    const { status, body } = await askConsole(world.address, who, path);
    assert.equal(status, 200, JSON.stringify(body));
    return body as Answer;
  };
  const idsOf = async (who: SignedIn, query: string) =>
    (await get<{ rows: PaymentRow[] }>(who, `/payments?${query}`)).rows.map(
      ({ paymentId }) => paymentId,
    );
  return {
    ...{ world, bazaar, get, idsOf },
    personOf: ({ merchantId }: Owner) => merchantSignedIn(world.pool, merchantId, 'reader'),
  };
}

test('both owners of a transfer find it among their payments, each from its own side, and nobody else does', async (t) => {
  const { world, bazaar, get, idsOf, personOf } = await openMarket(t);
  const asha = await bazaar.owner(1_000_00n);
  const ravi = await bazaar.owner(0n);
  const [payer, payee] = [await personOf(asha), await personOf(ravi)];
  const stranger = await personOf(await bazaar.owner(0n));
  const sent = await sendMoney(bazaar.deps, bazaar.order(asha, ravi), 'commit');
  const asked = bazaar.order(asha, ravi, { creator: ravi, reference: 'RENT-MAY' });
  const wish = await requestMoney(bazaar.deps, asked);
  const newestFirst = [wish.transferId, sent.transferId];
  for (const who of [payer, payee]) {
    assert.deepEqual(await idsOf(who, ''), newestFirst);
    assert.deepEqual(await idsOf(who, 'kind=transfer&state=open'), [wish.transferId]);
    assert.deepEqual(await idsOf(who, 'state=succeeded'), [sent.transferId]);
    assert.deepEqual(await idsOf(who, 'search=RENT-'), [wish.transferId]);
    assert.deepEqual(await idsOf(who, `search=${sent.approvalKey.slice(0, 12)}`), [
      sent.transferId,
    ]);
    for (const query of ['kind=payout', 'kind=payin', 'state=reversed', 'state=failed'])
      assert.deepEqual(await idsOf(who, query), [], query);
  }
  const sides = await Promise.all(
    [payer, payee].map((who) => get<PaymentAnswer>(who, `/payments/${sent.transferId}`)),
  );
  assert.deepEqual(
    sides.map(({ direction, party, status, amount }) => [direction, party, status, amount.minor]),
    [
      ['out', `Wallet ${String(ravi.wallet.walletNo)}`, 'booked', '10000'],
      ['in', `Wallet ${String(asha.wallet.walletNo)}`, 'booked', '10000'],
    ],
  );
  assert.deepEqual(await idsOf(stranger, ''), []);
  const peek = await askConsole(world.address, stranger, `/payments/${sent.transferId}`);
  assert.equal(peek.status, 404);
});

test('what the payer decides about a wish is told to whoever asked for it', async (t) => {
  const { bazaar, get, idsOf, personOf } = await openMarket(t);
  const asha = await bazaar.owner(1_000_00n);
  const ravi = await bazaar.owner(0n);
  const payee = await personOf(ravi);
  const wish = () => requestMoney(bazaar.deps, bazaar.order(asha, ravi, { creator: ravi }));
  const [refused, agreed] = [await wish(), await wish()];
  const reason = 'Not in May';
  const refusal = { kind: 'reject', actor: nobody, reason } as const;
  await refuseTransfer(bazaar.deps, await bazaar.find(asha, refused), refusal);
  await acceptTransfer(bazaar.deps, await bazaar.find(asha, agreed), { actor: nobody, once: true });
  await bazaar.untilQuiet();
  const ended = await get<PaymentAnswer>(payee, `/payments/${refused.transferId}`);
  assert.deepEqual([ended.status, ended.remarks], ['rejected', reason]);
  const arrived = await get<PaymentAnswer>(payee, `/payments/${agreed.transferId}`);
  assert.deepEqual(
    arrived.changes.map(({ status }) => status),
    ['pending', 'booked'],
  );
  assert.deepEqual(await idsOf(payee, 'state=failed'), [refused.transferId]);
  assert.deepEqual(await idsOf(payee, 'state=open'), []);
});

test('a transfer has one number: in the list, on its page, in the statement and in the report of the ledger', async (t) => {
  const { bazaar, get, personOf } = await openMarket(t);
  const asha = await bazaar.owner(1_000_00n);
  const ravi = await bazaar.owner(0n);
  const { approvalKey } = await sendMoney(bazaar.deps, bazaar.order(asha, ravi), 'commit');
  await bazaar.untilQuiet();
  for (const who of [await personOf(asha), await personOf(ravi)]) {
    const [listed] = (await get<{ rows: PaymentRow[] }>(who, '/payments')).rows;
    const statement = await get<StatementAnswer>(who, '/statement?currency=INR');
    const ledger = await get<{ rows: Record<string, string>[] }>(
      who,
      '/reports?type=ledger&format=json',
    );
    const numbers = [
      listed?.transactionNumber,
      statement.rows.find(({ service }) => service === 'transfer')?.transactionNumber,
      ledger.rows.find((row) => row['service_type'] === 'transfer')?.['transaction_number'],
    ];
    assert.deepEqual(numbers, [approvalKey, approvalKey, approvalKey]);
  }
});

test('a transfer that came to nothing has moved nothing', async (t) => {
  const { bazaar, get, personOf } = await openMarket(t);
  const asha = await bazaar.owner(1_000_00n);
  const ravi = await bazaar.owner(0n);
  const wish = await requestMoney(bazaar.deps, bazaar.order(asha, ravi, { creator: ravi }));
  const refusal = { kind: 'reject', actor: nobody, reason: 'Not mine' } as const;
  await refuseTransfer(bazaar.deps, await bazaar.find(asha, wish), refusal);
  await bazaar.untilQuiet();
  for (const who of [await personOf(asha), await personOf(ravi)]) {
    const { amount, total } = await get<PaymentAnswer>(who, `/payments/${wish.transferId}`);
    assert.deepEqual([amount.minor, total.minor], ['10000', '0']);
  }
});

test('an exchange is one payment within the house, and a file of all says so', async (t) => {
  const { world, bazaar, get, personOf } = await openMarket(t);
  const asha = await bazaar.owner(100_00n);
  const into = await bazaar.wallet(asha, 'USD', 0n);
  await world.pool.query(
    `insert into exchange_rates (from_currency, to_currency, version, rate, spread_basis_points, set_by, set_at)
     values ('INR', 'USD', 1, '0.01', 0, 'test', now())`,
  );
  const wanted = { amountMinor: 50_00n };
  const quote = await quoteExchange(bazaar.pool, asha.wallet, into, wanted);
  const at = new Date();
  const exchangeId = newId<'transfer'>(at.getTime());
  const order = { exchangeId, from: asha.wallet, into, quote, asked: null, actor: nobody, at };
  await exchangeWithin(bazaar.deps.transfers, order);
  const who = await personOf(asha);
  const shown = await get<PaymentAnswer>(who, `/payments/${exchangeId}`);
  assert.deepEqual(
    [shown.direction, shown.amount, shown.exchanged],
    [
      'within',
      { minor: '5000', currency: 'INR' },
      { into: { minor: '50', currency: 'USD' }, rate: '0.01' },
    ],
  );
  assert.deepEqual(await get(who, '/payments/count?kind=transfer'), { count: 1, isMore: false });
  const file = await askConsole(world.address, who, '/payments/export?kind=transfer');
  const [head, line, ...rest] = String(file.body).split('\r\n');
  assert.match(head ?? '', /^created_at,kind,direction,number,/);
  assert.match(line ?? '', /,transfer,within,.*,INR,50\.00,0\.00,0\.00,$/);
  assert.deepEqual(rest, ['']);
});
