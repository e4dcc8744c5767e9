/** `POST /Transaction/GetFees`. Moving money between wallets is free of charge; what goes out or comes in has a plan. */
import { transactionFee, type FeeSubject } from '../../payments/transaction-fee.ts';
import { accessTo } from './access.ts';
import { typeCodes } from './approval-event.ts';
import type { Work } from './gate.ts';
import type { XprizoParts } from './parts.ts';
import { amount } from './present.ts';

const subjects: Readonly<Record<string, FeeSubject>> = {
  [typeCodes.card_deposit]: 'deposit',
  [typeCodes.mpesa_deposit]: 'deposit',
  [typeCodes.mpesa_withdrawal]: 'withdrawal',
};

export function getFees(parts: XprizoParts): Work {
  return async (caller, { body }) => {
    const fields = body();
    const { wallet, owner } = await accessTo(
      parts,
      caller,
      fields.needWhole('fromAccountId'),
      'read',
    );
    const { currency } = wallet;
    const money = { minor: fields.needMoney('amount', currency), currency };
    const subject = subjects[fields.text('type')?.toUpperCase() ?? ''] ?? 'transfer';
    return {
      amount: amount(money),
      feeAmount: amount(transactionFee(owner, subject, money)),
      currencyCode: currency,
    };
  };
}
