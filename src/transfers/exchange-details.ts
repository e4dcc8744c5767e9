/** What is kept beside an exchange between two wallets of one owner: nobody approves it, and nobody is told of it. */
import type { XprizoDetails } from '../payments/xprizo-transactions.ts';

export function exchangeDetails(
  {
    walletNo,
    createdBy,
    description,
  }: Pick<XprizoDetails, 'walletNo' | 'createdBy' | 'description'>,
  { transactionNo, approvalKey }: Pick<XprizoDetails, 'transactionNo' | 'approvalKey'>,
): XprizoDetails {
  return {
    kind: 'exchange',
    ...{ walletNo, createdBy, description, transactionNo, approvalKey },
    ...{ returnUrl: null, routingCode: null, customerName: null, transferWalletNo: null },
    approval: null,
  };
}
