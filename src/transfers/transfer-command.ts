/** What may happen to a transfer on the side of its payer, and what is answered. */
import type { WalletCurrency } from '../merchants/wallets.ts';
import type { XprizoDetails } from '../payments/xprizo-transactions.ts';
import type { Transfer } from './transfer.ts';

interface About {
  /** The payer. */
  readonly merchantId: string;
  readonly transferId: string;
  /** Of the wallet that pays. */
  readonly currency: WalletCurrency;
  readonly actor: Actor;
  readonly at: Date;
}

/** Who does it: the number of a profile, or null for an operator and for the clock. */
export interface Actor {
  readonly profileNo: number | null;
  readonly name: string;
}

/** Asked for by the payee, or sent by the payer. A repeat of the same id changes nothing. */
export interface CreateTransfer extends About {
  readonly kind: 'create';
  readonly transferKind: 'request' | 'send';
  /** approve: the payer is asked. commit: at once. hold: the creator's system is asked, and the money waits for it. */
  readonly action: 'approve' | 'commit' | 'hold';
  readonly walletNo: bigint;
  readonly payeeId: string;
  readonly payeeWalletNo: bigint;
  readonly amountMinor: bigint;
  readonly reference: string;
  readonly expiresAt: Date;
  readonly details: XprizoDetails;
  /** Where the payer hears that it is asked, and the frozen bytes; null or absent: it named no address. */
  readonly notice?: XprizoDetails['approval'];
}

/** Between two wallets of one owner, at once. */
export interface ExchangeWithin extends About {
  readonly kind: 'exchange';
  readonly walletNo: bigint;
  readonly intoWalletNo: bigint;
  readonly intoCurrency: WalletCurrency;
  readonly amountMinor: bigint;
  readonly exchanged: Exchanged;
  /** Null: it follows on something that has spent a reference of its own. */
  readonly asked: AskedExchange | null;
  /** What it follows on, under whose reference it is found. */
  readonly follows?: AskedExchange;
}

export interface AskedExchange {
  readonly reference: string;
  readonly details: XprizoDetails;
}

/** From `exchangeAmount`. */
export interface Exchanged {
  readonly receivedMinor: bigint;
  readonly roundingMinor: bigint;
  readonly rate: string;
}

export interface AcceptTransfer extends About {
  readonly kind: 'accept';
  /** Cancels it when the wallet does not cover it; else it stays pending. */
  readonly once: boolean;
}

/** reject: by the payer. cancel: by either party. */
export interface RefuseTransfer extends About {
  readonly kind: 'reject' | 'cancel';
  readonly reason: string;
}

export interface ExpireTransfer extends About {
  readonly kind: 'expire';
}

/** What the creator's system answered while the money was held. */
export interface AnswerHold extends About {
  readonly kind: 'answer';
  readonly isPaid: boolean;
  readonly reason: string;
}

export type TransferCommand =
  CreateTransfer | ExchangeWithin | AcceptTransfer | RefuseTransfer | ExpireTransfer | AnswerHold;

export type TransferAnswer =
  | { readonly kind: 'done'; readonly transfer: Transfer }
  /** Nothing was made, and the reference is free. */
  | { readonly kind: 'insufficient_funds' }
  /** An operator has switched it off. Nothing was made or moved, and the reference is free. */
  | { readonly kind: 'not_served' }
  /** It was pending, and is cancelled because the wallet does not cover it. */
  | { readonly kind: 'cancelled_for_funds'; readonly transfer: Transfer }
  | { readonly kind: 'reference_used'; readonly isOpen: boolean }
  /** It is not there, has ended, or its time is over. */
  | { readonly kind: 'not_open' };
