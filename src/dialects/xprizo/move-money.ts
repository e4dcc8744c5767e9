/** `POST /Transaction/RequestPayment`, `/Transaction/SendPayment` and `/Merchant/RequestPaymentRedirect`. */
import { DomainError } from '../../kit/errors.ts';
import type { JsonObject } from '../../kit/json.ts';
import { ownerOfContact } from '../../merchants/contacts.ts';
import { findProfile } from '../../merchants/profiles.ts';
import { walletsOf, type Wallet } from '../../merchants/wallets.ts';
import { freeApprovalKey } from '../../payments/free-approval-key.ts';
import {
  requestMoney,
  sendMoney,
  type MoneyOrder,
  type MovedMoney,
} from '../../transfers/move-money.ts';
import { transferLifeMs } from '../../transfers/transfer.ts';
import { accessTo } from './access.ts';
import type { Fields } from './fields.ts';
import type { Call, Work, XprizoCaller } from './gate.ts';
import type { XprizoParts } from './parts.ts';
import { pinOf } from './pin.ts';
import { idAndDescription, whole } from './present.ts';
import { timeText } from './times.ts';
import {
  anyWallet,
  orUnavailable,
  referenceIn,
  refuseOtherCurrency,
  textIn,
} from './transfer-fields.ts';

/** Create access on the wallet that receives; the payer is asked. */
export function requestPayment(parts: XprizoParts): Work {
  return async (caller, { body }) => {
    const fields = body();
    const { wallet: to } = await accessTo(parts, caller, fields.needWhole('toAccountId'), 'create');
    const from = await anyWallet(parts, fields, 'fromAccountId');
    const order = await orderOf(parts, caller, fields, { from, to, returnUrl: null });
    return approvalModel(order, await requestMoney(parts.transfers, order));
  };
}

const actions = { '0': 'approve', '1': 'commit', '2': 'hold' } as const;

/** Create access on the wallet that pays; the pin of the caller where the money moves without another question. */
export function sendPayment(parts: XprizoParts): Work {
  return async (caller, call) => {
    const action = actionIn(call);
    const fields = call.body();
    const from = await accessTo(parts, caller, fields.needWhole('fromAccountId'), 'create');
    const to = await anyWallet(parts, fields, 'toAccountId');
    const order = await orderOf(parts, caller, fields, { from: from.wallet, to, returnUrl: null });
    if (action !== 'approve') {
      const { merchantId } = caller.merchant;
      await parts.pins.check(merchantId, pinOf(call), parts.clock.now());
    }
    if (action === 'hold') await refuseUnheard(parts, caller);
    const moved = await sendMoney(parts.transfers, order, action);
    return action === 'approve'
      ? approvalModel(order, moved)
      : idAndDescription(moved.transactionNo, 'Payment');
  };
}

function actionIn({ query }: Call): (typeof actions)[keyof typeof actions] {
  const word = query.text('action') ?? '0';
  if (!Object.hasOwn(actions, word)) throw query.fault('action', 'Invalid action');
  return actions[word as keyof typeof actions];
}

/** Nobody would ever say that it may go on. */
async function refuseUnheard({ pool }: XprizoParts, { merchant }: XprizoCaller): Promise<void> {
  const profile = await orUnavailable(findProfile(pool, merchant.merchantId));
  if (profile?.webhooks.payment == null)
    throw new DomainError('request.invalid_fields', {
      fields: { action: ['The payment webhook is not set'] },
    });
}

/** The payer is named by its user name, e-mail address or mobile number, and sent to the page in the answer. */
export function requestPaymentRedirect(parts: XprizoParts): Work {
  return async (caller, { body, query }) => {
    const fields = body();
    const { wallet: to } = await accessTo(parts, caller, fields.needWhole('accountId'), 'create');
    const from = await walletOfContact(parts, fields, to);
    const returnUrl = returnUrlIn(query, parts.isLive);
    const order = await orderOf(parts, caller, fields, { from, to, returnUrl });
    const { transactionNo, approvalKey } = await requestMoney(parts.transfers, order);
    return idAndDescription(transactionNo, parts.approvalPageUrl(approvalKey));
  };
}

async function walletOfContact(
  { pool }: XprizoParts,
  fields: Fields,
  { currency }: Wallet,
): Promise<Wallet> {
  const contact = fields.needText('name', 'Name must be between 3 and 50 characters');
  const owner = await orUnavailable(ownerOfContact(pool, contact));
  const wallets = owner === undefined ? [] : await orUnavailable(walletsOf(pool, owner));
  const wallet = wallets.find((one) => one.currency === currency);
  if (wallet === undefined) throw fields.fault('contact', 'Contact not found');
  return wallet;
}

function returnUrlIn(query: Fields, isLive: boolean): string | null {
  const text = query.text('returnUrl');
  if (text === undefined) return null;
  const url = text.length <= 2_000 ? URL.parse(text) : null;
  const protocols = isLive ? ['https:'] : ['https:', 'http:'];
  if (url === null || !protocols.includes(url.protocol))
    throw query.fault('returnUrl', 'Invalid returnUrl');
  return url.href;
}

async function orderOf(
  parts: XprizoParts,
  caller: XprizoCaller,
  fields: Fields,
  between: Pick<MoneyOrder, 'from' | 'to' | 'returnUrl'>,
): Promise<MoneyOrder> {
  const { from, to } = between;
  refuseOtherCurrency(fields, to.currency);
  const amountMinor = fields.needMoney('amount', to.currency);
  const reference = referenceIn(fields);
  const description = textIn(fields, 'description');
  const [payer, payee] = await Promise.all([
    parts.merchants.get(from.merchantId),
    parts.merchants.get(to.merchantId),
  ]);
  if (payer?.status !== 'active') throw fields.fault('fromAccountId', 'Account not found');
  if (payee?.status !== 'active') throw fields.fault('toAccountId', 'Account not found');
  return {
    ...between,
    ...{ payerNo: payer.merchantNo, payeeNo: payee.merchantNo, amountMinor },
    ...{ reference, description, creator: caller.merchant },
    approvalKey: await orUnavailable(freeApprovalKey(parts.pool, payer)),
    transactionNo: await parts.transactionNumbers.take(),
  };
}

/** As it stands at its creation. */
function approvalModel(
  { payerNo }: MoneyOrder,
  { approvalKey, expiresAt }: MovedMoney,
): JsonObject {
  return {
    key: approvalKey,
    approveById: whole(payerNo),
    canCancel: true,
    ttl: whole(transferLifeMs / 1_000),
    expiryDate: timeText(expiresAt),
    error: '',
  };
}
