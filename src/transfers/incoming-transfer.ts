/** The payee's side of a transfer: what it asked for, and what has arrived. */
import type { WalletCurrency } from '../merchants/wallets.ts';
import type { XprizoDetails } from '../payments/xprizo-transactions.ts';
import type { Transfer, TransferKind } from './transfer.ts';

/** asked: how it stands is known where the payer lives. arrived: the money is in the wallet. */
export type IncomingStatus = 'asked' | 'arrived';

export interface IncomingTransfer {
  /** The payee. */
  readonly merchantId: string;
  readonly transferId: string;
  readonly kind: Exclude<TransferKind, 'exchange'>;
  readonly status: IncomingStatus;
  readonly walletNo: bigint;
  readonly payerId: string;
  readonly payerWalletNo: bigint;
  readonly reference: string;
  readonly currency: WalletCurrency;
  readonly amountMinor: bigint;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
  readonly arrivedAt: Date | null;
}

export interface IncomingCommand {
  /** ask: a request is made and its reference spent. arrive: what has left the payer is credited, once. */
  readonly kind: 'ask' | 'arrive';
  /** The payee. */
  readonly merchantId: string;
  readonly transferId: string;
  readonly currency: WalletCurrency;
  readonly incoming: IncomingTransfer;
  /** Of the payee's own row; what has webhooks is the payer's. */
  readonly details: XprizoDetails;
  readonly at: Date;
}

export type IncomingAnswer =
  | { readonly kind: 'done'; readonly incoming: IncomingTransfer }
  /** An operator has switched it off. Nothing was made, and the reference is free. */
  | { readonly kind: 'not_served' }
  /** `earlier`: the request that spent it, if it was one. */
  | {
      readonly kind: 'reference_used';
      readonly isOpen: boolean;
      readonly earlier: IncomingTransfer | undefined;
    };

/** What the payee is to have of a transfer that has left its payer. Throws RangeError for an exchange. */
export function incomingOf(transfer: Transfer, at: Date): IncomingTransfer {
  const { transferId, kind, reference, currency, amountMinor, expiresAt } = transfer;
  if (kind === 'exchange' || reference === null)
    throw new RangeError('An exchange arrives nowhere else.');
  return {
    ...{ merchantId: transfer.payeeId, transferId, kind, status: 'arrived' },
    walletNo: transfer.payeeWalletNo,
    payerId: transfer.merchantId,
    payerWalletNo: transfer.walletNo,
    ...{ reference, currency, amountMinor, expiresAt, createdAt: at, arrivedAt: at },
  };
}
