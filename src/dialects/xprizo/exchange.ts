/** `POST /Transaction/WalletExchange`: money of one owner from one of its wallets into another. */
import { newId } from '../../kit/ids.ts';
import { freeApprovalKey } from '../../payments/free-approval-key.ts';
import { exchangeDetails } from '../../transfers/exchange-details.ts';
import { exchangeWithin, lookAtExchange, quoteExchange } from '../../transfers/exchange-within.ts';
import { actorOf } from '../../transfers/move-money.ts';
import { accessTo, type OpenedWallet } from './access.ts';
import type { Fields } from './fields.ts';
import type { Work } from './gate.ts';
import type { XprizoParts } from './parts.ts';
import { pinOf } from './pin.ts';
import { idAndDescription } from './present.ts';
import { orUnavailable, referenceIn, refuseOtherCurrency, textIn } from './transfer-fields.ts';

/** `commit=false` only looks whether it would go through; then the id is 0. */
export function walletExchange(parts: XprizoParts): Work {
  return async (caller, call) => {
    const fields = call.body();
    const isCommit = call.query.flag('commit') ?? true;
    const from = await accessTo(parts, caller, fields.needWhole('fromAccountId'), 'create');
    const into = await accessTo(parts, caller, fields.needWhole('toAccountId'), 'create');
    refuseOtherCurrency(fields, from.wallet.currency);
    const wanted = wantedIn(fields, from, into);
    const quote = await orUnavailable(quoteExchange(parts.pool, from.wallet, into.wallet, wanted));
    const reference = referenceIn(fields);
    const description = textIn(fields, 'description');
    if (!isCommit) {
      await orUnavailable(lookAtExchange(parts.pool, from.wallet, quote, reference));
      return idAndDescription(0n, 'Exchange');
    }
    const at = parts.clock.now();
    await parts.pins.check(caller.merchant.merchantId, pinOf(call), at);
    const transactionNo = await parts.transactionNumbers.take();
    const approvalKey = await orUnavailable(freeApprovalKey(parts.pool, from.owner));
    const about = { walletNo: from.wallet.walletNo, createdBy: caller.merchant.merchantId };
    const details = exchangeDetails({ ...about, description }, { transactionNo, approvalKey });
    await exchangeWithin(parts.transfers.transfers, {
      ...{ exchangeId: newId<'transfer'>(at.getTime()), from: from.wallet, into: into.wallet },
      ...{ quote, asked: { reference, details }, actor: actorOf(caller.merchant), at },
    });
    return idAndDescription(transactionNo, 'Exchange');
  };
}

/** What leaves is named by `amount`; without it, what arrives by `toAmount`. */
function wantedIn(fields: Fields, from: OpenedWallet, into: OpenedWallet) {
  return fields.given('amount') === undefined && fields.given('toAmount') !== undefined
    ? { receivedMinor: fields.needMoney('toAmount', into.wallet.currency) }
    : { amountMinor: fields.needMoney('amount', from.wallet.currency) };
}
