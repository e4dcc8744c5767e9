/** What a merchant of this contract is told while an operator has switched payouts off. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { offSwitchesOf } from '../../../src/switches/off-switches.ts';
import { call, johnDoe, openGateway, openMerchant, tokenOf, type Gateway } from './gateway.ts';

const lines: string[] = [];
let isOff = true;
let gateway: Gateway;

before(async () => {
  const off = offSwitchesOf([{ kind: 'currency', name: 'INR' }]);
  const on = offSwitchesOf([]);
  gateway = await openGateway({
    off: () => Promise.resolve(isOff ? off : on),
    onLog: (line) => lines.push(line),
  });
});
after(() => gateway.close());

test('a payout that is switched off is a 503 that says when to come back, and the same request is taken once it is on again', async () => {
  const token = await tokenOf(gateway, await openMerchant(gateway));
  const body = { ...johnDoe, clientTransactionRefNo: 'OFF-1' };
  // The second does not go the short way past the framework.
  for (const path of ['/Payout/CreateTransaction', '/payout/createtransaction/']) {
    isOff = true;
    lines.length = 0;
    const reply = await call(gateway, path, { token, body });
    assert.equal(reply.status, 503, reply.text);
    const { supportId, ...rest } = reply.body as Record<string, unknown>;
    assert.deepEqual(rest, { statusCode: 503, status: false, message: 'Service unavailable' });
    assert.equal(reply.headers.get('retry-after'), '60');
    assert.ok(
      lines.some((line) => line.includes(`"supportId":"${String(supportId)}"`)),
      'the support id is in the log',
    );
  }
  isOff = false;
  assert.equal((await call(gateway, '/Payout/CreateTransaction', { token, body })).status, 201);
});

test('a bulk is judged item by item all the same: what is switched off fails, and can be sent again', async () => {
  const token = await tokenOf(gateway, await openMerchant(gateway));
  const body = { transactions: [{ ...johnDoe, clientTransactionRefNo: 'OFF-2' }, { amount: 1 }] };
  const bulk = async () => {
    const reply = await call(gateway, '/Payout/CreateBulkTransactions', { token, body });
    assert.equal(reply.status, 200, reply.text);
    const { message, failedTransactions } = reply.body as {
      message: string;
      failedTransactions: readonly { message: string; transactionNumber?: string }[];
    };
    return [message, failedTransactions.map((item) => item.message)];
  };
  isOff = true;
  assert.deepEqual(await bulk(), [
    'Success: 0, Failed: 2',
    ['Service unavailable', 'Validation failed'],
  ]);
  isOff = false;
  assert.deepEqual(await bulk(), ['Success: 1, Failed: 1', ['Validation failed']]);
});
