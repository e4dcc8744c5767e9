/** A table is given a column while processes that have prepared their statements go on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lane } from '../../src/db/lane.ts';
import { loadPayins } from '../../src/payments/load-payins.ts';
import { newId } from '../../src/kit/ids.ts';
import { openGateway, openResolver } from './gateway.ts';
import { policy } from './payout-world.ts';

test('a payout goes on when its attempts are given a column while the process runs', async (t) => {
  const gateway = await openGateway(t);
  const lane = openResolver(t, gateway.url);
  const merchantId = await gateway.merchant(1_000_00n);
  const orders = [gateway.order(merchantId), gateway.order(merchantId)] as const;
  await gateway.lane().submitAll(orders);
  await gateway.pool.query('update outbox set lease_id = $1', [merchantId]);
  const { chooseRail, referenceOf } = policy;
  const may = { paused: false, maySubmitAgain: true, providerOf: () => 'bank' };
  const start = async (payoutId: string) => {
    const about = { merchantId, payoutId, leaseId: merchantId, at: new Date() };
    return (await lane.submit({ kind: 'start', chooseRail, referenceOf, ...may, ...about })).kind;
  };
  assert.equal(await start(orders[0].payoutId), 'submit');
  await gateway.asOwner((owner) => owner.query('alter table payout_attempts add column note text'));
  assert.equal(await start(orders[1].payoutId), 'submit');
});

test('pay-ins are read on when their facts are given a column', async (t) => {
  const gateway = await openGateway(t);
  const client = await gateway.pool.connect();
  const key = { merchantId: newId(Date.now()), payinId: newId(Date.now()) };
  try {
    assert.equal((await loadPayins(client, [key])).length, 1);
    await gateway.asOwner((owner) => owner.query('alter table payin_facts add column note text'));
    assert.equal((await loadPayins(client, [key])).length, 1);
  } finally {
    client.release();
  }
});

test('a batch whose statement was prepared in vain is run once more, on a connection of its own', async (t) => {
  const gateway = await openGateway(t);
  const lane = new Lane<string, number>(
    {
      run: async (client, commands) => {
        const { rows } = await client.query<object>({ name: 'notes', text: 'select * from notes' });
        return { answers: commands.map(() => Object.keys(rows[0] ?? {}).length), write: () => [] };
      },
      recover: () => Promise.resolve(undefined),
    },
    { url: gateway.url, name: 'notes lane' },
  );
  t.after(() => lane.close());
  await gateway.asOwner((owner) =>
    owner.query('create table notes as select 1 as first; grant select on notes to hundi_app'),
  );
  assert.equal(await lane.submit('before'), 1);
  await gateway.asOwner((owner) => owner.query('alter table notes add column second text'));
  assert.equal(await lane.submit('after'), 2);
});
