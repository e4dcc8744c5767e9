/** What every deposit and withdrawal asks for, and the commit that makes it. */
import { DomainError } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import { noFees } from '../../merchants/merchant.ts';
import { findProfile } from '../../merchants/profiles.ts';
import type { Wallet } from '../../merchants/wallets.ts';
import { approvalTarget } from '../../payments/approval-promises.ts';
import { placeAt, type CreatePayin } from '../../payments/create-payin.ts';
import { freeApprovalKey } from '../../payments/free-approval-key.ts';
import type { Payin, PayinMethod } from '../../payments/payin.ts';
import type { XprizoDetails, XprizoKind } from '../../payments/xprizo-transactions.ts';
import type { CollectionProvider } from '../../providers/collection.ts';
import { isReferenceOpen } from '../../transfers/reference-state.ts';
import { accessTo, type OpenedWallet } from './access.ts';
import { approvalEvent } from './approval-event.ts';
import type { Fields } from './fields.ts';
import type { XprizoCaller } from './gate.ts';
import type { XprizoParts } from './parts.ts';
import { orUnavailable, referenceIn, refuseOtherCurrency, textIn } from './transfer-fields.ts';

export interface PaymentOrder extends OpenedWallet {
  readonly caller: XprizoCaller;
  readonly reference: string;
  readonly amountMinor: bigint;
  readonly description: string;
  readonly at: Date;
}

/** Throws DomainError: `access.forbidden` without Create access to the wallet, or for the first fault. */
export async function readOrder(
  parts: XprizoParts,
  caller: XprizoCaller,
  body: Fields,
): Promise<PaymentOrder> {
  const opened = await accessTo(parts, caller, body.needWhole('accountId'), 'create');
  const { currency } = opened.wallet;
  refuseOtherCurrency(body, currency);
  return {
    ...opened,
    caller,
    reference: referenceIn(body),
    amountMinor: body.needMoney('amount', currency),
    description: textIn(body, 'description'),
    at: parts.clock.now(),
  };
}

/** What differs between the kinds. */
export interface KindOfPayment {
  readonly kind: XprizoKind;
  readonly returnUrl: string | null;
  readonly routingCode: string | null;
  readonly customerName: string | null;
  readonly transferWalletNo: bigint | null;
}

export const plainKind = {
  ...{ returnUrl: null, routingCode: null, customerName: null, transferWalletNo: null },
} as const;

/** With the first webhook, to the address that the calling profile has now. */
export async function detailsOf(
  parts: XprizoParts,
  order: PaymentOrder,
  kind: KindOfPayment,
): Promise<XprizoDetails> {
  const { caller, owner, wallet, reference, amountMinor, description, at } = order;
  const transactionNo = await parts.transactionNumbers.take();
  const [approvalKey, profile] = await orUnavailable(
    Promise.all([
      freeApprovalKey(parts.pool, owner),
      findProfile(parts.pool, caller.merchant.merchantId),
    ]),
  );
  const url = profile?.webhooks.approval ?? null;
  const createdByNo = caller.merchant.merchantNo;
  const makeId = () => newId<'outbox'>(at.getTime());
  const approval = url !== null && {
    target: approvalTarget(wallet.merchantId, caller.merchant.merchantId, url, makeId),
    firstPayload: approvalEvent({
      ...{ word: 'New', reason: null, actionedByNo: createdByNo, createdByNo, transactionNo },
      ...{ affectedNos: [owner.merchantNo], approvalKey, kind: kind.kind, date: at, reference },
      ...{ currency: wallet.currency, amountMinor },
    }),
  };
  return {
    ...kind,
    ...{ transactionNo, approvalKey, walletNo: wallet.walletNo, description },
    createdBy: caller.merchant.merchantId,
    approval: approval || null,
  };
}

/** Deposits in INR cost what the merchant's plan says; other currencies have no plan. */
export async function createDeposit(
  parts: XprizoParts,
  order: PaymentOrder,
  about: {
    readonly method: PayinMethod;
    readonly provider: Pick<CollectionProvider, 'name' | 'payeeVpa'>;
    readonly lifeMs: number;
    readonly details: XprizoDetails;
  },
): Promise<Payin> {
  const { wallet, owner, reference, amountMinor, at } = order;
  const { method, provider, lifeMs, details } = about;
  const payinId = newId<'payin'>(at.getTime());
  const command: CreatePayin = {
    merchantId: wallet.merchantId,
    payinId,
    contract: 'xprizo',
    method,
    transactionNumber: `XZ${String(details.transactionNo)}`,
    reference,
    currency: wallet.currency,
    amountMinor,
    feePlan: wallet.currency === 'INR' ? owner.payinFees : noFees,
    place: placeAt(provider, owner.merchantNo, payinId),
    expiresAt: new Date(at.getTime() + lifeMs),
    details: null,
    xprizo: details,
    at,
  };
  const answer = await parts.deposits.payins.submit(command);
  if (answer.kind === 'created') return answer.payin;
  if (answer.kind === 'not_served') throw new DomainError('order.service_unavailable');
  if (answer.kind === 'fee_exceeds_amount')
    throw new DomainError('request.invalid_fields', {
      fields: { amount: ['Fee and GST would leave nothing of the amount'] },
    });
  throw await referenceTaken(parts, wallet, reference, 'in');
}

/** Says whether what has the reference is still under way, as the contract does. */
export async function referenceTaken(
  parts: XprizoParts,
  { merchantId }: Pick<Wallet, 'merchantId'>,
  reference: string,
  direction: 'in' | 'out',
): Promise<DomainError> {
  const isOpen = await orUnavailable(isReferenceOpen(parts, merchantId, reference, direction));
  const code = isOpen ? 'transaction.reference_pending' : 'transaction.reference_taken';
  return new DomainError(code, { reference });
}
