/** What is kept beside an exchange between two wallets of one owner: nobody approves it, and nobody is told of it. */
import { newApprovalKey } from '../merchants/approval-key.ts';
import type { XprizoDetails } from '../payments/xprizo-transactions.ts';

export function exchangeDetails(
  { walletNo, createdBy, description, ownerNo }: ExchangeAbout,
  transactionNo: bigint,
): XprizoDetails {
  return {
    kind: 'exchange',
    ...{ walletNo, createdBy, description, transactionNo, approvalKey: newApprovalKey(ownerNo) },
    ...{ returnUrl: null, routingCode: null, customerName: null, transferWalletNo: null },
    approval: null,
  };
}

/** As what it follows on has it, or whoever asks for it. */
interface ExchangeAbout extends Pick<XprizoDetails, 'walletNo' | 'createdBy' | 'description'> {
  /** Number of the owner of both wallets. */
  readonly ownerNo: number;
}
