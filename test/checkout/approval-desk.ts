/** A payer, and a merchant that asks for money by a page. */
import assert from 'node:assert/strict';
import type { UserId } from '../../src/identity/caller.ts';
import { createUser } from '../../src/identity/users.ts';
import { newId } from '../../src/kit/ids.ts';
import { call, walletNoOf } from '../dialects/xprizo/gateway.ts';
import type { Ending } from '../kit/ending.ts';
import { openHouse, type House } from '../transfers/house.ts';

export const payerEmail = 'asha@wallets.example';
export const payerPassword = 'a long password of the test';
const returnUrl = 'https://shop.example/back?cart=7';

export interface Desk extends House {
  readonly address: string;
  /** Asks Asha for 12.50; answers the address of the page. */
  ask(fields?: object): Promise<string>;
}

export async function openDesk(t: Ending): Promise<Desk> {
  const house = await openHouse(t);
  const { merchantId } = house.asha;
  const nowMs = Date.now();
  const userId = newId<'user'>(nowMs) as UserId;
  await createUser(house.pool, {
    ...{ merchantId, userId, email: payerEmail, password: payerPassword },
    ...{ role: 'admin', actor: 'test', nowMs },
  });
  const { address } = await house.start();
  let asked = 0;
  return {
    ...{ ...house, address },
    ask: async (fields = {}) => {
      const body = {
        ...{ name: payerEmail, accountId: Number(walletNoOf(house.ravi, 'INR')), amount: 12.5 },
        ...{ reference: `ORDER-${String((asked += 1))}`, description: 'Two books', ...fields },
      };
      const path = `/Merchant/RequestPaymentRedirect?returnUrl=${encodeURIComponent(returnUrl)}`;
      const reply = await call({ url: address }, house.ravi, path, { body });
      assert.equal(reply.status, 200, reply.text);
      return (reply.body as { description: string }).description;
    },
  };
}
