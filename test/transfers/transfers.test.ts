/** Money between two owners: asked for, sent, held, approved and refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptTransfer, refuseTransfer } from '../../src/transfers/end-approval.ts';
import { requestMoney, sendMoney } from '../../src/transfers/move-money.ts';
import { assertBooksAreRight } from '../payments/gateway.ts';
import { openBazaar, refusalOf, toldOf } from './transfer-kit.ts';

const nobody = { profileNo: null, name: 'test' } as const;

test('money that is sent at once is with the payee when it is answered', async (t) => {
  const bazaar = await openBazaar(t);
  const asha = await bazaar.owner(1_000_00n);
  const ravi = await bazaar.owner(0n);
  const moved = await sendMoney(bazaar.deps, bazaar.order(asha, ravi), 'commit');
  assert.equal((await bazaar.find(asha, moved)).transfer.status, 'booked');
  assert.equal(await bazaar.available(asha), 900_00n);
  assert.equal(await bazaar.available(ravi), 100_00n);
  await bazaar.untilQuiet();
  assert.deepEqual(await toldOf(bazaar, moved), []);
  await assertBooksAreRight(bazaar.pool);
});

test('money that is not there is not sent, and the reference stays free', async (t) => {
  const bazaar = await openBazaar(t);
  const asha = await bazaar.owner(99_99n);
  const ravi = await bazaar.owner(1_00n);
  const order = bazaar.order(asha, ravi);
  for (const action of ['commit', 'hold'] as const)
    assert.equal(
      await refusalOf(sendMoney(bazaar.deps, order, action)),
      'payout.insufficient_funds',
    );
  await sendMoney(bazaar.deps, bazaar.order(ravi, asha, { amountMinor: 1n }), 'commit');
  assert.equal(await refusalOf(sendMoney(bazaar.deps, order, 'commit')), 'nothing was refused');
  await assertBooksAreRight(bazaar.pool);
});

for (const kind of ['request', 'send'] as const)
  test(`a ${kind} moves nothing before the payer has agreed, and then once`, async (t) => {
    const bazaar = await openBazaar(t);
    const asha = await bazaar.owner(1_000_00n);
    const ravi = await bazaar.owner(0n);
    const order = bazaar.order(asha, ravi, { creator: kind === 'request' ? ravi : asha });
    const moved =
      kind === 'request'
        ? await requestMoney(bazaar.deps, order)
        : await sendMoney(bazaar.deps, order, 'approve');
    const waiting = await bazaar.find(asha, moved);
    assert.equal(waiting.transfer.status, 'pending');
    assert.equal(await bazaar.available(asha), 1_000_00n);
    const said = { actor: nobody, once: false };
    const answers = await Promise.all(
      [1, 2, 3].map(() => refusalOf(acceptTransfer(bazaar.deps, waiting, said))),
    );
    assert.deepEqual(answers.sort(), [
      'nothing was refused',
      'transaction.closed',
      'transaction.closed',
    ]);
    assert.equal(await bazaar.available(asha), 900_00n);
    assert.equal(await bazaar.available(ravi), 100_00n);
    await bazaar.untilQuiet();
    assert.deepEqual(await toldOf(bazaar, moved), [
      `new ${order.reference}`,
      `accepted ${order.reference}`,
    ]);
    await assertBooksAreRight(bazaar.pool);
  });

test('a payer without the money agrees in vain: it waits on, or is cancelled when asked for once', async (t) => {
  const bazaar = await openBazaar(t);
  const asha = await bazaar.owner(50_00n);
  const ravi = await bazaar.owner(0n);
  const moved = await requestMoney(bazaar.deps, bazaar.order(asha, ravi));
  const waiting = await bazaar.find(asha, moved);
  const accept = (once: boolean) =>
    refusalOf(acceptTransfer(bazaar.deps, waiting, { actor: nobody, once }));
  assert.equal(await accept(false), 'payout.insufficient_funds');
  assert.equal((await bazaar.find(asha, moved)).transfer.status, 'pending');
  assert.equal(await accept(true), 'payout.insufficient_funds');
  assert.equal((await bazaar.find(asha, moved)).transfer.status, 'cancelled');
  assert.equal((await toldOf(bazaar, moved)).length, 2);
  await assertBooksAreRight(bazaar.pool);
});

for (const kind of ['reject', 'cancel'] as const)
  test(`a transfer that somebody ${kind}s moves nothing, and ends once`, async (t) => {
    const bazaar = await openBazaar(t);
    const asha = await bazaar.owner(500_00n);
    const ravi = await bazaar.owner(0n);
    const moved = await requestMoney(bazaar.deps, bazaar.order(asha, ravi));
    const waiting = await bazaar.find(asha, moved);
    const end = { kind, actor: nobody, reason: 'No.' };
    await refuseTransfer(bazaar.deps, waiting, end);
    assert.equal(await refusalOf(refuseTransfer(bazaar.deps, waiting, end)), 'transaction.closed');
    const accept = acceptTransfer(bazaar.deps, waiting, { actor: nobody, once: true });
    assert.equal(await refusalOf(accept), 'transaction.closed');
    assert.equal(await bazaar.available(asha), 500_00n);
    assert.deepEqual((await toldOf(bazaar, moved)).length, 2);
    await bazaar.untilQuiet();
    await assertBooksAreRight(bazaar.pool);
  });

test('what nobody approves within a day is cancelled, and cannot be approved after that', async (t) => {
  const bazaar = await openBazaar(t);
  const asha = await bazaar.owner(500_00n);
  const ravi = await bazaar.owner(0n);
  const moved = await requestMoney(bazaar.deps, bazaar.order(asha, ravi));
  const waiting = await bazaar.find(asha, moved);
  bazaar.pass(25);
  const accept = acceptTransfer(bazaar.deps, waiting, { actor: nobody, once: false });
  assert.equal(await refusalOf(accept), 'transaction.closed');
  bazaar.worker();
  await bazaar.until(asha, moved, ({ transfer }) => transfer.status === 'cancelled');
  assert.equal((await bazaar.find(asha, moved)).transfer.statusReason, 'Expired');
  await bazaar.untilQuiet();
  await assertBooksAreRight(bazaar.pool);
});

test('a reference is spent once, by whatever sends money, and once by whatever asks for it', async (t) => {
  const bazaar = await openBazaar(t);
  const asha = await bazaar.owner(1_000_00n);
  const ravi = await bazaar.owner(1_000_00n);
  const create = bazaar.lane();
  const payout = await create.submit(bazaar.payout(asha, { reference: 'PAID' }));
  assert.equal(payout.kind, 'created');
  const { deps } = bazaar;
  const send = (reference: string, action: 'approve' | 'commit') =>
    refusalOf(sendMoney(deps, bazaar.order(asha, ravi, { reference }), action));
  assert.equal(await send('PAID', 'commit'), 'transaction.reference_pending');
  assert.equal(await send('SENT', 'commit'), 'nothing was refused');
  assert.equal(await send('SENT', 'approve'), 'transaction.reference_taken');
  assert.equal(await send('ASKED', 'approve'), 'nothing was refused');
  assert.equal(await send('ASKED', 'commit'), 'transaction.reference_pending');
  const late = await create.submit(bazaar.payout(asha, { reference: 'SENT' }));
  assert.equal(late.kind, 'reference_conflict');
  const request = (reference: string) =>
    refusalOf(requestMoney(deps, bazaar.order(asha, ravi, { reference })));
  assert.equal(await request('SENT'), 'nothing was refused');
  assert.equal(await request('SENT'), 'transaction.reference_pending');
  assert.equal(await bazaar.payin(ravi, 'SENT'), 'reference_conflict');
  assert.equal(await bazaar.payin(ravi, 'CAME'), 'created');
  assert.equal(await request('CAME'), 'transaction.reference_pending');
  await assertBooksAreRight(bazaar.pool);
});

test('wallets of one owner, of two currencies, and inactive ones are no two ends of a transfer', async (t) => {
  const bazaar = await openBazaar(t);
  const asha = await bazaar.owner(1_000_00n);
  const ravi = await bazaar.owner(0n);
  const dollars = await bazaar.wallet(ravi, 'USD', 0n);
  for (const fields of [
    { to: asha.wallet },
    { to: dollars },
    { to: { ...ravi.wallet, status: 'inactive' as const } },
  ])
    assert.equal(
      await refusalOf(sendMoney(bazaar.deps, bazaar.order(asha, ravi, fields), 'commit')),
      'request.invalid_fields',
    );
  assert.equal(await bazaar.available(asha), 1_000_00n);
});

test('transfers in another currency move in that currency', async (t) => {
  const bazaar = await openBazaar(t);
  const asha = await bazaar.owner(0n);
  const ravi = await bazaar.owner(0n);
  const from = await bazaar.wallet(asha, 'KES', 300_00n);
  const to = await bazaar.wallet(ravi, 'KES', 0n);
  await sendMoney(bazaar.deps, bazaar.order(asha, ravi, { from, to }), 'commit');
  assert.equal(await bazaar.available(asha, 'KES'), 200_00n);
  assert.equal(await bazaar.available(ravi, 'KES'), 100_00n);
  await assertBooksAreRight(bazaar.pool);
});
