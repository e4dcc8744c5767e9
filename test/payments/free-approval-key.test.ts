/** Keys are made by chance, seven characters of it: with a million of one owner some come twice. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newApprovalKey } from '../../src/merchants/approval-key.ts';
import { freeApprovalKey } from '../../src/payments/free-approval-key.ts';
import {
  call,
  openGateway,
  openProfile,
  walletNoOf,
  type Gateway,
} from '../dialects/xprizo/gateway.ts';

let gateway: Gateway;
before(async () => {
  gateway = await openGateway();
});
after(() => gateway.close());

test('a key that an owner has already is not given again, and another owner may have it', async () => {
  const [payer, payee] = [await openProfile(gateway), await openProfile(gateway)];
  const asked = await call(gateway, payee, '/Transaction/RequestPayment', {
    body: {
      ...{ fromAccountId: Number(walletNoOf(payer, 'INR')), amount: 1, reference: 'KEY' },
      toAccountId: Number(walletNoOf(payee, 'INR')),
    },
  });
  const { key: taken } = asked.body as { key: string };
  const made: string[] = [];
  const drawn = (no: number) => {
    made.push(made.length < 2 ? taken : newApprovalKey(no));
    return made.at(-1) ?? '';
  };
  const key = await freeApprovalKey(gateway.pool, payer, drawn);
  assert.deepEqual(made, [taken, taken, key]);
  assert.notEqual(key, taken);
  const stranger = await openProfile(gateway);
  assert.equal(await freeApprovalKey(gateway.pool, stranger, () => taken), taken);
});
