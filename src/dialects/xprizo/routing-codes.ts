/** `GET /Merchant/RoutingCodes`: the ways to the acquirer that are set up for the wallets of a profile. */
import { walletAccess, reaches } from '../../merchants/wallet-access.ts';
import { listRoutingCodes, sandboxCode } from '../../merchants/routing-codes.ts';
import { walletsOf } from '../../merchants/wallets.ts';
import { findMerchantByNo } from '../../merchants/find-merchant.ts';
import type { JsonObject } from '../../kit/json.ts';
import type { Work } from './gate.ts';
import type { XprizoParts } from './parts.ts';
import { amount, whole } from './present.ts';
import { orUnavailable } from './transfer-fields.ts';

/** A profile that does not exist and one whose wallets the caller may not see are answered alike: with none. */
export function routingCodes({ pool }: XprizoParts): Work {
  return async (caller, { query }) => {
    const contactId = query.whole('contactId');
    const owner =
      contactId === undefined
        ? caller.merchant
        : await orUnavailable(findMerchantByNo(pool, parseInt(String(contactId), 10)));
    if (owner === undefined) return [];
    const [codes, wallets] = await orUnavailable(
      Promise.all([listRoutingCodes(pool, owner.merchantId), walletsOf(pool, owner.merchantId)]),
    );
    const shown: JsonObject[] = [];
    const isSet = (walletNo: bigint) =>
      codes.some((one) => one.walletNo === walletNo && one.code === sandboxCode.code);
    const unset =
      owner.environment === 'sandbox' ? wallets.filter((one) => !isSet(one.walletNo)) : [];
    const all = [...codes, ...unset.map(({ walletNo }) => ({ ...sandboxCode, walletNo }))];
    for (const { walletNo, code, minimumMinor, maximumMinor } of all) {
      const wallet = wallets.find((one) => one.walletNo === walletNo);
      const access = await orUnavailable(walletAccess(pool, caller.merchant.merchantId, walletNo));
      if (wallet === undefined || access === undefined || !reaches(access.level, 'read')) continue;
      const { currency } = wallet;
      shown.push({
        routingCode: code,
        accountId: whole(walletNo),
        currencyCode: currency,
        minAmount: amount({ minor: minimumMinor, currency }),
        maxAmount: maximumMinor === null ? null : amount({ minor: maximumMinor, currency }),
      });
    }
    return shown;
  };
}
