/** `GET /Transaction/Status/{accountId}`: what has become of a payment, in the words of the published table. */
import type { Payin } from '../../payments/payin.ts';
import type { Payout } from '../../payments/payout.ts';
import type { XprizoBeside } from '../../payments/xprizo-beside.ts';
import { findTransaction, type FoundTransaction } from '../../transfers/find-transaction.ts';
import type { Transfer } from '../../transfers/transfer.ts';
import { accessTo, type OpenedWallet } from './access.ts';
import type { Work } from './gate.ts';
import { reasonOf } from './outcome-reasons.ts';
import type { XprizoParts } from './parts.ts';
import { resultText, type Result } from './payment-result.ts';
import { orUnavailable } from './transfer-fields.ts';

export function transactionStatus(parts: XprizoParts): Work {
  return async (caller, { path, query }) => {
    const opened = await accessTo(parts, caller, path.needWhole('accountId'), 'read');
    const reference = query.needText('reference');
    const found = await orUnavailable(findTransaction(parts.pool, opened.wallet, reference));
    const state: State = found
      ? stateOf(found, opened)
      : { status: 'NotFound', key: '', value: '' };
    return resultText({ ...state, reference: found === undefined ? '' : reference });
  };
}

type State = Pick<Result, 'status' | 'key' | 'value' | 'description'>;

function stateOf(found: FoundTransaction, { owner }: OpenedWallet): State {
  switch (found.kind) {
    case 'payin':
      return payinState(found.payin, found.beside, owner.name);
    case 'payout':
      return payoutState(found.payout, found.beside);
    case 'transfer':
      return transferState(found.transfer, found.beside);
  }
}

/** One made through another contract has its number, and no description. */
function knownOf(
  payment: { readonly transactionNumber: string },
  beside: XprizoBeside | undefined,
) {
  const key = beside === undefined ? payment.transactionNumber : String(beside.transactionNo);
  return { key, description: beside?.description ?? payment.transactionNumber };
}

/** While it is open nobody has a number for it; an open redirect is pending, too. */
function payinState(payin: Payin, beside: XprizoBeside | undefined, ownerName: string): State {
  const { key, description } = knownOf(payin, beside);
  switch (payin.status) {
    case 'created':
      return { status: 'Pending', key: '', value: description };
    case 'succeeded': {
      // What the holder of the card reads on the statement.
      const value = payin.method === 'card' ? `${ownerName} ${description}` : description;
      return { status: 'Active', key, value };
    }
    case 'failed':
      return refused('Rejected', key, reasonOf(payin));
    case 'expired':
    case 'reversed':
      return refused('Cancelled', key, reasonOf(payin));
  }
}

function refused(status: 'Rejected' | 'Cancelled', key: string, reason: string): State {
  return { status, key, value: reason, description: reason };
}

function payoutState(payout: Payout, beside: XprizoBeside | undefined): State {
  const { key, description } = knownOf(payout, beside);
  const { beneficiaryMobile: mobile } = payout;
  switch (payout.status) {
    case 'queued':
    case 'processing': {
      const value = mobile === null ? `Bank Transfer ${description}` : `Mpesa Withdrawal ${mobile}`;
      return { status: 'Hold', key, value };
    }
    case 'succeeded':
      return { status: 'Active', key, value: description };
    case 'failed':
    case 'reversed': {
      // As it is published: without the code of the country.
      const to = mobile === null ? key : mobile.replace(/^\+254/, '');
      return { status: 'Void', key, value: `${to} Voided: ${reasonOf(payout)}` };
    }
  }
}

const transferReasons: Readonly<Partial<Record<string, string>>> = {
  time_over: 'Expired',
  expired: 'Expired',
  insufficient_funds: 'Insufficient funds',
};

function transferState(transfer: Transfer | undefined, beside: XprizoBeside | undefined): State {
  const key = String(beside?.transactionNo ?? '');
  const description = beside?.description ?? '';
  if (transfer === undefined) return { status: 'Pending', key: '', value: description };
  const reason = transferReasons[transfer.statusReason] ?? transfer.statusReason;
  switch (transfer.status) {
    case 'pending':
      return { status: 'Pending', key: '', value: description };
    case 'booked':
      return { status: 'Active', key, value: description };
    case 'held':
      return { status: 'Hold', key, value: description };
    case 'voided':
      return { status: 'Void', key, value: `${key} Voided: ${reason}` };
    case 'rejected':
      return refused('Rejected', key, reason);
    case 'cancelled':
      return refused('Cancelled', key, reason);
  }
}
