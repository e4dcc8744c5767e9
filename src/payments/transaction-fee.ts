import { add, type Money } from '../kit/money.ts';
import type { MerchantView } from '../merchants/merchant.ts';
import { planAt, quoteFee } from './quote.ts';

export type FeeSubject = 'deposit' | 'withdrawal' | 'transfer';

/** Fee and GST by the plan of the owner. Plans are for rupees; transfers and other currencies are free of charge. */
export function transactionFee(
  { fees, payinFees }: Pick<MerchantView, 'fees' | 'payinFees'>,
  subject: FeeSubject,
  money: Money,
): Money {
  const { minor, currency } = money;
  if (subject === 'transfer' || currency !== 'INR') return { minor: 0n, currency };
  const plan = planAt(minor, subject === 'deposit' ? payinFees : fees);
  const { feeMinor, gstMinor } = quoteFee(money, plan);
  return add({ minor: feeMinor, currency }, { minor: gstMinor, currency });
}
