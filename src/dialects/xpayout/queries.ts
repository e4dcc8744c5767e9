/** What a merchant may look at: one of its orders, its balance. */
import { unavailableOr } from '../../db/unavailable.ts';
import { DomainError } from '../../kit/errors.ts';
import { formatMoney, subtract } from '../../kit/money.ts';
import { walletBalances } from '../../ledger/wallet-balance.ts';
import { findOrder } from '../../payments/find-orders.ts';
import { findPayinOrder } from '../../payments/find-payin-orders.ts';
import type { Answer, Work } from './gate.ts';
import type { XpayoutParts } from './parts.ts';
import { foundPayinText } from './present-payin.ts';
import { foundText, successText } from './present.ts';

/** Each parameter with the names that it may mean, in the order in which they are tried. */
const namesOf = {
  merchant_order_id: ['reference'],
  order_id: ['transactionNumber', 'reference'],
  gateway_order_id: ['transactionNumber'],
  reference_id: ['referenceId'],
} as const satisfies Record<string, readonly ('reference' | 'transactionNumber' | 'referenceId')[]>;
type Parameter = keyof typeof namesOf;

export const statusParameters = Object.keys(namesOf) as Parameter[];

/**
 * `api_order_status`: by the first of the parameters that is there. One `order_id` may name an order of each direction;
 * then the payout is shown, and the pay-in by its own number.
 */
export function getOrderStatus({ pool, zone }: XpayoutParts): Work {
  return guarded(async ({ merchant }, { query }) => {
    const parameter = statusParameters.find((name) => (query.get(name) ?? '') !== '');
    if (parameter === undefined)
      throw new DomainError('request.malformed', {
        reason: `Give one of ${statusParameters.join(', ')}.`,
      });
    const value = query.get(parameter) ?? '';
    for (const by of namesOf[parameter]) {
      const body = await orderText({ pool, zone }, merchant.merchantId, { by, value });
      if (body !== undefined) return { status: 200, body };
    }
    throw new DomainError('payout.not_found');
  });
}

/** Undefined when no order of the merchant has that name. Of those with one reference_id the newest is meant. */
async function orderText(
  { pool, zone }: Pick<XpayoutParts, 'pool' | 'zone'>,
  merchantId: string,
  name: { readonly by: (typeof namesOf)[Parameter][number]; readonly value: string },
): Promise<string | undefined> {
  const order = await findOrder(pool, merchantId, name);
  if (order !== undefined && name.by !== 'referenceId') return foundText(order, zone);
  const payin = await findPayinOrder(pool, merchantId, name);
  const isNewest =
    payin !== undefined && (order === undefined || payin.payin.createdAt > order.payout.createdAt);
  if (isNewest) return foundPayinText(payin, zone);
  return order && foundText(order, zone);
}

/** `api_balance`: the wallet in INR, and all of them when there are more. */
export function getBalance({ pool, clock, zone }: XpayoutParts): Work {
  return guarded(async ({ merchant }) => {
    const wallets = (await walletBalances(pool, merchant.merchantId)).map(
      ({ currency, postedMinor, heldMinor }) => {
        const total = { minor: postedMinor, currency };
        const held = { minor: heldMinor, currency };
        return {
          currency,
          available_balance: formatMoney(subtract(total, held)),
          held_balance: formatMoney(held),
          total_balance: formatMoney(total),
        };
      },
    );
    const data = {
      ...wallets[0],
      as_of: zone.text(clock.now()),
      ...(wallets.length > 1 && { balances: wallets }),
    };
    return { status: 200, body: successText('Balance fetched', JSON.stringify(data)) };
  });
}

/** A database that is away is no fault of ours, and a question may be repeated. */
function guarded(work: (...call: Parameters<Work>) => Promise<Answer>): Work {
  return async (caller, call) => {
    try {
      return await work(caller, call);
    } catch (error) {
      throw unavailableOr(error);
    }
  };
}
