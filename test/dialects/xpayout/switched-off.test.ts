/** What a merchant of this contract is told while an operator has switched something off. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { offSwitchesOf } from '../../../src/switches/off-switches.ts';
import { call, openGateway, openMerchant, payout, type Gateway } from './gateway.ts';

let isOff = false;
let gateway: Gateway;

before(async () => {
  const off = offSwitchesOf([{ kind: 'currency', name: 'INR' }]);
  const on = offSwitchesOf([]);
  gateway = await openGateway({ off: () => Promise.resolve(isOff ? off : on) });
});
after(() => gateway.close());

test('an order that is switched off is a 503 that says when to come back, and is taken once it is on again', async () => {
  const merchant = await openMerchant(gateway);
  const create = (body: object) => call(gateway, merchant, { route: 'api_create_order', body });
  const [earlier, order] = [payout({ order_id: 'ON-1' }), payout({ order_id: 'OFF-1' })];
  assert.equal((await create(earlier)).status, 200);
  isOff = true;
  assert.equal((await create(earlier)).body.message, 'Order already exists');
  const refused = await create(order);
  assert.deepEqual([refused.status, refused.body.code], [503, 'unavailable'], refused.text);
  assert.equal(refused.headers.get('retry-after'), '60');
  isOff = false;
  assert.equal((await create(order)).body.message, 'Order created');
});
